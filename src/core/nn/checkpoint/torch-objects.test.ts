import { describe, expect, it } from 'vitest'
import { op, pickle } from '#test/support/pickle-writer.ts'
import { storageReference, tensorCall } from '#test/support/torch-writer.ts'
import { readPickle } from './pickle.ts'
import type { PickleTensor } from './pickle-values.ts'
import { TorchHost } from './torch-objects.ts'

function read(...parts: Uint8Array[]) {
  return readPickle(pickle(...parts), new TorchHost('zip')).value
}

const TEN = { key: '0', type: 'FloatStorage', count: 10 }
const ten = storageReference(TEN)

describe('storages', () => {
  it.each([
    ['FloatStorage', 'float32'],
    ['HalfStorage', 'float16'],
    ['BFloat16Storage', 'bfloat16'],
    ['DoubleStorage', 'float64'],
    ['LongStorage', 'int64'],
    ['IntStorage', 'int32'],
    ['ByteStorage', 'uint8'],
    ['BoolStorage', 'bool'],
  ])('torch.%s holds %s, wherever it was', (type, dtype) => {
    const storage = { key: 'k', type, count: 3 }
    const expected = { kind: 'storage', key: 'k', dtype, count: 3 }
    expect(read(storageReference(storage))).toEqual(expected)
    expect(read(storageReference(storage, { location: 'cuda:0' }))).toEqual(expected)
  })

  it.each(['CharStorage', 'ShortStorage', 'ComplexFloatStorage', 'QInt8Storage', 'Storage'])(
    'refuses torch.%s by name',
    (type) => {
      expect(() => read(storageReference({ ...TEN, type }))).toThrow(`"torch.${type}"`)
    },
  )

  const type = op.global('torch', 'FloatStorage')
  const parts = [op.text('storage'), type, op.text('0'), op.text('cpu'), op.int(3)]
  it.each([
    ['text alone', op.text('0')],
    ['no parts', op.emptyTuple],
    ['a part too few', op.tuple(...parts.slice(0, 4))],
    ['a part too many', op.tuple(...parts, op.none)],
    ['another tag', op.tuple(op.text('module'), ...parts.slice(1))],
    ['a type by text', op.tuple(parts[0]!, op.text('torch.FloatStorage'), ...parts.slice(2))],
    ['a function for a type', op.tuple(parts[0]!, op.global('torch', 'Size'), ...parts.slice(2))],
    ['a number for a key', op.tuple(parts[0]!, type, op.int(0), ...parts.slice(3))],
    ['a negative count', op.tuple(...parts.slice(0, 4), op.int(-1))],
    ['a count of 2^100', op.tuple(...parts.slice(0, 4), op.int(2n ** 100n))],
    ['a fractional count', op.tuple(...parts.slice(0, 4), op.float(1.5))],
    ['a list', op.list(...parts)],
  ])('refuses a reference that is %s', (_, id) => {
    expect(() => read(id, op.persistent)).toThrow('(BINPERSID): its reference to a storage')
  })

  it('refuses a storage key of thousands of characters', () => {
    expect(() => read(storageReference({ ...TEN, key: 'x'.repeat(5000) }))).toThrow(
      '5000 characters',
    )
  })

  it('refuses one key with two types or two sizes', () => {
    const half = storageReference({ ...TEN, type: 'HalfStorage' })
    expect(() => read(op.list(ten, half))).toThrow('is 10 float32 and 10 float16')
    const longer = storageReference({ ...TEN, count: 11 })
    expect(() => read(op.list(ten, longer))).toThrow('is 10 float32 and 11 float32')
  })

  it('refuses the view of a storage that only PyTorch 0.3 wrote in the legacy layout', () => {
    const view = op.tuple(op.text('1'), op.int(0), op.int(3))
    const bytes = pickle(op.tuple(...parts, view), op.persistent)
    expect(() => readPickle(bytes, new TorchHost('legacy'))).toThrow('reference to a storage')
  })
})

