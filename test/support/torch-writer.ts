import { op, pickle } from './pickle-writer.ts'
import { type ZipInput, type ZipOptions, zipBytes } from './zip-writer.ts'

/**
 * Writes PyTorch checkpoints, true and false ones, in both layouts. A checkpoint is a pickle of the object and the
 * storages it refers to by key.
 */

export interface SavedStorage {
  readonly key: string
  /** `FloatStorage`, `HalfStorage`, … */
  readonly type: string
  /** Elements, as the pickle claims. */
  readonly count: number
  readonly content: Uint8Array
}

/** A storage with a float32 tensor's numbers. */
export function floatStorage(key: string, values: readonly number[]): SavedStorage {
  const content = new Uint8Array(Float32Array.from(values).buffer)
  return { key, type: 'FloatStorage', count: values.length, content }
}

export type Layout = 'zip' | 'legacy'

/** The pickled reference to a storage. */
export function storageReference(
  { key, type, count }: Omit<SavedStorage, 'content'>,
  { layout = 'zip', location = 'cpu' }: { layout?: Layout; location?: string } = {},
): Uint8Array {
  const parts = [
    op.text('storage'),
    op.global('torch', type),
    op.text(key),
    op.text(location),
    op.int(count),
  ]
  const id = layout === 'zip' ? parts : [...parts, op.none]
  return Buffer.concat([op.tuple(...id), op.persistent])
}

export interface SavedView {
  readonly shape: readonly number[]
  readonly strides?: readonly number[]
  readonly offset?: number
}

/** The pickled call that rebuilds a tensor on a storage; row-major without strides. */
export function tensorCall(reference: Uint8Array, view: SavedView): Uint8Array {
  const { shape, offset = 0, strides = rowMajor(shape) } = view
  return op.call(
    op.global('torch._utils', '_rebuild_tensor_v2'),
    reference,
    op.int(offset),
    op.tuple(...shape.map(op.int)),
    op.tuple(...strides.map(op.int)),
    op.bool(false),
    orderedDict(),
  )
}

function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1))
}

export function orderedDict(...entries: [string, Uint8Array][]): Uint8Array {
  const empty = op.call(op.global('collections', 'OrderedDict'))
  if (entries.length === 0) return empty
  const items = entries.flatMap(([key, value]) => [op.text(key), value])
  return Buffer.concat([empty, op.mark, ...items, op.setItems])
}

/** The pickle of a state dict whose tensors each have a storage of their own. */
export function stateDictPickle(
  tensors: readonly {
    name: string
    shape: readonly number[]
    storage: Omit<SavedStorage, 'content'>
  }[],
  layout: Layout = 'zip',
): Buffer {
  const entries = tensors.map(({ name, shape, storage }): [string, Uint8Array] => [
    name,
    tensorCall(storageReference(storage, { layout }), { shape }),
  ])
  return pickle(orderedDict(...entries))
}

export interface ZipCheckpoint {
  readonly pickle: Uint8Array
  readonly storages?: readonly SavedStorage[]
  readonly root?: string
  readonly byteOrder?: string
  readonly extra?: readonly ZipInput[]
  readonly options?: ZipOptions
}

export function torchZip(checkpoint: ZipCheckpoint): Buffer {
  return zipBytes(torchZipEntries(checkpoint), checkpoint.options)
}

export function torchZipEntries(checkpoint: ZipCheckpoint): ZipInput[] {
  const { storages = [], root = 'archive', byteOrder = 'little', extra = [] } = checkpoint
  return [
    { name: `${root}/data.pkl`, content: checkpoint.pickle },
    { name: `${root}/byteorder`, content: Buffer.from(byteOrder) },
    ...storages.map(({ key, content }) => ({ name: `${root}/data/${key}`, content })),
    { name: `${root}/version`, content: Buffer.from('3\n') },
    ...extra,
  ]
}

const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn

export interface LegacyCheckpoint {
  readonly pickle: Uint8Array
  readonly storages?: readonly SavedStorage[]
  readonly magic?: bigint
  readonly protocol?: number
  readonly isLittleEndian?: boolean
  readonly keys?: readonly string[]
}

export function torchLegacy(checkpoint: LegacyCheckpoint): Buffer {
  const { storages = [], magic = LEGACY_MAGIC, protocol = 1001, isLittleEndian = true } = checkpoint
  const keys = checkpoint.keys ?? storages.map((storage) => storage.key)
  const system = op.dict(
    [op.text('protocol_version'), op.int(protocol)],
    [op.text('little_endian'), op.bool(isLittleEndian)],
    [op.text('type_sizes'), op.dict([op.text('int'), op.int(4)])],
  )
  return Buffer.concat([
    pickle(op.int(magic)),
    pickle(op.int(protocol)),
    pickle(system),
    checkpoint.pickle,
    pickle(op.list(...keys.map(op.text))),
    ...storages.flatMap(({ count, content }) => [int64(count), content]),
  ])
}

function int64(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(BigInt(value))
  return bytes
}
