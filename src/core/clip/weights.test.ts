import { describe, expect, it } from 'vitest'
import { memoryCheckpoint } from '#test/support/memory-checkpoint.ts'
import { transposed, weightsOf } from './weights.ts'

const layer = { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] }
const read = async (source: { read(): Promise<ArrayBufferView> }) => [
  ...((await source.read()) as Float32Array),
]

describe('weightsOf', () => {
  it('gives a tensor as it is stored, under its key', async () => {
    const { name, source } = weightsOf(memoryCheckpoint({ 'a.weight': layer }))
      .within('a')
      .get('weight', [3, 2])
    expect(name).toBe('a.weight')
    expect(source).toMatchObject({ dtype: 'float32', shape: [3, 2] })
    expect(await read(source)).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('transposes, and takes rows of the stored tensor before it does', async () => {
    const weights = weightsOf(memoryCheckpoint({ w: layer }))
    const turned = weights.get('w', [3, 2], { transpose: true })
    expect(turned.name).toBe('w.T')
    expect(turned.source.shape).toEqual([2, 3])
    expect(await read(turned.source)).toEqual([1, 3, 5, 2, 4, 6])
    const part = weights.get('w', [3, 2], { transpose: true, rows: [1, 3] })
    expect(part.source.shape).toEqual([2, 2])
    expect(await read(part.source)).toEqual([3, 5, 4, 6])
  })

  it('gives the same source for the same question, so that it is stored once', () => {
    const weights = weightsOf(memoryCheckpoint({ w: layer }))
    const first = weights.get('w', [3, 2], { transpose: true })
    expect(weights.get('w', [3, 2], { transpose: true }).source).toBe(first.source)
    expect(weights.get('w', [3, 2]).source).not.toBe(first.source)
  })

  it('names file, key, found and expected shape when they differ', () => {
    const weights = weightsOf(memoryCheckpoint({ w: layer, ids: { ...layer, dtype: 'int64' } }))
    expect(() => weights.get('w', [2, 2])).toThrow(
      'weights.pth: "w" is [3, 2] of float32; [2, 2] of floats was expected.',
    )
    expect(() => weights.get('ids', [3, 2])).toThrow(/of int64/)
    expect(() => weights.within('block').get('w', [2])).toThrow('weights.pth lacks "block.w"')
  })

  it('refuses numbers that are not finite, naming the tensor and the place', async () => {
    const weights = weightsOf(
      memoryCheckpoint({ w: { shape: [2, 2], values: [1, 2, Number.NaN, 4] } }),
    )
    await expect(read(weights.get('w', [2, 2]).source)).rejects.toThrow(
      'weights.pth: "w" holds NaN at element 2; finite numbers were expected.',
    )
  })

  it('reports the keys that nothing asked for, but for CLIP’s known constants', () => {
    const scalar = { shape: [], values: [1] }
    const weights = weightsOf(
      memoryCheckpoint({
        w: layer,
        extra: layer,
        logit_scale: scalar,
        'clipmodel.logit_scale': scalar,
      }),
    )
    weights.get('w', [3, 2])
    expect(weights.unused()).toEqual(['extra'])
  })
})

describe('transposed', () => {
  it('turns a matrix larger than its tiles', () => {
    const [rows, columns] = [37, 70]
    const values = Float32Array.from({ length: rows * columns }, (_, i) => i)
    const turned = transposed(values, columns)
    const wrong = turned.findIndex(
      (value, i) => value !== (i % rows) * columns + Math.floor(i / rows),
    )
    expect(wrong).toBe(-1)
    expect(transposed(turned, rows)).toEqual(values)
  })
})
