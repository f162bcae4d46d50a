import { describe, expect, it } from 'vitest'
import type { ClipDims } from '#contract/bundle.ts'
import { gradientOf } from '#core/nn/autodiff/gradients.ts'
import { float32, type Tensor, tensor } from '#core/nn/tensor/tensor.ts'
import { graphRunner } from '#test/support/graph-runner.ts'
import { buildContrastiveStep } from './contrastive.ts'
import { textFeeds } from './prompts.ts'

const runner = graphRunner()
const DIMS: ClipDims = {
  embedDim: 16,
  imageResolution: 8,
  patchSize: 4,
  visionWidth: 16,
  visionLayers: 1,
  visionHeads: 2,
  textWidth: 16,
  textLayers: 1,
  textHeads: 2,
  contextLength: 6,
  vocabularySize: 20,
}
const PAIRS = 4

const wave = (i: number) => Math.sin(i * 12.9898 + i * i) * 0.6
/** Norms near 1 and a sharp scale, so that every parameter matters. */
const middle = (key: string) => (/ln_\w+\.weight$/.test(key) ? 1 : key === 'logit_scale' ? 2 : 0)

describe('the contrastive step', async () => {
  const { graph, parameters } = buildContrastiveStep(DIMS, PAIRS)
  const start = Object.fromEntries(
    Array.from(parameters, ([key, { shape }], salt) => {
      const count = shape.reduce<number>((product, dim) => product * Number(dim), 1)
      const values = Float32Array.from(
        { length: count },
        (_, i) => middle(key) + wave(i + 31 * salt + 1),
      )
      return [key, float32(shape.map(Number), values)] as const
    }),
  )
  const tokens = [
    [18, 3, 4, 19],
    [18, 5, 19],
    [18, 3, 4, 19],
    [18, 7, 8, 9, 19],
  ]
  const rows = tokens.map((row) => ({
    tokens: [...row, ...new Array<number>(6 - row.length).fill(0)],
    isToken: [],
    eot: row.length - 1,
  }))
  const size = PAIRS * 8 * 8 * 3
  const pixels = Uint8Array.from({ length: size }, (_, i) => (i * 7919) % 256)
  const inputs = {
    ...textFeeds(rows, { learnablePrompt: false }),
    pixels: tensor('uint8', [PAIRS, 8, 8, 3], pixels),
    // The first and the third caption are the same.
    targets: float32([4, 4], [0.5, 0, 0.5, 0, 0, 1, 0, 0, 0.5, 0, 0.5, 0, 0, 0, 0, 1]),
  }
  const run = (values: Record<string, Tensor>) => runner.run(graph, { ...inputs, ...values })

  it('is −log of what a picture gives its caption, both ways, at no scale', async () => {
    const flat = { ...start, logit_scale: float32([], [-30]) }
    expect((await run(flat)).loss!.data[0]).toBeCloseTo(Math.log(PAIRS), 4)
  })

  it('has the gradient that differences have, in every parameter', async () => {
    const found = await run(start)
    const slopes: number[] = []
    for (const [key, { shape, data }] of Object.entries(start)) {
      const gradient = found[gradientOf(key)]!
      expect(gradient.shape).toEqual(shape)
      const direction = (gradient.data as Float32Array).map((g, i) => g + 0.01 * wave(i + 5))
      const norm = Math.sqrt(direction.reduce((sum, d) => sum + d * d, 0))
      const along = (h: number) => {
        const moved = (data as Float32Array).map((x, i) => x + (h * direction[i]!) / norm)
        return run({ ...start, [key]: float32(shape, moved) })
      }
      const h = 1e-2
      const [up, down] = [await along(h), await along(-h)]
      const difference = (Number(up.loss!.data[0]) - Number(down.loss!.data[0])) / (2 * h)
      const slope = direction.reduce((sum, d, i) => sum + (d / norm) * Number(gradient.data[i]), 0)
      expect([key, Math.abs(slope - difference) < 2e-2 * Math.abs(slope) + 2e-4]).toEqual([
        key,
        true,
      ])
      slopes.push(Math.abs(slope))
    }
    expect(slopes.filter((slope) => slope > 1e-2).length).toBeGreaterThan(0.8 * slopes.length)
  })

  it('goes down along its gradient', async () => {
    const found = await run(start)
    const moved = Object.entries(start).map(([key, { shape, data }]) => {
      const gradient = found[gradientOf(key)]!.data as Float32Array
      return [
        key,
        float32(
          shape,
          (data as Float32Array).map((x, i) => x - 1e-3 * gradient[i]!),
        ),
      ] as const
    })
    const after = await run(Object.fromEntries(moved))
    expect(Number(after.loss!.data[0])).toBeLessThan(Number(found.loss!.data[0]))
  })
})
