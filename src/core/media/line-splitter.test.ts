import { describe, expect, it } from 'vitest'
import { LineSplitter } from './line-splitter.ts'

function linesOf(pieces: readonly string[]): string[] {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line))
  for (const piece of pieces) splitter.push(piece)
  splitter.end()
  return lines
}

describe('LineSplitter', () => {
  it('gives the same lines however the text is cut', () => {
    const text = 'one\ntwo\n\nfour'
    expect(linesOf([text])).toEqual(['one', 'two', '', 'four'])
    expect(linesOf([...text])).toEqual(['one', 'two', '', 'four'])
    expect(linesOf(['on', 'e\ntw', 'o\n\nfo', 'ur'])).toEqual(['one', 'two', '', 'four'])
  })

  it('cuts an endless line and finds the next one', () => {
    const lines = linesOf([...Array.from({ length: 100 }, () => 'x'.repeat(1000)), '\nnext\n'])
    expect(lines.map((line) => line.length)).toEqual([4096, 4])
  })
})
