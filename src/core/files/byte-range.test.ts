import { expect, it } from 'vitest'
import { byteRange } from './byte-range.ts'

const HUGE = 6 * 2 ** 30

it.each([
  [undefined, 100, 'whole'],
  ['bytes=0-', 100, { start: 0, end: 100 }],
  ['bytes=10-19', 100, { start: 10, end: 20 }],
  ['bytes=90-500', 100, { start: 90, end: 100 }],
  ['bytes=-30', 100, { start: 70, end: 100 }],
  ['bytes=-300', 100, { start: 0, end: 100 }],
  ['bytes=100-', 100, 'unsatisfiable'],
  ['bytes=-0', 100, 'unsatisfiable'],
  ['bytes=0-', 0, 'unsatisfiable'],
  ['bytes=20-10', 100, 'whole'],
  ['bytes=0-1,5-6', 100, 'whole'],
  ['bytes=-', 100, 'whole'],
  ['bytes=a-b', 100, 'whole'],
  ['items=0-5', 100, 'whole'],
  [`bytes=${5 * 2 ** 30}-`, HUGE, { start: 5 * 2 ** 30, end: HUGE }],
])('%s of %d bytes', (header, size, expected) => {
  expect(byteRange(header, size)).toEqual(expected)
})
