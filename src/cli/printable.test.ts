import { describe, expect, it } from 'vitest'
import { printable, printableLines } from './printable.ts'

describe('printable', () => {
  it('escapes what could move the cursor, forge a line or turn a name around', () => {
    expect(printable('a\x1b[31m\nb\tc\x7f\x9b')).toBe('a\\u{1b}[31m\\nb\\tc\\u{7f}\\u{9b}')
    expect(printable('gpj\u202e.exe\u2066\u200f')).toBe('gpj\\u{202e}.exe\\u{2066}\\u{200f}')
    expect(printable('one\u2028two\u2029')).toBe('one\\u{2028}two\\u{2029}')
  })

  it('escapes half a surrogate pair and keeps a whole one', () => {
    expect(printable('\ud83d😀')).toBe('\\u{d83d}😀')
  })

  it('keeps every ordinary name as it is', () => {
    for (const name of ['Überwachung 3.mp4', '日本語.mkv', 'e\u0301te.webm', '👩‍🚒.mov', '50%\\n'])
      expect(printable(name)).toBe(name)
  })
})

describe('printableLines', () => {
  it('keeps line breaks, which are our own, and escapes the rest', () => {
    expect(printableLines('one\n\ttwo\r\n')).toBe('one\n\\ttwo\\u{d}\n')
  })
})
