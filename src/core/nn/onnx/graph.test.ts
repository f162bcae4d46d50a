import { describe, expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import { float32, tensor } from '#core/nn/tensor/tensor.ts'
import { Graph, type Value, type WeightSource } from './graph.ts'
import * as op from './ops.ts'

function source(shape: readonly number[]): WeightSource {
  const length = shape.reduce((a, b) => a * b, 1)
  return { dtype: 'float32', shape, read: async () => new Float32Array(length) }
}

/** x [n, 4, 6] and y [n, 6] float32, i [n] int64, u [3] uint8, in the graph 'tower'. */
function example() {
  const graph = new Graph('tower')
  return {
    graph,
    x: graph.input('x', 'float32', ['n', 4, 6]),
    y: graph.input('y', 'float32', ['n', 6]),
    i: graph.input('i', 'int64', ['n']),
    u: graph.input('u', 'uint8', [3]),
  }
}

describe('a graph', () => {
  it('names nodes by scope and operator, each name once', () => {
    const { graph, x } = example()
    graph.scope('visual', () => {
      for (const block of ['block0', 'block1']) {
        graph.scope(block, () => op.exp(op.exp(x)))
      }
    })
    op.exp(x)
    expect(graph.nodes.map((node) => node.name)).toEqual([
      'visual/block0/Exp',
      'visual/block0/Exp_1',
      'visual/block1/Exp',
      'visual/block1/Exp_1',
      'Exp',
    ])
  })

  it('leaves the scope when building inside it fails', () => {
    const { graph, x } = example()
    expect(() => graph.scope('broken', () => op.softmax(x, 9))).toThrow('broken/Softmax')
    expect(op.exp(x).name).toBe('Exp')
  })

  it('keeps nodes as a list that a walker can read back', () => {
    const { graph, x, y } = example()
    const z = op.softmax(op.matMul(x, op.unsqueeze(y, [-1])), -1)
    expect(z.shape).toEqual(['n', 4, 1])
    const node = graph.nodes.at(-1)!
    expect(node).toMatchObject({ op: 'Softmax', attributes: { axis: -1 } })
    expect(node.inputs[0]).toBe(graph.nodes.at(-2)!.outputs[0])
    expect(node.outputs).toEqual([z])
  })

  it('fills in the attributes that were not given', () => {
    const { graph, y } = example()
    graph.add('Gemm', { inputs: [y, graph.weight('w', source([6, 2]))] })
    expect(graph.nodes[0]!.attributes).toEqual({ alpha: 1, beta: 1, transA: 0, transB: 0 })
  })

  it('gives the same value for the same weight, and refuses another source of that name', () => {
    const { graph } = example()
    const ones = source([6])
    expect(graph.weight('ln.weight', ones)).toBe(graph.weight('ln.weight', ones))
    expect(() => graph.weight('ln.weight', source([6]))).toThrow(
      'Graph tower, weight ln.weight: expected one source for one name, found a second one.',
    )
  })

  it('makes equal constants one, and tells 0 from −0', () => {
    const { graph } = example()
    const two = () => graph.constant(float32([], [2]))
    expect(two()).toBe(two())
    expect(graph.constant(float32([], [0]))).not.toBe(graph.constant(float32([], [-0])))
    expect(graph.constant(tensor('int32', [], Int32Array.of(2)))).not.toBe(two())
    expect(graph.constants.size).toBe(4)
  })

  it('knows the content of a shape through the operators that compute with it', () => {
    const { graph, x, y } = example()
    const batch = op.shape(x, { end: 1 })
    const target = op.concat([batch, op.slice(op.shape(x), { axis: 0, start: -2 })], 0)
    expect(target.elements).toEqual(['n', 4, 6])
    expect(op.expand(op.unsqueeze(y, [1]), target).shape).toEqual(['n', 4, 6])
    expect(op.gather(op.shape(x), 2, 0)).toMatchObject({ shape: [], elements: [6] })
    expect(op.squeeze(batch, [0]).elements).toEqual(['n'])
    expect(graph.nodes.length).toBeGreaterThan(0)
  })
})

type Example = ReturnType<typeof example>
const REFUSALS: readonly (readonly [string, (e: Example) => unknown, string])[] = [
  [
    'an unknown operator',
    ({ graph, x }) => graph.add('Gelu', { inputs: [x] }),
    'Gelu: expected an operator of the table',
  ],
  [
    'a name from Object.prototype',
    ({ graph, x }) => graph.add('toString', { inputs: [x] }),
    'toString: expected an operator',
  ],
  [
    'an unknown attribute',
    ({ graph, x }) => graph.add('Softmax', { inputs: [x], attributes: { axis: 1, mode: 2 } }),
    'Softmax: expected attributes of Softmax-13 (axis), found mode',
  ],
  [
    'a missing attribute',
    ({ graph, x }) => graph.add('Softmax', { inputs: [x] }),
    'expected attribute axis (int), found none',
  ],
  [
    'an attribute of another type',
    ({ graph, x }) => graph.add('Softmax', { inputs: [x], attributes: { axis: 0.5 } }),
    'expected attribute axis (int), found 0.5',
  ],
  [
    'too few inputs',
    ({ graph, x }) => graph.add('Add', { inputs: [x] }),
    'Add: expected 2 inputs, found 1',
  ],
  [
    'too many inputs',
    ({ graph, x }) => graph.add('Exp', { inputs: [x, x] }),
    'Exp: expected 1 inputs, found 2',
  ],
  [
    'a value of another graph',
    ({ x }) => op.add(x, example().x),
    'expected values of the graph tower',
  ],
  [
    'mixed element types',
    ({ x, i }) => op.add(x, i),
    'Add: expected inputs of one type, found float32 [n, 4, 6] and int64 [n]',
  ],
  [
    'an element type without kernel',
    ({ u }) => op.exp(u),
    'Exp: expected input 0 of type float32, float16, float64, found uint8 [3]',
  ],
  [
    'symbol beside another number',
    ({ y, graph }) => op.add(y, graph.input('five', 'float32', [5, 6])),
    'expected shapes that broadcast, found [n, 6] and [5, 6]',
  ],
  [
    'two symbols',
    ({ y, graph }) => op.mul(y, graph.input('m', 'float32', ['m', 6])),
    'shapes that broadcast, found [n, 6] and [m, 6]',
  ],
  [
    'matrices that do not fit',
    ({ x, y }) => op.matMul(x, y),
    'MatMul: expected […, m, k] times […, k, n], found [n, 4, 6] times [n, 6]',
  ],
  [
    'a reshape that loses elements',
    ({ x }) => op.reshape(x, [0, 23]),
    'Reshape: expected a shape with the same number of elements, found [n, 4, 6] to [0, 23]',
  ],
  ['a reshape with two −1', ({ x }) => op.reshape(x, [-1, -1]), 'same number of elements'],
  [
    'a reshape with negative lengths',
    ({ u }) => op.reshape(u, [-3, -1]),
    'same number of elements',
  ],
  [
    'a reshape that invents a symbol',
    ({ x }) => op.reshape(x, ['m', 4, 6]),
    'x of shape [n, 4, 6] cannot be reshaped to [m, 4, 6]',
  ],
  [
    'a reshape by a computed shape',
    ({ x, i }) => op.reshape(x, i),
    'Reshape: expected a shape known when the graph is built',
  ],
  [
    'a permutation that is none',
    ({ x }) => op.transpose(x, [0, 1, 1]),
    'Transpose: expected a permutation of 3 axes, found [0, 1, 1]',
  ],
  [
    'parts of different shapes',
    ({ x, y }) => op.concat([x, y], 0),
    'Concat: expected shapes equal but for axis 0, found [n, 4, 6], [n, 6]',
  ],
  [
    'an empty slice',
    ({ x }) => op.slice(x, { axis: 1, start: 4 }),
    'Slice: expected a slice that keeps something of axis 1',
  ],
  [
    'a slice that may or may not reach',
    ({ x }) => op.slice(x, { axis: 0, end: 5 }),
    'a slice of the symbolic axis n that goes from a known start to its end',
  ],
  [
    'an index outside',
    ({ x }) => op.gather(x, 4, 1),
    'Gather: expected indices within axis 1 of 4, found 4',
  ],
  [
    'an axis outside',
    ({ x }) => op.reduceSum(x, [3]),
    'ReduceSum: expected an axis of a tensor of rank 3, found 3',
  ],
  ['an axis twice', ({ x }) => op.reduceSum(x, [1, -2]), 'expected at least one axis, each once'],
  ['no axes', ({ x }) => op.reduceMax(x, []), 'expected at least one axis'],
  [
    'a squeeze of a long axis',
    ({ x }) => op.squeeze(x, [1]),
    'Squeeze: expected axis 1 of length 1, found float32 [n, 4, 6]',
  ],
  [
    'an axis put in twice',
    ({ y }) => op.unsqueeze(y, [0, 0]),
    'Unsqueeze: expected each axis once',
  ],
  [
    'an expand that shrinks',
    ({ x }) => op.expand(x, [1, 4, 1, 5]),
    'Expand: expected a shape that [n, 4, 6] broadcasts to',
  ],
  [
    'an expand to nothing',
    ({ u }) => op.expand(op.reshape(u, [3, 1]), [3, 0]),
    'Expand: expected a shape',
  ],
  [
    'an expand to an unknown symbol',
    ({ u }) => op.expand(u, ['q', 3]),
    'no input has an axis named q (inputs: x [n, 4, 6]',
  ],
  ['more than there is', ({ x }) => op.topK(x, 7), 'TopK: expected k from 1 to 6, found 7'],
  [
    'an endless range',
    ({ graph }) => op.range(0, graph.constant(tensor('int64', [], BigInt64Array.of(3n))), 0),
    'Range: expected a range that is not empty',
  ],
  [
    'channels that do not fit',
    ({ x, graph }) => op.conv(x, graph.weight('w', source([2, 3, 3]))),
    'Conv: expected w [m, 4/1, k]',
  ],
  [
    'a stride of 0',
    ({ x, graph }) => op.conv(x, graph.weight('w', source([2, 4, 3])), { strides: [0] }),
    'expected strides: 1 numbers from 1',
  ],
  [
    'a kernel longer than the axis',
    ({ x, graph }) => op.conv(x, graph.weight('w', source([2, 4, 7]))),
    'expected an axis of at least 7, found 6',
  ],
  [
    'a norm of another width',
    ({ x, graph }) => op.layerNormalization(x, graph.weight('w', source([4])), { epsilon: 1e-5 }),
    'LayerNormalization: expected scale and bias [6], found [4]',
  ],
  [
    'a coordinate too deep',
    ({ x, graph }) => op.gatherND(x, graph.input('at', 'int64', ['n', 4])),
    'GatherND: expected indices',
  ],
  [
    'a condition that is a number',
    ({ x }) => op.where(x as Value, 0, 1),
    'Where: expected input 0 of type bool',
  ],
  [
    'a zero point of another type',
    ({ u, graph }) =>
      op.matMulInteger(u, op.reshape(u, [3, 1]), {
        a: graph.constant(tensor('int8', [], Int8Array.of(1))),
      }),
    'expected a scalar uint8 zero point',
  ],
  ['a fraction as an integer constant', ({ i }) => op.add(i, 0.5), '0.5 cannot be'],
  [
    'a number that its type cannot hold',
    ({ u }) => op.max(u, 256),
    '256 cannot be a constant of type uint8',
  ],
  [
    'an axis that is a fraction',
    ({ x }) => op.reduceSum(x, [0.5]),
    '0.5 cannot be a constant of type int64',
  ],
  [
    'a name twice',
    ({ graph }) => graph.input('x', 'float32', [1]),
    'expected a name of its own, found "x" again',
  ],
  ['an output name twice', ({ graph, x }) => graph.output('x', x), 'expected a name of its own'],
  [
    'a symbol that is no name',
    ({ graph }) => graph.input('z', 'float32', ['n+1']),
    'input z: expected lengths above 0 or names, found [n+1]',
  ],
  ['an empty axis', ({ graph }) => graph.input('z', 'float32', [0]), 'expected lengths above 0'],
  [
    'a large constant',
    ({ graph }) => graph.constant(float32([70_000], new Float32Array(70_000))),
    'at most 65536 elements (else a weight), found 70000',
  ],
]

describe('a graph refuses', () => {
  it.each(REFUSALS)('%s', (_, build, message) => {
    const found = refusalOf(() => build(example()))
    expect(found).toBeInstanceOf(FlagreelError)
    expect(found).toMatchObject({ code: 'bad-graph', message: expect.stringContaining(message) })
  })

  it('with the whole path of scopes', () => {
    const { graph, x } = example()
    const build = () =>
      graph.scope('visual', () =>
        graph.scope('block3', () => graph.scope('attn', () => op.matMul(x, x))),
      )
    expect(build).toThrow(
      'Graph tower, visual/block3/attn/MatMul: expected […, m, k] times […, k, n], found [n, 4, 6] times [n, 4, 6].',
    )
  })
})

function refusalOf(build: () => unknown): unknown {
  try {
    build()
  } catch (error) {
    return error
  }
  return undefined
}
