import type { FlagreelError } from '#contract/errors.ts'
import { type DType, formatShape } from '#core/nn/tensor/tensor.ts'
import { broadcast, type Dim } from './dims.ts'

/** What is known of a tensor before anything runs. */
export interface ValueType {
  readonly dtype: DType
  readonly shape: readonly Dim[]
  /** The content of a small integer tensor, as far as known: what Reshape, Slice, Expand… are steered by. */
  readonly elements?: readonly Dim[]
}

export type AttributeValue = number | readonly number[]
export type Attributes = Readonly<Record<string, AttributeValue>>

export interface AttributeSpec {
  readonly type: 'int' | 'float' | 'ints'
  /** Absent: the attribute must be given. */
  readonly default?: AttributeValue
}

/** One use of an operator, as its rule sees it: counts and attribute types are already checked. */
export interface Call {
  readonly inputs: readonly (ValueType | undefined)[]
  readonly attributes: Attributes
  /** The error to throw; it names the scope and the operator. */
  mismatch(expected: string, found: string): FlagreelError
}

export interface Operator {
  /** Name and version in the ONNX specification, domain ai.onnx: 'ReduceSum-13'. */
  readonly spec: string
  readonly summary: string
  /** Fewest and most inputs; those between may be left out. */
  readonly inputs: readonly [min: number, max: number]
  readonly attributes: Readonly<Record<string, AttributeSpec>>
  /** Types of the outputs. Throws `call.mismatch` when the inputs do not go together. */
  readonly infer: (call: Call) => readonly ValueType[]
}

export const FLOATS: readonly DType[] = ['float32', 'float16', 'float64']
export const NUMBERS: readonly DType[] = [...FLOATS, 'int32', 'int64']
export const ANY: readonly DType[] = [...NUMBERS, 'int8', 'uint8', 'bool']

export function required(type: AttributeSpec['type']): AttributeSpec {
  return { type }
}

export function optional(
  type: AttributeSpec['type'],
  value: NonNullable<AttributeSpec['default']>,
): AttributeSpec {
  return { type, default: value }
}

export function describe(type: ValueType): string {
  return `${type.dtype} ${formatShape(type.shape)}`
}

/** The type with its known content, where there is any. */
export function withElements(type: ValueType, elements: readonly Dim[] | undefined): ValueType {
  return elements ? { dtype: type.dtype, shape: type.shape, elements } : type
}

/** Input `index`, present and of one of the dtypes. */
export function operand(call: Call, index: number, dtypes: readonly DType[]): ValueType {
  const input = call.inputs[index]
  if (input === undefined) throw call.mismatch(`input ${index}`, 'none')
  if (!dtypes.includes(input.dtype)) {
    throw call.mismatch(`input ${index} of type ${dtypes.join(', ')}`, describe(input))
  }
  return input
}

export function sameDtype(call: Call): DType {
  const present = call.inputs.filter((input) => input !== undefined)
  const dtype = present[0]!.dtype
  if (present.some((input) => input.dtype !== dtype)) {
    throw call.mismatch('inputs of one type', present.map(describe).join(' and '))
  }
  return dtype
}

export function broadcastAll(call: Call, types: readonly ValueType[]): readonly Dim[] {
  return types.reduce<readonly Dim[]>((shape, type) => {
    const joined = broadcast(shape, type.shape)
    if (joined) return joined
    throw call.mismatch(
      'shapes that broadcast',
      types.map((t) => formatShape(t.shape)).join(' and '),
    )
  }, [])
}

/** An axis counted from the front; −1 is the last of `rank`. */
export function axisOf(call: Call, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw call.mismatch(`an axis of a tensor of rank ${rank}`, String(axis))
  }
  return axis < 0 ? axis + rank : axis
}

/** Content of an integer input that steers the rule: known numbers, at build time. */
export function knownNumbers(call: Call, index: number, what: string): readonly number[] {
  const { elements } = operand(call, index, ['int64'])
  const numbers = elements?.filter((element) => typeof element === 'number')
  if (elements === undefined || numbers === undefined || numbers.length < elements.length) {
    throw call.mismatch(`${what} known when the graph is built`, describe(call.inputs[index]!))
  }
  return numbers
}

export function requireRank(call: Call, type: ValueType, rank: number): void {
  if (type.shape.length !== rank) throw call.mismatch(`rank ${rank}`, describe(type))
}

export function intAttribute(call: Call, name: string): number {
  const value = call.attributes[name]
  if (typeof value !== 'number') throw call.mismatch(`attribute ${name}`, String(value))
  return value
}

export function intsAttribute(call: Call, name: string): readonly number[] {
  const value = call.attributes[name]
  if (!Array.isArray(value)) throw call.mismatch(`attribute ${name} as a list`, String(value))
  return value
}
