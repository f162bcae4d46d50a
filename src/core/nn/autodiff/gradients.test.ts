import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession } from 'onnxruntime-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Graph, type Value } from '#core/nn/onnx/graph.ts'
import * as op from '#core/nn/onnx/ops.ts'
import { writeModels } from '#core/nn/onnx/write-model.ts'
import { toOrtTensor } from '#core/nn/session/ort-tensor.ts'
import { type DType, elementCount, tensor } from '#core/nn/tensor/tensor.ts'
import { gradients } from './gradients.ts'
import { RULES } from './rules.ts'

/**
 * Each rule against central differences of what onnxruntime computes: in float64, or in float32 for operators without a
 * float64 kernel, which are linear in each input, so that a wide step is exact.
 */
interface GradientCase {
  readonly title: string
  readonly inputs: Readonly<Record<string, readonly number[]>>
  readonly build: (values: Record<string, Value>) => Value
  /** Default: spread over −2 … 2, none near 0. */
  readonly values?: (i: number) => number
  readonly dtype?: 'float32'
}

const positive = (i: number) => 0.3 + ((i * 7) % 11) / 5
const whole = (graph: Graph, numbers: readonly number[]) =>
  graph.constant(tensor('int64', [numbers.length], BigInt64Array.from(numbers, BigInt)))

const same = { a: [2, 3], b: [2, 3] }
const broadcast = { a: [2, 3, 4], b: [3, 1] }

/** Both ways of broadcasting. */
const binary = (
  build: (a: Value, b: Value) => Value,
  values?: GradientCase['values'],
): GradientCase[] => [
  {
    title: 'of equal shapes',
    inputs: same,
    build: ({ a, b }) => build(a!, b!),
    ...(values && { values }),
  },
  {
    title: 'of broadcast shapes',
    inputs: broadcast,
    build: ({ a, b }) => build(a!, b!),
    ...(values && { values }),
  },
  {
    title: 'with the first broadcast',
    inputs: { a: [1, 4], b: [2, 3, 1] },
    build: ({ a, b }) => build(a!, b!),
    ...(values && { values }),
  },
]
const unary = (build: (x: Value) => Value, values?: GradientCase['values']): GradientCase[] => [
  {
    title: 'elementwise',
    inputs: { x: [3, 4] },
    build: ({ x }) => build(x!),
    ...(values && { values }),
  },
]
const reduction = (reduce: typeof op.reduceSum): GradientCase[] =>
  [{ keepDims: true }, { keepDims: false }].map((options) => ({
    title: `with ${JSON.stringify(options)}`,
    inputs: { x: [2, 3, 4] },
    build: ({ x }) => reduce(x!, [0, -1], options),
  }))

