import { describe, expect, it } from 'vitest'
import { batchesOf } from './batches.ts'

const isNormal = [...new Array<boolean>(13).fill(true), ...new Array<boolean>(9).fill(false)]
const balanced = { size: 8, isBalanced: true, seed: 1 }

describe('batches', () => {
  it('take half from each side, until the smaller is used up', () => {
    const batches = batchesOf(isNormal, 0, balanced)
    expect(batches).toHaveLength(2)
    for (const batch of batches) expect(batch.filter((video) => isNormal[video])).toHaveLength(4)
    expect(new Set(batches.flat()).size).toBe(16)
  })

  it('differ from epoch to epoch and from seed to seed, and are otherwise the same', () => {
    expect(batchesOf(isNormal, 1, balanced)).toEqual(batchesOf(isNormal, 1, balanced))
    expect(batchesOf(isNormal, 1, balanced)).not.toEqual(batchesOf(isNormal, 0, balanced))
    expect(batchesOf(isNormal, 1, { ...balanced, seed: 2 })).not.toEqual(
      batchesOf(isNormal, 1, balanced),
    )
  })

  it('reach every video in time', () => {
    const seen = new Set(
      Array.from({ length: 30 }, (_, epoch) => batchesOf(isNormal, epoch, balanced)).flat(2),
    )
    expect(seen.size).toBe(isNormal.length)
  })

  it('mix freely when they need no balance', () => {
    const batches = batchesOf(isNormal, 0, { ...balanced, isBalanced: false })
    expect(batches.map((batch) => batch.length)).toEqual([8, 8])
  })

  it('repeat a side that is too small for its half', () => {
    const [batch] = batchesOf([true, true, true, true, false], 0, balanced)
    expect(batch!.filter((video) => video === 4)).toHaveLength(4)
  })
})
