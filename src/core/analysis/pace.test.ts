import { expect, it } from 'vitest'
import { batchEtaSec, PaceMeter } from './pace.ts'

/** 10 snippets and 5 s of video a second, reported twice a second. */
function steady(seconds: number, meter = new PaceMeter()): PaceMeter {
  for (let i = 0; i <= seconds * 2; i++)
    meter.add({ atMs: i * 500, doneSec: i * 2.5, snippets: i * 5 })
  return meter
}

it('tells rates and the time that is left', () => {
  expect(steady(60).pace(600)).toEqual({
    ...{ doneSec: 300, totalSec: 600, snippetsPerSec: 10, timesRealTime: 5, etaSec: 60 },
  })
})

it('says nothing about speed in the first moment, nor about the end of an unknown length', () => {
  const meter = new PaceMeter()
  meter.add({ atMs: 0, doneSec: 0, snippets: 0 })
  expect(meter.pace(600)).toMatchObject({ snippetsPerSec: null, etaSec: null })
  expect(steady(60).pace(null)).toMatchObject({ timesRealTime: 5, etaSec: null })
})

it('follows a change of speed within its window', () => {
  const meter = steady(60)
  for (let i = 1; i <= 60; i++)
    meter.add({ atMs: 60_000 + i * 500, doneSec: 300 + i, snippets: 600 + i * 2 })
  expect(meter.pace(600).timesRealTime).toBeCloseTo(2)
})

it('tells when a uniform batch will be done, soon and within a quarter', () => {
  const [files, ms, bytes] = [100, 7000, 50e6]
  const at = (now: number) => {
    const done = Math.floor(now / ms)
    const running = {
      bytes,
      ms: now - done * ms,
      fraction: (now - done * ms) / ms,
      left: 1 - (now - done * ms) / ms,
    }
    const finished = Array.from({ length: Math.min(30, done) }, () => ({ bytes, ms }))
    return batchEtaSec({ finished, running, queuedBytes: (files - done - 1) * bytes })
  }
  expect(at(500)).toBeNull()
  const whole = (files * ms) / 1000
  for (const seconds of [2, 30, whole / 2, whole - 10]) {
    const left = whole - seconds
    expect(Math.abs(at(seconds * 1000)! - left)).toBeLessThan(left / 4)
  }
})

it('follows the batch when its files get slower', () => {
  const slow = Array.from({ length: 30 }, () => ({ bytes: 10, ms: 4000 }))
  expect(batchEtaSec({ finished: slow, running: null, queuedBytes: 100 })).toBe(40)
  expect(batchEtaSec({ finished: [], running: null, queuedBytes: 100 })).toBeNull()
})

it('is not misled by what an earlier run had done of a video', () => {
  const running = { bytes: 1000, ms: 10_000, fraction: 0.1, left: 0.4 }
  expect(batchEtaSec({ finished: [], running, queuedBytes: 600 })).toBeCloseTo(100)
})