const CASES: Readonly<Record<string, readonly GradientCase[]>> = {
  Abs: unary(op.abs),
  Add: binary(op.add),
  Cast: [
    {
      title: 'there and back',
      inputs: { x: [3] },
      // Eighths: exact in float32 too, and so is the step.
      values: (i) => (i - 1) / 8 + 1 / 16,
      build: ({ x }) => op.mul(op.cast(op.cast(x!, 'float32'), 'float64'), 3),
      dtype: 'float32',
    },
  ],
  Clip: unary((x) => op.clip(x, { min: -1, max: 0.9 })),
  Concat: [
    {
      title: 'gives each part its own',
      inputs: { a: [2, 1, 2], b: [2, 3, 2] },
      build: ({ a, b }) => op.concat([a!, b!, a!], 1),
    },
  ],
  Conv: [
    {
      title: 'over time, padded, with bias',
      inputs: { x: [2, 3, 6], w: [4, 3, 5], b: [4] },
      build: ({ x, w, b }) => op.conv(x!, w!, { bias: b!, pads: [2, 2] }),
      dtype: 'float32',
    },
    {
      title: 'strided and dilated, the last positions out of reach',
      inputs: { x: [1, 2, 10], w: [3, 2, 3] },
      build: ({ x, w }) => op.conv(x!, w!, { strides: [2], dilations: [2], pads: [1, 0] }),
      dtype: 'float32',
    },
    {
      title: 'as the patch embedding of an image',
      inputs: { x: [2, 2, 4, 6], w: [3, 2, 2, 2] },
      build: ({ x, w }) => op.conv(x!, w!, { strides: [2, 2] }),
      dtype: 'float32',
    },
  ],
  Div: binary(op.div, (i) => (i % 2 ? 1 : -1) * positive(i)),
  Exp: unary(op.exp),
  Expand: [{ title: 'to more', inputs: { x: [3, 1] }, build: ({ x }) => op.expand(x!, [2, 3, 4]) }],
  Gather: [
    {
      title: 'of rows, one of them twice',
      inputs: { x: [4, 3] },
      build: ({ x }) => op.gather(x!, whole(x!.graph, [2, -1, 2, 0]), 0),
    },
    { title: 'of one row', inputs: { x: [4, 3] }, build: ({ x }) => op.gather(x!, -2, 0) },
  ],
  GatherND: [
    {
      title: 'of one row of each',
      inputs: { x: [2, 3, 4] },
      build: ({ x }) =>
        op.gatherND(x!, op.unsqueeze(whole(x!.graph, [2, 0]), [1]), { batchDims: 1 }),
    },
  ],
  Identity: unary(op.identity),
  LayerNormalization: [
    {
      title: 'with scale and bias',
      inputs: { x: [2, 3, 5], scale: [5], bias: [5] },
      build: ({ x, scale, bias }) =>
        op.layerNormalization(x!, scale!, { bias: bias!, epsilon: 1e-3 }),
    },
  ],
  Log: unary(op.log, positive),
  MatMul: [
    {
      title: 'of matrices',
      inputs: { a: [2, 3], b: [3, 4] },
      build: ({ a, b }) => op.matMul(a!, b!),
    },
    {
      title: 'of a batch with a layer',
      inputs: { a: [2, 2, 3], b: [3, 4] },
      build: ({ a, b }) => op.matMul(a!, b!),
    },
    {
      title: 'of a matrix with a batch',
      inputs: { a: [2, 3], b: [2, 2, 3, 2] },
      build: ({ a, b }) => op.matMul(a!, b!),
    },
    {
      title: 'of batches, one repeated',
      inputs: { a: [1, 2, 3], b: [3, 3, 2] },
      build: ({ a, b }) => op.matMul(a!, b!),
    },
  ],
  Max: binary((a, b) => op.max(a, b)),
  Mul: binary(op.mul),
  Neg: unary(op.neg),
  Pad: [
    {
      title: 'of two axes in turn',
      inputs: { x: [2, 3] },
      build: ({ x }) =>
        op.pad(op.pad(x!, { axis: 1, before: 2, behind: 1 }), { axis: 0, behind: 1 }),
    },
  ],
  Pow: unary((x) => op.pow(x, 2.5), positive),
  ReduceL2: reduction(op.reduceL2),
  ReduceMax: reduction(op.reduceMax),
  ReduceMean: reduction(op.reduceMean),
  ReduceSum: reduction(op.reduceSum),
  Reshape: [
    { title: 'to other axes', inputs: { x: [2, 6] }, build: ({ x }) => op.reshape(x!, [3, 2, -1]) },
  ],
  Sigmoid: unary(op.sigmoid),
  Slice: [
    {
      title: 'from both ends',
      inputs: { x: [2, 5, 2] },
      build: ({ x }) => op.slice(x!, { axis: 1, start: 1, end: -1 }),
    },
    {
      title: 'past the end',
      inputs: { x: [2, 5] },
      build: ({ x }) => op.slice(x!, { axis: 1, start: -3 }),
    },
  ],
  Softmax: [
    { title: 'along the last axis', inputs: { x: [2, 4] }, build: ({ x }) => op.softmax(x!, -1) },
    { title: 'along another', inputs: { x: [2, 3, 2] }, build: ({ x }) => op.softmax(x!, 1) },
  ],
  Sqrt: unary(op.sqrt, positive),
  Squeeze: [
    { title: 'of one axis', inputs: { x: [2, 1, 3] }, build: ({ x }) => op.squeeze(x!, [1]) },
  ],
  Sub: binary(op.sub),
  TopK: [
    {
      title: 'of three along an axis',
      inputs: { x: [5, 3] },
      build: ({ x }) => op.topK(x!, 3, { axis: 0 }).values,
    },
  ],
  Transpose: [
    {
      title: 'in a cycle',
      inputs: { x: [2, 3, 4] },
      build: ({ x }) => op.transpose(x!, [1, 2, 0]),
    },
  ],
  Unsqueeze: [
    { title: 'of two axes', inputs: { x: [2, 3] }, build: ({ x }) => op.unsqueeze(x!, [0, 2]) },
  ],
  Where: [
    {
      title: 'on both sides',
      inputs: { a: [2, 3], b: [3] },
      build: ({ a, b }) => op.where(op.less(b!, 0.1), a!, b!),
    },
  ],
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagreel-gradients-'))
})
afterAll(() => rm(folder, { recursive: true }))

type Numbers = Record<string, number[]>

/** Not two equal ones in a case, so that a step changes no order. */
const spread = (i: number) => (((i * 29 + 7) % 53) - 26) / 13 + 0.011

