import fc from 'fast-check'
import { expect, it } from 'vitest'
import { charactersOf, isShort, LONGEST_NAME, nameKey, safePart, safeStem } from './safe-name.ts'

it.each([
  ['a/b\\c:d*e?f"g<h>i|j', 'a_b_c_d_e_f_g_h_i_j'],
  ['..', 'clip'],
  ['', 'clip'],
  [' . hidden. . ', 'hidden'],
  ['-rf', '_rf'],
  ['CON', '_CON'],
  ['nul.tar.mp4', '_nul.tar.mp4'],
  ['com¹', '_com¹'],
  ['lpt9 .x', '_lpt9 .x'],
  ['console', 'console'],
  ['line\nbreak\ttab', 'line break tab'],
  ['bell\u0007nul\0', 'bell_nul_'],
  ['invoice\u202egpj.exe', 'invoicegpj.exe'],
  ['half \ud83d pair', 'half _ pair'],
  ['👩‍👩‍👧 family', '👩‍👩‍👧 family'],
  ['e\u0301te\u0301', 'été'],
])('%j is named %j', (text, name) => {
  expect(safeStem(text)).toBe(name)
})

it('any text becomes a name that all systems take', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      const name = safeStem(text)
      expect(name).toMatch(/^[^<>:"/\\|?*\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]+$/u)
      expect(name).not.toMatch(/^[. -]|[. ]$/)
      expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i)
      expect(safeStem(name)).toBe(name)
      expect(safePart(name)).toBe(name)
    }),
    { numRuns: 2000 },
  )
})

it('a name is measured in bytes, also where it is stored decomposed', () => {
  expect(isShort('a'.repeat(LONGEST_NAME))).toBe(true)
  expect(isShort('ä'.repeat(LONGEST_NAME / 2))).toBe(false)
  expect(isShort('漢'.repeat(54))).toBe(false)
})

it('names that a file system takes for one have one key', () => {
  expect(nameKey('Été.MP4')).toBe(nameKey('e\u0301te\u0301.mp4'))
  expect(nameKey('a.mp4')).not.toBe(nameKey('b.mp4'))
})

it('characters are what a reader sees', () => {
  expect(charactersOf('a👩‍👩‍👧é')).toEqual(['a', '👩‍👩‍👧', 'é'])
})
