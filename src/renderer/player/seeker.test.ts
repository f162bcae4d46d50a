import { expect, it } from 'vitest'
import { Seeker } from './seeker.ts'

/** Of a player: it takes a time, and tells when it is there. */
class FakePlayer extends EventTarget {
  readyState = 4
  readonly times: number[] = []

  set currentTime(time: number) {
    this.times.push(time)
  }

  arrive(): void {
    this.dispatchEvent(new Event('seeked'))
  }
}

function makeSeeker() {
  const player = new FakePlayer()
  const arrivals: number[] = []
  const seeker = new Seeker(player as unknown as HTMLVideoElement, () =>
    arrivals.push(player.times.at(-1)!),
  )
  return { player, seeker, arrivals }
}

it('has one seek under way, and goes on with the latest of those that came in', () => {
  const { player, seeker, arrivals } = makeSeeker()
  for (let time = 1; time <= 50; time++) seeker.seek(time)
  expect(player.times).toEqual([1])
  expect(arrivals).toEqual([])
  player.arrive()
  expect(player.times).toEqual([1, 50])
  expect(seeker.isSeeking).toBe(true)
  player.arrive()
  expect(arrivals).toEqual([50])
  expect(seeker.isSeeking).toBe(false)
  seeker.seek(7)
  expect(player.times).toEqual([1, 50, 7])
})

it('waits for nothing before the player has data', () => {
  const { player, seeker } = makeSeeker()
  player.readyState = 0
  seeker.seek(1)
  seeker.seek(2)
  expect(player.times).toEqual([1, 2])
})

it('leaves the player alone once it is closed', () => {
  const { player, seeker, arrivals } = makeSeeker()
  seeker.seek(1)
  seeker.seek(2)
  seeker.close()
  player.arrive()
  expect([player.times, arrivals]).toEqual([[1], []])
})