describe('the table of gradient rules', () => {
  it('has cases for exactly its operators', () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(RULES).sort())
  })

  describe.each(Object.entries(CASES))('%s', (name, cases) => {
    it.each(cases.map((one) => [one.title, one] as const))(
      'equals finite differences: %s',
      async (_, one) => {
        const { graph, names } = buildCase(one)
        expect(graph.nodes.map((node) => node.op)).toContain(name)
        const run = await runner(graph, one)
        const inputs = inputNumbers(one)
        const found = await run(inputs)
        const [step, tolerance] = one.dtype === 'float32' ? [0.25, 3e-5] : [1e-5, 1e-8]
        for (const input of names) {
          for (const i of inputs[input]!.keys()) {
            const at = async (by: number) => {
              const moved = inputs[input]!.with(i, inputs[input]![i]! + by)
              return (await run({ ...inputs, [input]: moved })).loss![0]!
            }
            const difference = ((await at(step)) - (await at(-step))) / (2 * step)
            const gradient = found[`d_${input}`]![i]!
            const error = Math.abs(gradient - difference) / Math.max(1, Math.abs(difference))
            expect(error, `d_${input}[${i}] ${gradient} ${difference}`).toBeLessThan(tolerance)
          }
        }
      },
    )
  })
})

describe('a gradient', () => {
  it('refuses an operator without a rule by its name', () => {
    const graph = new Graph('case')
    const x = graph.input('x', 'float32', [3])
    const loss = op.reduceSum(op.round(op.mul(x, 2)), [0])
    expect(() => gradients(loss, [x])).toThrow(/operator Round has no gradient rule/)
  })

  it('does not mind such an operator beside its way', () => {
    const graph = new Graph('case')
    const x = graph.input('x', 'float32', [3])
    const y = graph.input('y', 'float32', [3])
    const loss = op.reduceSum(op.mul(x, op.round(y)), [0])
    expect(gradients(loss, [x]).map(({ shape }) => shape)).toEqual([[3]])
  })

  it('refuses anything but one number', () => {
    const graph = new Graph('case')
    const x = graph.input('x', 'float32', [3])
    expect(() => gradients(op.exp(x), [x])).toThrow(/one number.*\[3\]/)
  })

  it('is zero where the loss does not depend', async () => {
    const graph = new Graph('case')
    const x = graph.input('x', 'float64', [2])
    const y = graph.input('y', 'float64', [2, 2])
    const [dx] = gradients(op.reduceSum(y, [0, 1]), [x])
    graph.output('d_x', dx!)
    const run = await runner(graph, { inputs: { x: [2], y: [2, 2] } })
    expect((await run({ x: [1, 2], y: [1, 2, 3, 4] })).d_x).toEqual([0, 0])
  })

  it('adds up the uses of a value', async () => {
    const graph = new Graph('case')
    const x = graph.input('x', 'float64', [2])
    const square = op.mul(x, x)
    const [dx] = gradients(op.reduceSum(op.add(op.mul(square, x), square), [0]), [x])
    graph.output('d_x', dx!) // x³ + x²
    const run = await runner(graph, { inputs: { x: [2] } })
    expect((await run({ x: [1, -2] })).d_x).toEqual([5, 8])
  })
})

/** loss = Σ weights · y, and its gradients. */
function buildCase(one: GradientCase): { graph: Graph; names: string[] } {
  const graph = new Graph('case')
  const dtype: DType = one.dtype ?? 'float64'
  const names = Object.keys(one.inputs)
  const values = Object.fromEntries(
    Object.entries(one.inputs).map(([name, shape]) => [name, graph.input(name, dtype, shape)]),
  )
  const y = one.build(values)
  const shape = y.shape.map(Number)
  const weights = Float64Array.from({ length: elementCount(shape) }, (_, i) => spread(i + 3))
  const constant = graph.constant(
    tensor(y.dtype, shape, y.dtype === 'float32' ? Float32Array.from(weights) : weights),
  )
  const loss = op.reduceSum(op.reshape(op.mul(y, constant), [-1]), [0])
  graph.output('loss', loss)
  const of = names.map((name) => values[name]!)
  for (const [i, gradient] of gradients(loss, of).entries()) {
    expect(gradient.shape).toEqual(of[i]!.shape)
    graph.output(`d_${names[i]}`, gradient)
  }
  return { graph, names }
}

function inputNumbers({ inputs, values = spread }: GradientCase): Numbers {
  let next = 0
  return Object.fromEntries(
    Object.entries(inputs).map(([name, shape]) => [
      name,
      Array.from({ length: elementCount(shape) }, () => values(next++)),
    ]),
  )
}

async function runner(graph: Graph, one: Pick<GradientCase, 'inputs' | 'dtype'>) {
  await writeModels(folder, { weightsFile: 'weights.bin', graphs: [{ file: 'case.onnx', graph }] })
  const session = await InferenceSession.create(join(folder, 'case.onnx'), { logSeverityLevel: 4 })
  return async (numbers: Numbers): Promise<Numbers> => {
    const feeds = Object.entries(numbers).map(([name, values]) => {
      const data = one.dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values)
      return [name, toOrtTensor(tensor(one.dtype ?? 'float64', one.inputs[name]!, data))] as const
    })
    const results = await session.run(Object.fromEntries(feeds))
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name, Array.from(data as Float64Array)]),
    )
  }
}
