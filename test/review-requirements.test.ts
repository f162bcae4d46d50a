import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

interface Proof {
  readonly file: string
  readonly titles: readonly string[]
}

/** The rows of the page: a number, what has to hold, what proves it, and what is not shown. */
function rowsOf(page: string) {
  return [...page.matchAll(/^\| (\d+) \| (.+) \| (.+) \| (.*) ?\|$/gm)].map(
    ([, number, what, proofs]) => ({
      number: Number(number),
      what: what!,
      proofs: proofs!.split('<br>').map((part): Proof => {
        const [, file, titles] = /^`([^`]+)`: (.+)$/.exec(part) ?? [null, part, '']
        return { file: file!, titles: [...titles!.matchAll(/“([^”]+)”/g)].map(([, each]) => each!) }
      }),
    }),
  )
}

/** Whether a file has a test of this title, or a bench a figure of this name that it checks. */
function has(text: string, title: string, isBench: boolean): boolean {
  const isOpen = title.endsWith('…')
  const words = (isOpen ? title.slice(0, -1) : title).replaceAll(
    /[.*+?^${}()|[\]\\]/g,
    String.raw`\$&`,
  )
  // A title may go on with what a template fills in.
  const end = isOpen ? '[^\'"`]' : '([\'"`]| \\(\\$\\{)'
  const before = isBench ? String.raw`\b(?:checked|smooth)\((?:[\w.]+, )?` : String.raw`\(\s*`
  return new RegExp(`${before}['"\`] *${words}${end}`).test(text)
}

const rows = rowsOf(read('docs/review-requirements.md'))

describe('docs/review-requirements.md', () => {
  it('has every number from 1 to 40 once, in order', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
  })

  it.each(rows)('names tests of $number that are there', ({ proofs }) => {
    for (const { file, titles } of proofs) {
      expect(existsSync(join(root, file)), file).toBe(true)
      expect(file).toMatch(/\.(test|spec)\.ts$|^bench\/\w+\.ts$/)
      expect(titles.length, file).toBeGreaterThan(0)
      const text = read(file)
      const missing = titles.filter((title) => !has(text, title, file.startsWith('bench/')))
      expect(missing, file).toEqual([])
    }
  })

  it('would notice another title, and a figure that is only printed', () => {
    const text = "it('finds it', () => {\nit.each([1])('finds %s', (\nchecked('speed', 1"
    expect(has(text, 'finds it', false)).toBe(true)
    for (const title of ['finds', 'finds it all', 'find it'])
      expect(has(text, title, false)).toBe(false)
    expect(has(text, 'finds …', false)).toBe(true)
    expect([has(text, 'speed', true), has("printRow('speed', 1", 'speed', true)]).toEqual([
      true,
      false,
    ])
  })
})
