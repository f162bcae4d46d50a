import type { DType } from '#core/nn/tensor/tensor.ts'

/** TensorProto.DataType of onnx.proto. */
const CODES: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
}

export function codeOfDtype(dtype: DType): number {
  return CODES[dtype]
}

/** undefined for the types we do not handle (strings, bfloat16, 4-bit…). */
export function dtypeOfCode(code: number): DType | undefined {
  return (Object.keys(CODES) as DType[]).find((dtype) => CODES[dtype] === code)
}
