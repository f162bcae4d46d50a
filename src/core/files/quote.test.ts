import { expect, it } from 'vitest'
import { quote } from './quote.ts'

it('shows control and direction characters as their numbers', () => {
  expect(quote('a\u202e\n\0b')).toBe('"a\\u{202e}\\u{a}\\u{0}b"')
})

it('cuts long text', () => {
  expect(quote('x'.repeat(5000))).toHaveLength(123)
})
