import { crc32 } from 'node:zlib'
import { type FileSource, readBytes } from '#core/files/file-source.ts'
import { float16ToFloat32 } from '#core/nn/tensor/float16.ts'
import { badCheckpoint } from './refusal.ts'

export type StoredDType =
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'float64'
  | 'int64'
  | 'int32'
  | 'uint8'
  | 'bool'

export const STORED_ITEM_SIZE: Readonly<Record<StoredDType, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float64: 8,
  int64: 8,
  int32: 4,
  uint8: 1,
  bool: 1,
}

/** A run of bytes of the file. The checksum, where the format has one, is of the whole run. */
export interface ByteRange {
  readonly position: number
  readonly length: number
  readonly crc32?: number
}

/** Where a tensor's numbers lie; offset and strides count elements and stay inside the range. */
export interface StoredTensor {
  readonly name: string
  readonly dtype: StoredDType
  readonly shape: readonly number[]
  readonly strides: readonly number[]
  readonly offset: number
  readonly range: ByteRange
}

/** A view of a storage may skip elements; what is read for it at once stays below this. */
const LARGEST_READ = 1024 ** 3

/** The numbers of a floating-point tensor, row-major. Reads no more of the file than they span. */
export async function readStoredFloat32(
  file: FileSource,
  stored: StoredTensor,
): Promise<Float32Array> {
  const widen = WIDEN[stored.dtype]
  if (!widen)
    throw badCheckpoint(
      file.path,
      `tensor ${stored.name} holds ${stored.dtype}, not floating-point numbers`,
    )
  const count = countElements(stored.shape)
  if (count === 0) return new Float32Array(0)
  const span = spanOf(stored.shape, stored.strides)
  const values = widen(await readSpan(file, stored, span))
  return isRowMajor(stored.shape, stored.strides) ? values : gather(values, stored, count)
}

type Widen = (bytes: Uint8Array<ArrayBuffer>) => Float32Array

const WIDEN: Readonly<Partial<Record<StoredDType, Widen>>> = {
  float32: (bytes) => new Float32Array(bytes.buffer),
  float16: (bytes) => float16ToFloat32(new Uint16Array(bytes.buffer)),
  bfloat16: (bytes) => bfloat16ToFloat32(new Uint16Array(bytes.buffer)),
  float64: (bytes) => Float32Array.from(new Float64Array(bytes.buffer)),
}

/** A bfloat16 is the upper half of a float32. */
function bfloat16ToFloat32(bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length)
  const valueBits = new Uint32Array(values.buffer)
  for (let i = 0; i < bits.length; i++) valueBits[i] = bits[i]! << 16
  return values
}

async function readSpan(
  file: FileSource,
  { name, dtype, offset, range }: StoredTensor,
  span: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const itemSize = STORED_ITEM_SIZE[dtype]
  const length = span * itemSize
  if (length > LARGEST_READ)
    throw badCheckpoint(file.path, `tensor ${name} spans ${length} bytes, more than 1 GiB`)
  const bytes = await readBytes(file, range.position + offset * itemSize, length)
  // The checksum is of the whole storage, so a view of a part cannot be checked.
  if (length === range.length) checkSum(file.path, { bytes, range, what: `tensor ${name}` })
  return bytes
}

const CHECKSUM_HINT =
  'Download or copy the file again. If it was saved with torch.serialization.set_crc32_options(False), save it again with checksums on.'

/** Throws when the bytes are not what was written. Ranges without a checksum pass. */
export function checkSum(
  path: string,
  { bytes, range, what }: { bytes: Uint8Array; range: ByteRange; what: string },
): void {
  if (range.crc32 === undefined || crc32(bytes) === range.crc32) return
  const reason = `${what} does not match its checksum: the file is damaged`
  throw badCheckpoint(path, reason, CHECKSUM_HINT)
}

export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** Elements from the first to the last that the view touches. */
export function spanOf(shape: readonly number[], strides: readonly number[]): number {
  return shape.reduce((last, size, axis) => last + (size - 1) * strides[axis]!, 1)
}

export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1)
  for (let axis = shape.length - 2; axis >= 0; axis--)
    strides[axis] = strides[axis + 1]! * Math.max(1, shape[axis + 1]!)
  return strides
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  const expected = rowMajorStrides(shape)
  return shape.every((size, axis) => size === 1 || strides[axis] === expected[axis])
}

/** Walks the view in row-major order with one counter per axis. */
function gather(
  values: Float32Array,
  { shape, strides }: StoredTensor,
  count: number,
): Float32Array {
  const result = new Float32Array(count)
  const index = new Array<number>(shape.length).fill(0)
  let source = 0
  for (let i = 0; i < count; i++) {
    result[i] = values[source]!
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]! += 1
      source += strides[axis]!
      if (index[axis]! < shape[axis]!) break
      source -= shape[axis]! * strides[axis]!
      index[axis] = 0
    }
  }
  return result
}
