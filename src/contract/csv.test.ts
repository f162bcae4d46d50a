import { describe, expect, it } from 'vitest'
import { csvRow } from './csv.ts'

describe('csvRow', () => {
  it('ends rows with CRLF and leaves plain cells alone', () => {
    expect(csvRow(['a', 1, 0.25, null, 'b c'])).toBe('a,1,0.25,,b c\r\n')
  })

  it('quotes commas, quotes and line breaks', () => {
    expect(csvRow(['a,b', 'say "hi"', 'two\nlines'])).toBe('"a,b","say ""hi""","two\nlines"\r\n')
  })

  it('disarms what a spreadsheet would run', () => {
    expect(csvRow(['=cmd()', '+1', '-1', '@x', '\tx'])).toBe("'=cmd(),'+1,'-1,'@x,\"'\tx\"\r\n")
  })

  it('disarms what would begin a cell where semicolons or tabs separate', () => {
    expect(csvRow(['x;=cmd()', 'a\t+1', 'a\n-1', '; =1'])).toBe(
      `"x;'=cmd()","a\t'+1","a\n'-1",";' =1"\r\n`,
    )
  })

  it('disarms what quotes or blanks stand before, whoever separates', () => {
    const cells = ['x;"=HYPERLINK(1);y', 'z\t"=1+1\tq', ' =1', '"-1', '＝1']
    for (const row of [csvRow(cells), ...cells.map((cell) => csvRow(['plain', cell]))])
      for (const separator of [',', ';', '\t'])
        for (const cell of row.split(separator)) expect(cell).not.toMatch(/^["\s]*[=+\-@＝]/)
  })

  it('shows what cannot be seen', () => {
    expect(csvRow(['\u202egpj.exe', '\u001b[31m', 'a\ud800', 'ü 日本 🎥'])).toBe(
      '\\u{202e}gpj.exe,\\u{1b}[31m,a\\u{d800},ü 日本 🎥\r\n',
    )
  })

  it('keeps numbers numbers, negative ones too', () => {
    expect(csvRow([-1.5, 1e-7])).toBe('-1.5,1e-7\r\n')
  })
})
