import { expect, it } from 'vitest'
import { FrameClock } from '#renderer/player/frame-clock.ts'
import { isInVideo, parsePlace, secondsOf } from './parse-place.ts'

it.each([
  ['1:02:03.5', { sec: 3723.5 }],
  ['2:03', { sec: 123 }],
  [' 83,25 ', { sec: 83.25 }],
  ['#50', { frame: 50 }],
  ['', null],
  ['1:2:3:4', null],
  ['-5', null],
  ['soon', null],
])('%s', (text, place) => expect(parsePlace(text)).toEqual(place))

/** Every fifth frame lasts three times as long, from a start that is not zero. */
const pts = Array.from({ length: 40 }, (_, i) => 100 + i + 2 * Math.floor(i / 5))
const clock = {
  ...{ timeBase: { num: 1, den: 25 }, firstPts: 100, endPts: 156, frames: 40 },
  startPts: Float64Array.from(pts.filter((_, i) => i % 16 === 0)),
}
const frames = new FrameClock(clock, async () => Float64Array.from(pts))

it('finds a frame by the frames there are, not by their mean rate', async () => {
  expect(await secondsOf({ frame: 17 }, frames)).toBe((17 + 6) / 25)
  expect(await secondsOf({ sec: 1.5 }, frames)).toBe(1.5)
})

it('knows what lies behind the end', () => {
  const extent = { totalSec: 56 / 25, clock }
  const at = (text: string) => isInVideo(parsePlace(text)!, extent)
  expect(['#39', '#40', '2.24', '2.3'].map(at)).toEqual([true, false, true, false])
})
