import { expect, it } from 'vitest'
import { FrameClock } from './frame-clock.ts'
import { Transport } from './transport.ts'

class FakePlayer extends EventTarget {
  readyState = 4
  paused = true
  playbackRate = 1
  readonly times: number[] = []

  get currentTime(): number {
    return this.times.at(-1) ?? 0
  }

  set currentTime(time: number) {
    this.times.push(time)
    this.dispatchEvent(new Event('seeked'))
  }

  pause(): void {}
}

/** Half a second a frame; its times come when they are told to. */
function makeTransport() {
  const player = new FakePlayer()
  const answers: (() => void)[] = []
  const clock = {
    ...{ timeBase: { num: 1, den: 2 }, firstPts: 0, endPts: 64, frames: 64 },
    startPts: Float64Array.from([0, 16, 32, 48]),
  }
  const frames = new FrameClock(
    clock,
    () =>
      new Promise((resolve) =>
        answers.push(() => resolve(Float64Array.from({ length: 64 }, (_, i) => i))),
      ),
  )
  const timing = { frames, totalSec: 32, offsetSec: 0, rate: 1, onInexact: () => undefined }
  return { player, answers, transport: new Transport(player as never, timing) }
}

it('seeks at once where the times of frames are unknown, and into the frame when they come', async () => {
  const { player, answers, transport } = makeTransport()
  transport.seek(3.1)
  transport.seek(4.1)
  expect(player.times).toEqual([3.1, 4.1])
  for (const answer of answers) answer()
  await expect.poll(() => player.times).toEqual([3.1, 4.1, 4.25])
  transport.seek(10.1)
  await expect.poll(() => player.times.slice(3)).toEqual([10.25])
  transport.close()
})
