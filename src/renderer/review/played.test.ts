import { expect, it } from 'vitest'
import type { Flag } from '#contract/review.ts'
import { type Played, playedOn, playedThrough } from './played.ts'

const flag = (startSec: number, endSec: number) => ({ startSec, endSec }) as Flag
const play = (...places: readonly number[]) => {
  let played: Played | null = null
  for (const [i, sec] of places.entries()) if (i > 0) played = playedOn(played, places[i - 1]!, sec)
  return played!
}

it('takes flags that were played from beginning to end, and no others', () => {
  const [inside, before, behind] = [flag(1, 2), flag(0, 1.2), flag(1.8, 3)]
  const played = play(0.9, 1.2, 1.6, 1.96)
  expect(playedThrough([inside, before, behind], played)).toEqual([inside])
  expect(playedThrough([inside], play(0.9, 1.2, 1.6))).toEqual([])
})

it('begins anew after a jump, on or back', () => {
  expect(play(0, 0.5, 4, 4.4)).toEqual({ fromSec: 4, toSec: 4.4 })
  expect(play(3, 3.5, 3.2, 3.4)).toEqual({ fromSec: 3.2, toSec: 3.4 })
  expect(playedThrough([flag(0, 4)], play(0, 0.5, 4, 4.4))).toEqual([])
})
