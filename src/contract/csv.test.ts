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
      `"x;'=cmd()","a\t'+1","a\n'-1","; =1"\r\n`,
    )
  })

  it('keeps numbers numbers, negative ones too', () => {
    expect(csvRow([-1.5, 1e-7])).toBe('-1.5,1e-7\r\n')
  })
})
