import { describe, expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import { inspectModelBytes } from './inspect-model.ts'
import { ProtobufWriter } from './protobuf-writer.ts'

const message = () => new ProtobufWriter()

function port(name: string, type = 1, dims: readonly (number | string)[] = [2]): ProtobufWriter {
  const shape = message()
  for (const dim of dims) {
    shape.message(1, typeof dim === 'number' ? message().integer(1, dim) : message().text(2, dim))
  }
  const tensorType = message().integer(1, type).message(2, shape)
  return message().text(1, name).message(2, message().message(1, tensorType))
}

function node(operator: string, more: (node: ProtobufWriter) => void = () => undefined) {
  const written = message().text(1, 'x').text(2, 'y').text(3, operator).text(4, operator)
  more(written)
  return written
}

function external(entries: Readonly<Record<string, string>>): ProtobufWriter {
  const tensor = message().packedIntegers(1, [2]).integer(2, 1).text(8, 'w')
  for (const [key, value] of Object.entries(entries)) {
    tensor.message(13, message().text(1, key).text(2, value))
  }
  return tensor.integer(14, 1)
}

interface Parts {
  readonly graph?: (graph: ProtobufWriter) => void
  readonly model?: (model: ProtobufWriter) => void
}

/** x → Identity → y, with something added to the graph or the model. */
function modelWith({ graph, model }: Parts): Uint8Array {
  const body = message().message(1, node('Identity')).text(2, 'g')
  body.message(11, port('x')).message(12, port('y'))
  graph?.(body)
  const written = message().integer(1, 8).message(7, body)
  written.message(8, message().text(1, '').integer(2, 18))
  model?.(written)
  return written.finish()
}

const attribute = (field: number) => message().text(1, 'a').message(field, message())
const HOSTILE: readonly (readonly [string, Parts, string])[] = [
  [
    'weights up the tree',
    { graph: (g) => g.message(5, external({ location: '../../etc/passwd' })) },
    '"../../etc/passwd", which is not a file beside it',
  ],
  [
    'weights at an absolute path',
    { graph: (g) => g.message(5, external({ location: '/etc/passwd' })) },
    'not a file beside it',
  ],
  [
    'weights on another drive',
    { graph: (g) => g.message(5, external({ location: 'C:\\secret' })) },
    'not a file beside it',
  ],
  [
    'weights in a subfolder',
    { graph: (g) => g.message(5, external({ location: 'a/b.bin' })) },
    'not a file beside it',
  ],
  [
    'weights in ..',
    { graph: (g) => g.message(5, external({ location: '..' })) },
    'not a file beside it',
  ],
  [
    'weights at an address in memory',
    { graph: (g) => g.message(5, external({ location: '*/_ORT_MEM_ADDR_/*', offset: '4096' })) },
    'not a file beside it',
  ],
  ['weights nowhere', { graph: (g) => g.message(5, external({})) }, 'not a file beside it'],
  [
    'weights in two places',
    {
      graph: (g) =>
        g.message(
          5,
          external({ location: 'a.bin' }).message(13, message().text(1, 'location').text(2, '/b')),
        ),
    },
    'two answers to where a tensor lies',
  ],
  [
    'weights before the start',
    { graph: (g) => g.message(5, external({ location: 'a.bin', offset: '-1' })) },
    'the file position "-1"',
  ],
  [
    'weights hidden in a constant',
    {
      graph: (g) =>
        g.message(
          1,
          node('Constant', (n) =>
            n.message(
              5,
              message()
                .text(1, 'value')
                .message(5, external({ location: '/a' })),
            ),
          ),
        ),
    },
    'not a file beside it',
  ],
  [
    'weights hidden in a list of constants',
    {
      graph: (g) =>
        g.message(
          1,
          node('Constant', (n) =>
            n.message(5, message().message(10, external({ location: '/a' }))),
          ),
        ),
    },
    'not a file beside it',
  ],
  [
    'weights in a second graph field',
    { model: (m) => m.message(7, message().message(5, external({ location: '/a' }))) },
    'not a file beside it',
  ],
  [
    'an operator of a vendor',
    {
      graph: (g) =>
        g.message(
          1,
          node('FusedMatMul', (n) => n.text(7, 'com.microsoft')),
        ),
    },
    'the operator com.microsoft.FusedMatMul',
  ],
  ['a loop', { graph: (g) => g.message(1, node('Loop')) }, 'control flow (Loop)'],
  [
    'a graph in a node',
    {
      graph: (g) =>
        g.message(
          1,
          node('Foo', (n) => n.message(5, attribute(6))),
        ),
    },
    'a graph inside a node',
  ],
  [
    'graphs in a node',
    {
      graph: (g) =>
        g.message(
          1,
          node('Foo', (n) => n.message(5, attribute(11))),
        ),
    },
    'a graph inside a node',
  ],
  ['a function', { model: (m) => m.message(25, message()) }, 'function bodies'],
  ['training', { model: (m) => m.message(20, message()) }, 'training steps'],
  ['a sparse weight', { graph: (g) => g.message(15, message()) }, 'sparse tensors'],
  [
    'a sparse attribute',
    {
      graph: (g) =>
        g.message(
          1,
          node('Constant', (n) => n.message(5, attribute(22))),
        ),
    },
    'sparse tensors',
  ],
  [
    'two operator sets',
    { model: (m) => m.message(8, message().text(1, 'ai.onnx').integer(2, 9)) },
    'two operator sets',
  ],
  [
    'an input that is text',
    { graph: (g) => g.message(11, port('s', 8)) },
    'the input or output s of a type or shape',
  ],
  [
    'an input without a shape',
    { graph: (g) => g.message(11, message().text(1, 's')) },
    'the input or output s of a type',
  ],
  ['a negative dimension', { graph: (g) => g.message(11, port('s', 1, [-1])) }, 'a dimension -1'],
  [
    'a hundred dimensions',
    { graph: (g) => g.message(11, port('s', 1, new Array<number>(100).fill(1))) },
    'more than 16 dimensions',
  ],
  [
    'a name of a megabyte',
    { graph: (g) => g.message(1, node('x'.repeat(2 ** 20))) },
    'a name of 1048576 bytes',
  ],
  [
    'a name that is not text',
    { graph: (g) => g.message(1, message().bytes(4, Uint8Array.of(0xff, 0xfe))) },
    'a name that is not UTF-8',
  ],
  [
    'a number where a message belongs',
    { model: (m) => m.integer(7, 1) },
    'field 7 that is not a message',
  ],
  [
    'a message where a number belongs',
    { graph: (g) => g.message(5, message().text(14, 'x')) },
    'field 14 that is not a number',
  ],
  ['a field without a number', { model: (m) => m.integer(0, 0) }, 'field number 0'],
]

describe('a model from a stranger', () => {
  it('leaves out inputs that are weights, as old files list them', () => {
    const bytes = modelWith({
      graph: (g) => g.message(11, port('w')).message(5, message().text(8, 'w')),
    })
    expect(inspectModelBytes(bytes, 'm').inputs.map(({ name }) => name)).toEqual(['x'])
  })

  it('takes a vendor’s domain that is declared and not used', () => {
    const bytes = modelWith({
      model: (m) => m.message(8, message().text(1, 'com.microsoft').integer(2, 1)),
    })
    expect(inspectModelBytes(bytes, 'm').opset).toBe(18)
  })

  it.each(HOSTILE)('refuses %s', (_, parts, reason) => {
    const inspect = () => inspectModelBytes(modelWith(parts), 'stranger.onnx')
    expect(inspect).toThrow(FlagreelError)
    expect(inspect).toThrow('stranger.onnx is not a model file that can be trusted')
    expect(inspect).toThrow(reason)
  })

  it.each<[string, readonly number[]]>([
    ['a length past the end', [0x3a, 0xff, 0xff, 0xff, 0x7f]],
    ['a length of 2^64', [0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['a number that never ends', new Array<number>(64).fill(0xff)],
    ['a group', [0x0b, 0x0c]],
    ['nothing', []],
    ['text', [...Buffer.from('<!doctype html>')]],
  ])('refuses %s', (_, bytes) => {
    expect(() => inspectModelBytes(Uint8Array.from(bytes), 'm')).toThrow(FlagreelError)
  })

  it('refuses messages nested a thousand deep without running out of stack', () => {
    let nested = new Uint8Array()
    for (let i = 0; i < 1000; i++) nested = Uint8Array.from(message().bytes(7, nested).finish())
    expect(() => inspectModelBytes(nested, 'm')).toThrow('no operator set')
  })
})

describe('damaged models', () => {
  const whole = modelWith({
    graph: (g) => g.message(5, external({ location: 'a.bin', offset: '0', length: '8' })),
  })

  it('are refused or read, wherever they are cut', () => {
    for (let end = 0; end < whole.length; end++) {
      expectRefusedOrRead(whole.subarray(0, end))
    }
  })

  it('are refused or read, whatever bytes are changed', () => {
    const random = seeded(20_251)
    let refused = 0
    for (let round = 0; round < 20_000; round++) {
      const bytes = Uint8Array.from(whole)
      for (let i = 0; i <= random() % 4; i++) bytes[random() % bytes.length] = random() & 255
      if (!expectRefusedOrRead(bytes)) refused++
    }
    expect(refused).toBeGreaterThan(1000)
  })

  it('are refused or read when they are noise', () => {
    const random = seeded(7)
    for (let round = 0; round < 5000; round++) {
      expectRefusedOrRead(Uint8Array.from({ length: random() % 200 }, () => random() & 255))
    }
  })
})

/** True when it was read; then every file it names is a plain one. */
function expectRefusedOrRead(bytes: Uint8Array): boolean {
  try {
    const { externalFiles } = inspectModelBytes(bytes, 'm')
    for (const { file } of externalFiles) expect(file).not.toMatch(/[/\\]|^\.+$/)
    return true
  } catch (error) {
    expect(error).toMatchObject({ code: 'bad-bundle' })
    return false
  }
}

/** Park–Miller; whole numbers. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state
  }
}
