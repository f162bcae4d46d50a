import { FlagreelError } from '#contract/errors.ts'

export type DType =
  | 'float32'
  | 'float16'
  | 'float64'
  | 'int64'
  | 'int32'
  | 'int8'
  | 'uint8'
  | 'bool'

export type TensorData =
  | Float32Array
  | Float64Array
  | Uint16Array
  | BigInt64Array
  | Int32Array
  | Int8Array
  | Uint8Array

/** An array of numbers: contiguous, row-major. `float16` is held as its bits, `bool` as 0 and 1. */
export interface Tensor {
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly data: TensorData
}

const ARRAYS = {
  float32: Float32Array,
  float16: Uint16Array,
  float64: Float64Array,
  int64: BigInt64Array,
  int32: Int32Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const satisfies Record<DType, unknown>

/** Bytes of one element. */
export const ITEM_SIZE: Readonly<Record<DType, number>> = {
  float32: 4,
  float16: 2,
  float64: 8,
  int64: 8,
  int32: 4,
  int8: 1,
  uint8: 1,
  bool: 1,
}

/** Throws `bad-tensor` when the data is not an array of the type's kind or its length is not the shape's. */
export function tensor(dtype: DType, shape: readonly number[], data: TensorData): Tensor {
  const ArrayType = ARRAYS[dtype]
  if (!(data instanceof ArrayType))
    throw badTensor(`A ${dtype} tensor needs a ${ArrayType.name}, got ${data.constructor.name}.`)
  const expected = elementCount(shape)
  if (data.length !== expected)
    throw badTensor(
      `A tensor of shape ${formatShape(shape)} has ${expected} elements, got ${data.length}.`,
    )
  return { dtype, shape, data }
}

export function float32(shape: readonly number[], data: Float32Array | readonly number[]): Tensor {
  return tensor('float32', shape, data instanceof Float32Array ? data : Float32Array.from(data))
}

/** 1 for the shape of a scalar, `[]`. Throws `bad-tensor` when a dimension is not a whole number from 0. */
export function elementCount(shape: readonly number[]): number {
  let count = 1
  for (const size of shape) {
    count *= size
    if (!Number.isSafeInteger(size) || size < 0 || !Number.isSafeInteger(count))
      throw badTensor(`${formatShape(shape)} is not a shape.`)
  }
  return count
}

/** The bytes as an array of the type, without a copy where they are aligned. Their length must be whole elements. */
export function viewBytes(dtype: DType, bytes: Uint8Array): TensorData {
  const size = ITEM_SIZE[dtype]
  const aligned = bytes.byteOffset % size === 0 ? bytes : Uint8Array.from(bytes)
  return new ARRAYS[dtype](
    aligned.buffer as ArrayBuffer,
    aligned.byteOffset,
    bytes.byteLength / size,
  )
}

export function formatShape(shape: readonly (number | string)[]): string {
  return `[${shape.join(', ')}]`
}

function badTensor(message: string): FlagreelError {
  return new FlagreelError('bad-tensor', message)
}
