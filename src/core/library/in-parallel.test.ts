import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inParallel } from './in-parallel.ts'

it('gives results in the order of the items, at most so many at a time', async () => {
  let now = 0
  let most = 0
  const results = await inParallel([30, 1, 20, 1, 10], 2, async (ms) => {
    most = Math.max(most, ++now)
    await delay(ms)
    now--
    return ms * 2
  })
  expect(results).toEqual([60, 2, 40, 2, 20])
  expect(most).toBe(2)
})

it('begins nothing more after a rejection', async () => {
  const begun: number[] = []
  const working = inParallel([1, 2, 3, 4, 5, 6], 2, async (item) => {
    begun.push(item)
    await delay(2)
    if (item === 1) throw new Error('one')
  })
  await expect(working).rejects.toThrow('one')
  await delay(10)
  expect(begun).toEqual([1, 2])
})
