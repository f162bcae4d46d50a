import { describe, expect, it } from 'vitest'
import { mapOrdered } from './map-ordered.ts'

async function* count(to: number, onEnd: () => void = () => {}) {
  try {
    for (let i = 0; i < to; i++) yield i
  } finally {
    onEnd()
  }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

describe('mapOrdered', () => {
  it('keeps the order when later calls finish first, within the limit', async () => {
    let running = 0
    let most = 0
    const results = await collect(
      mapOrdered(count(20), 4, async (n) => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setTimeout(resolve, n % 3 === 0 ? 8 : 1))
        running--
        return n * 10
      }),
    )
    expect(results).toEqual(Array.from({ length: 20 }, (_, i) => i * 10))
    expect(most).toBe(4)
  })

  it('ends the input when a call fails or the reader leaves early', async () => {
    let ended = 0
    const failing = mapOrdered(
      count(100, () => ended++),
      3,
      async (n) => {
        if (n === 5) throw new Error('five')
        return n
      },
    )
    await expect(collect(failing)).rejects.toThrow('five')
    for await (const n of mapOrdered(
      count(100, () => ended++),
      3,
      async (n) => n,
    ))
      if (n === 2) break
    expect(ended).toBe(2)
  })
})
