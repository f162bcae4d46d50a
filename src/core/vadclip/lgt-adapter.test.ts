import { describe, expect, it } from 'vitest'
import { Graph } from '#core/nn/onnx/graph.ts'
import { float32, tensor } from '#core/nn/tensor/tensor.ts'
import { expectClose, valuesOf } from '#test/support/close.ts'
import { goldenArray } from '#test/support/goldens.ts'
import { graphRunner } from '#test/support/graph-runner.ts'
import { distanceAdjacency, similarityAdjacency, windowMask } from './lgt-adapter.ts'

const runner = graphRunner()
const T = 32

describe('windowMask', () => {
  it.each([8, 16, 32])('lets windows of %i attend to themselves', async (attnWindow) => {
    const graph = new Graph('mask')
    graph.output('mask', windowMask(graph, { visualLength: T, attnWindow }))
    const mask = valuesOf((await runner.run(graph, {})).mask)
    const reference = goldenArray(`tiny-xd/mask/L32_w${attnWindow}.npy`).data
    expect([...mask]).toEqual(Array.from(reference, (sees) => (sees ? 0 : -Infinity)))
  })

  it.each([10, 31, 40])(
    'refuses windows of %i, which leave rows with nothing to see',
    (attnWindow) => {
      const reference = goldenArray(`tiny-xd/mask/L32_w${attnWindow}.npy`).data
      const lastRow = reference.subarray((T - 1) * T)
      expect(lastRow.every((sees) => sees === 0)).toBe(true)
      const graph = new Graph('mask')
      expect(() => windowMask(graph, { visualLength: T, attnWindow })).toThrow(/do not divide/)
    },
  )
})

describe('similarityAdjacency', () => {
  const graph = new Graph('similarity')
  const x = graph.input('x', 'float32', ['b', 4, 2])
  graph.output('adjacency', similarityAdjacency(x, graph.input('lengths', 'int64', ['b'])))
  const adjacency = async (rows: number[], length: number) => {
    const lengths = tensor('int64', [1], BigInt64Array.of(BigInt(length)))
    const result = await runner.run(graph, { x: float32([1, 4, 2], rows), lengths })
    return [...valuesOf(result.adjacency)]
  }
  const near = (values: number[]) => values.map((value) => expect.closeTo(value, 5))

  it('cuts weak similarities to zero, which still take part in the softmax', async () => {
    const [e, one] = [Math.E, 1]
    const row = [e / (e + one), one / (e + one), 0, 0]
    const turned = [one / (e + one), e / (e + one), 0, 0]
    const zeros = [0, 0, 0, 0, 0, 0, 0, 0]
    expect(await adjacency([1, 0, 0.5, 1, 0, 0, 0, 0], 2)).toEqual(
      near([...row, ...turned, ...zeros]),
    )
  })

  it('is zero outside the real snippets, however alike padding is', async () => {
    const values = await adjacency([1, 0, 1, 0, 1, 0, 1, 0], 1)
    expect(values).toEqual(near([1, ...new Array<number>(15).fill(0)]))
  })

  it('gives zero rows similarity zero, not NaN', async () => {
    const values = await adjacency([0, 0, 0, 0, 0, 0, 0, 0], 4)
    expect(values).toEqual(near(new Array<number>(16).fill(0.25)))
  })
})

describe('distanceAdjacency', () => {
  it('falls by e^(−1/e) per snippet, unnormalised', async () => {
    const graph = new Graph('distance')
    graph.output('distance', distanceAdjacency(graph, T))
    const { distance } = await runner.run(graph, {})
    expectClose(distance, goldenArray('tiny-xd/inter_v070/disadj.npy'))
  })
})
