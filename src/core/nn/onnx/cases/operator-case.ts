import type { Value } from '#core/nn/onnx/graph.ts'
import type { DType } from '#core/nn/tensor/tensor.ts'
import { count, type Plain } from './plain.ts'

/** A length with the symbol it is declared by, or a declared length. */
export type CaseDim = number | readonly [symbol: string, length: number]

export interface CaseInput {
  readonly dims: readonly CaseDim[]
  /** Absent: the element type that the case is being run with. */
  readonly dtype?: DType
  /** Absent: numbers from −3 to 3 that every type holds exactly. */
  readonly data?: readonly number[]
}

/**
 * One use of an operator: tiny inputs, the graph, and the same thing in plain arithmetic. It is run with every element type
 * that the operator's rule accepts.
 */
export interface OperatorCase {
  readonly title: string
  readonly inputs: Readonly<Record<string, CaseInput>>
  readonly build: (values: Record<string, Value>) => Value | readonly Value[]
  readonly expected: (inputs: Record<string, Plain>, dtype: DType) => Plain | readonly Plain[]
}

export function lengths(dims: readonly CaseDim[]): number[] {
  return dims.map((dim) => (typeof dim === 'number' ? dim : dim[1]))
}

export function isFloat(dtype: DType): boolean {
  return dtype.startsWith('float')
}

/** Numbers that the type holds exactly: eighths for floats, whole numbers for integers. */
export function samples(dtype: DType, dims: readonly CaseDim[], salt: number): number[] {
  return Array.from({ length: count(lengths(dims)) }, (_, i) => {
    const number = ((i * 37 + salt * 11 + 5) % 49) - 24
    if (dtype === 'bool') return number & 1
    if (dtype === 'uint8') return number + 24
    return isFloat(dtype) ? number / 8 : Math.trunc(number / 4)
  })
}
