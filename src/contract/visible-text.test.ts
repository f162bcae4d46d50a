import { expect, it } from 'vitest'
import { visibleText } from './visible-text.ts'

it('shows what would turn or break a name, and leaves every script alone', () => {
  expect(visibleText('a\u202egpj.exe')).toBe('a\\u{202e}gpj.exe')
  expect(visibleText('a\r\nb\0\u2028\u2066\ud800')).toBe(
    'a\\u{d}\\u{a}b\\u{0}\\u{2028}\\u{2066}\\u{d800}',
  )
  for (const name of ['שלום.mp4', '監視カメラ.mp4', '👨‍👩‍👧.mp4', 'نام\u200cها.mp4'])
    expect(visibleText(name)).toBe(name)
})
