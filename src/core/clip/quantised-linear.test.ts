import { describe, expect, it } from 'vitest'
import { Graph } from '#core/nn/onnx/graph.ts'
import { float32 } from '#core/nn/tensor/tensor.ts'
import { valuesOf } from '#test/support/close.ts'
import { graphRunner } from '#test/support/graph-runner.ts'
import { memoryCheckpoint } from '#test/support/memory-checkpoint.ts'
import { linear } from './layers.ts'
import { quantisedLinear } from './quantised-linear.ts'
import { weightsOf } from './weights.ts'

const runner = graphRunner()
const T = 6
const K = 64
const N = 48

/** Numbers in [−1, 1] without a pattern that rounding could follow. */
function noise(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin((i + seed) ** 2 * 0.7 + seed))
}

/** The first inputs have no weight: whatever they carry, it changes no exact result. */
const UNUSED = 3
const checkpoint = memoryCheckpoint({
  weight: {
    shape: [N, K],
    values: noise(N * K, 1).map((value, i) => (i % K < UNUSED ? 0 : value)),
  },
  bias: { shape: [N], values: noise(N, 2) },
})
const spec = { weight: 'weight', bias: 'bias', shape: [N, K] } as const

/** Both kinds of 8-bit layer and the exact one, side by side. */
const graph = new Graph('layers')
const x = graph.input('x', 'float32', ['b', T, K])
const weights = weightsOf(checkpoint)
graph.output('exact', linear(x, weights, spec))
graph.output('plain', quantisedLinear(x, weights, spec))
graph.output('apart', quantisedLinear(x, weights, { ...spec, hasOutliers: true }))

async function run(values: Float32Array) {
  const shape = [values.length / (T * K), T, K]
  const results = await runner.run(graph, { x: float32(shape, values) })
  const [exact, plain, apart] = [results.exact, results.plain, results.apart].map(valuesOf)
  return { exact: exact!, plain: plain!, apart: apart! }
}

/** Root mean square of the difference, relative to that of the exact values. */
function errorOf(values: Float32Array, exact: Float32Array): number {
  const squares = (list: Float32Array) => list.reduce((sum, value) => sum + value * value, 0)
  const difference = values.map((value, i) => value - exact[i]!)
  return Math.sqrt(squares(difference) / squares(exact))
}

describe('the linear layer in 8 bits', () => {
  it('is within one percent of the exact one', async () => {
    const { exact, plain, apart } = await run(noise(2 * T * K, 3))
    expect(errorOf(plain, exact)).toBeLessThan(0.01)
    expect(errorOf(apart, exact)).toBeLessThan(0.01)
  })

  it('keeps its precision beside channels that are hundreds of times as large, set apart', async () => {
    const values = noise(T * K, 4).map((value, i) => (i % K < UNUSED ? 300 * value : value))
    const { exact, plain, apart } = await run(values)
    expect(errorOf(plain, exact)).toBeGreaterThan(0.1)
    expect(errorOf(apart, exact)).toBeLessThan(0.01)
  })

  it('gives the same bits for an image alone and beside others', async () => {
    const values = noise(3 * T * K, 5)
    const together = await run(values)
    for (let image = 0; image < 3; image++) {
      const alone = await run(values.slice(image * T * K, (image + 1) * T * K))
      const rows = [image * T * N, (image + 1) * T * N] as const
      expect(alone.plain).toEqual(together.plain.slice(...rows))
      expect(alone.apart).toEqual(together.apart.slice(...rows))
    }
  })

  it('makes the bias of a row of zeros', async () => {
    const { exact, plain, apart } = await run(new Float32Array(T * K))
    expect(plain).toEqual(exact)
    expect(apart).toEqual(exact)
  })
})
