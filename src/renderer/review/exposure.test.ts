import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { countExposure, exposureMinutes, takeBreak, useExposure } from './exposure.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  takeBreak()
})

const minutes = () => exposureMinutes(useExposure.getState())

it('goes on where it was when the review is left and opened again', () => {
  const leave = countExposure(() => true)
  vi.advanceTimersByTime(14 * 60_000)
  leave()
  vi.advanceTimersByTime(60 * 60_000)
  expect(minutes()).toBe(14)
  const leaveAgain = countExposure(() => true)
  vi.advanceTimersByTime(59_000)
  expect(minutes()).toBe(14)
  vi.advanceTimersByTime(1000)
  expect(minutes()).toBe(15)
  leaveAgain()
})

it('does not count while nothing can be seen, and begins anew after a break', () => {
  let isVisible = false
  const leave = countExposure(() => isVisible)
  vi.advanceTimersByTime(10 * 60_000)
  expect(minutes()).toBe(0)
  isVisible = true
  vi.advanceTimersByTime(10 * 60_000)
  expect(minutes()).toBe(10)
  takeBreak()
  expect(minutes()).toBe(0)
  leave()
})
