import { expect, it } from 'vitest'
import { formatTable } from './table.ts'

const rows = [
  { name: 'clip.mp4', score: '0.5' },
  { name: '日本語.mkv', score: '12.25' },
]
const name = { title: 'FILE', value: (row: (typeof rows)[number]) => row.name }
const score = { title: 'SCORE', value: (row: (typeof rows)[number]) => row.score }

it('aligns columns by terminal cells, and leaves no space at the end of a line', () => {
  expect(formatTable(rows, [name, score])).toBe(
    ['FILE        SCORE', 'clip.mp4    0.5', '日本語.mkv  12.25'].join('\n'),
  )
})

it('aligns to the right where asked, the title too', () => {
  expect(formatTable(rows, [{ ...score, align: 'right' }, name])).toBe(
    ['SCORE  FILE', '  0.5  clip.mp4', '12.25  日本語.mkv'].join('\n'),
  )
})

it('keeps a row on its line whatever a file is called', () => {
  const table = formatTable([{ name: 'a\n\x1b[2Jb', score: '1' }], [name, score])
  expect(table.split('\n')).toEqual(['FILE           SCORE', 'a\\n\\u{1b}[2Jb  1'])
})

it('of no rows is its titles', () => {
  expect(formatTable([], [name, score])).toBe('FILE  SCORE')
})
