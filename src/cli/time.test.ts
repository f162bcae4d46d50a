import { expect, it } from 'vitest'
import { formatDuration, formatTime } from './time.ts'

it.each([
  [0, '00:00:00.00'],
  [3725.5, '01:02:05.50'],
  [59.994, '00:00:59.99'],
  [59.995, '00:01:00.00'],
  [3599.999, '01:00:00.00'],
  [400_000, '111:06:40.00'],
])('%d s into a video is %s', (seconds, text) => {
  expect(formatTime(seconds)).toBe(text)
})

it.each([
  [0, '0 s'],
  [0.4, '0 s'],
  [-3, '0 s'],
  [59.6, '1 min 0 s'],
  [125, '2 min 5 s'],
  [3599, '59 min 59 s'],
  [3600, '1 h 0 min'],
  [93_600, '26 h 0 min'],
])('%d s take %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text)
})
