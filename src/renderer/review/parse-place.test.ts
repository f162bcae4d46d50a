import { expect, it } from 'vitest'
import { parsePlace } from './parse-place.ts'

it.each([
  ['1:02:03.5', 3723.5],
  ['2:03', 123],
  [' 83,25 ', 83.25],
  ['#50', 2.02],
  ['', null],
  ['1:2:3:4', null],
  ['-5', null],
  ['soon', null],
])('%s', (text, seconds) => expect(parsePlace(text, 25)).toBe(seconds))