describe('tensors', () => {
  it.each([
    ['the whole storage', { shape: [10] }],
    ['a window', { shape: [2, 2], strides: [5, 1], offset: 3 }],
    ['a transposed view', { shape: [5, 2], strides: [1, 5] }],
    ['a scalar at the end', { shape: [], offset: 9 }],
    ['nothing', { shape: [0, 7] }],
    ['a repeated row', { shape: [1000, 10], strides: [0, 1] }],
    ['one element with an absurd stride', { shape: [1], strides: [2 ** 40] }],
  ])('accepts %s', (_, view) => {
    expect(read(tensorCall(ten, view))).toMatchObject({ kind: 'tensor', shape: view.shape })
  })

  it.each([
    ['one element too many', { shape: [11] }, 'reaches outside its storage of 10'],
    ['an offset too far', { shape: [2], offset: 9 }, 'reaches outside'],
    ['an offset beyond the end', { shape: [], offset: 10 }, 'reaches outside'],
    ['a stride too wide', { shape: [2, 2], strides: [9, 1], offset: 1 }, 'reaches outside'],
    ['a stride of 2^52', { shape: [3], strides: [2 ** 52] }, 'reaches outside'],
    ['a product beyond any number', { shape: Array(16).fill(2 ** 50) }, 'not made of'],
    ['sizes that overflow', { shape: [2 ** 40, 2 ** 40], strides: [0, 0] }, 'more elements than'],
    ['a million repetitions', { shape: [2_000_000, 10], strides: [0, 1] }, 'more elements than'],
    ['a negative offset', { shape: [2], offset: -1 }, 'not made of'],
    ['a negative size', { shape: [-2] }, 'not made of'],
    ['a negative stride', { shape: [2], strides: [-1], offset: 5 }, 'not made of'],
    ['a stride too few', { shape: [2, 2], strides: [1] }, 'a stride too many or too few'],
    ['a stride too many', { shape: [2], strides: [1, 1] }, 'a stride too many or too few'],
    ['20 dimensions', { shape: Array(20).fill(1) }, '20 dimensions'],
  ])('refuses %s', (_, view, reason) => {
    expect(() => read(tensorCall(ten, view))).toThrow(reason)
  })

  const rebuild = op.global('torch._utils', '_rebuild_tensor_v2')
  const ones = op.tuple(op.int(1))
  it.each([
    ['no arguments', []],
    ['text for a storage', [op.text('0'), op.int(0), ones, ones, op.none, op.none]],
    ['a list for a size', [ten, op.int(0), op.list(op.int(1)), ones, op.none, op.none]],
    ['fractions for a size', [ten, op.int(0), op.tuple(op.float(0.5)), ones, op.none, op.none]],
    ['truth for a size', [ten, op.int(0), op.tuple(op.bool(true)), ones, op.none, op.none]],
    ['an argument too few', [ten, op.int(0), ones, ones, op.none]],
    ['an argument too many', [ten, op.int(0), ones, ones, op.none, op.none, op.none, op.none]],
  ])('refuses a tensor made of %s', (_, args) => {
    expect(() => read(op.call(rebuild, ...args))).toThrow('(REDUCE): a tensor is not made of')
  })

  it('takes the seven arguments of PyTorch 2, the four of PyTorch 0.3, and a parameter for its tensor', () => {
    const seven = read(op.call(rebuild, ten, op.int(0), ones, ones, op.none, op.none, op.emptyDict))
    const four = read(
      op.call(op.global('torch._utils', '_rebuild_tensor'), ten, op.int(0), ones, ones),
    )
    const parameter = op.call(
      op.global('torch._utils', '_rebuild_parameter'),
      ...[tensorCall(ten, { shape: [1] }), op.bool(true), op.emptyDict],
    )
    expect(seven).toMatchObject({ kind: 'tensor', shape: [1] })
    expect(four).toEqual(seven)
    expect(read(parameter)).toEqual(seven)
  })

  it('takes a torch.Size for a size', () => {
    const size = op.call(op.global('torch', 'Size'), op.tuple(op.int(2), op.int(5)))
    const args = [ten, op.int(0), size, op.tuple(op.int(5), op.int(1)), op.none, op.none]
    expect((read(op.call(rebuild, ...args)) as PickleTensor).shape).toEqual([2, 5])
  })

  it('refuses a torch.Size of more numbers than a tensor has dimensions', () => {
    const size = (count: number) =>
      op.call(op.global('torch', 'Size'), op.tuple(...Array(count).fill(op.int(1))))
    expect(read(size(16))).toMatchObject({ kind: 'tuple', items: { length: 16 } })
    expect(() => read(size(17))).toThrow('(REDUCE): a torch.Size of 17 numbers')
  })

  it('refuses more tensors than any model has', () => {
    const call = tensorCall(op.get(0), { shape: [1] })
    const many = Buffer.alloc(call.length * 20_001, call)
    expect(() => read(ten, op.put(0), op.tuple1, op.mark, many, op.tupleFromMark)).toThrow(
      'more than 20000 tensors',
    )
  })
})

describe('NumPy numbers', () => {
  // pickle.dumps({'ap': np.float64(0.5), 'epoch': 3}) of NumPy 2.4, protocols 2 and 4
  it.each([
    '80027d710028580200000061707101636e756d70792e5f636f72652e6d756c746961727261790a7363616c61720a7102636e756d70790a64747970650a71035802000000663871048988877105527106284b0358010000003c71074e4e4e4affffffff4affffffff4b0074710862635f636f646563730a656e636f64650a71095809000000000000000000c3a03f710a58060000006c6174696e31710b86710c52710d86710e52710f580500000065706f636871104b03752e',
    '8004957d000000000000007d94288c026170948c166e756d70792e5f636f72652e6d756c74696172726179948c067363616c61729493948c056e756d7079948c0564747970659493948c02663894898887945294284b038c013c944e4e4e4affffffff4affffffff4b007494624308000000000000e03f94869452948c0565706f6368944b03752e',
  ])('are accepted as training scripts store them, and dropped', (hex) => {
    const { value } = readPickle(Buffer.from(hex, 'hex'), new TorchHost('zip'))
    expect([...(value as { entries: Map<string, unknown> }).entries]).toEqual([
      ['ap', { kind: 'opaque', what: 'a NumPy number' }],
      ['epoch', 3],
    ])
  })

  const dtype = op.global('numpy', 'dtype')
  const scalar = op.global('numpy.core.multiarray', 'scalar')
  const f8 = op.call(dtype, op.text('f8'), op.bool(false), op.bool(true))
  it.each([
    ['objects', op.call(dtype, op.text('O8'), op.bool(false), op.bool(true))],
    ['records', op.call(dtype, op.text('V8'), op.bool(false), op.bool(true))],
    [
      'a type of types',
      op.call(dtype, op.list(op.tuple(op.text('a'), op.text('f8'))), op.bool(false), op.bool(true)),
    ],
    [
      'a scalar of a scalar',
      op.call(scalar, op.call(scalar, f8, op.bytes(Buffer.alloc(8))), op.none),
    ],
    ['a scalar without bytes', op.call(scalar, f8, op.int(8))],
    ['other encodings', op.call(op.global('_codecs', 'encode'), op.text('x'), op.text('rot13'))],
    ['encoding in one argument', op.call(op.global('_codecs', 'encode'), op.text('x'))],
  ])('refuses %s', (_, call) => {
    expect(() => read(call)).toThrow('(REDUCE)')
  })
})
