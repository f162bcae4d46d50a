import { expect, it } from 'vitest'
import { clock } from './format.ts'

it.each([
  [0, false, '0:00'],
  [59.99, false, '0:59'],
  [59.99, true, '0:59.9'],
  [3725.4, true, '1:02:05.4'],
  [86_400, false, '24:00:00'],
  [-1, false, '0:00'],
] as const)('%d s is %s %s', (seconds, tenths, text) => {
  expect(clock(seconds, tenths)).toBe(text)
})
