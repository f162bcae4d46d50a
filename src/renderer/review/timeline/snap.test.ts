import { expect, it } from 'vitest'
import { neighbours, snapTo } from './snap.ts'

const view = { fromSec: 0, toSec: 100, width: 1000, totalSec: 100, framesPerSec: 25 }

it('snaps to the nearest target within 6 px, and to none beyond', () => {
  expect(snapTo(view, 50, [49.5, 50.3, 51])).toBe(50.3)
  expect(snapTo(view, 50, [50.6])).toBe(50.6)
  expect(snapTo(view, 50, [49.3, 50.7])).toBeNull()
})

it('looks at the times on either side only', () => {
  const times = Float64Array.of(0, 1, 2, 3)
  expect([neighbours(times, 1.5), neighbours(times, -1), neighbours(times, 9)]).toEqual([
    ...[[1, 2], [0], [3]],
  ])
})
