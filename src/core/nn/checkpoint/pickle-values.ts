import type { StoredDType } from './stored-tensor.ts'

/** What a pickle becomes: plain data, never an object with behaviour. */
export type PickleValue = null | boolean | number | bigint | string | Uint8Array | PickleObject

export type PickleObject =
  | PickleList
  | PickleTuple
  | PickleDict
  | PickleGlobal
  | PickleStorage
  | PickleTensor
  | PickleOpaque

export interface PickleList {
  readonly kind: 'list'
  readonly items: PickleValue[]
}

export interface PickleTuple {
  readonly kind: 'tuple'
  readonly items: readonly PickleValue[]
}

export interface PickleDict {
  readonly kind: 'dict'
  readonly isOrdered: boolean
  readonly entries: Map<PickleValue, PickleValue>
}

/** The name of a Python class or function. It is compared with an allow-list and never looked up anywhere. */
export interface PickleGlobal {
  readonly kind: 'global'
  readonly name: string
}

/** A run of numbers stored outside the pickle. */
export interface PickleStorage {
  readonly kind: 'storage'
  readonly key: string
  readonly dtype: StoredDType
  readonly count: number
}

/** A view of a storage; offset and strides count elements. It lies inside its storage. */
export interface PickleTensor {
  readonly kind: 'tensor'
  readonly storage: PickleStorage
  readonly offset: number
  readonly shape: readonly number[]
  readonly strides: readonly number[]
}

/** A value that is legal in a checkpoint and of no use here, such as a NumPy scalar. Its content is dropped. */
interface PickleOpaque {
  readonly kind: 'opaque'
  readonly what: string
}

export function tuple(items: readonly PickleValue[]): PickleTuple {
  return { kind: 'tuple', items }
}

export function dict(isOrdered: boolean): PickleDict {
  return { kind: 'dict', isOrdered, entries: new Map() }
}

/** The object when the value is one of that kind. */
export function asKind<K extends PickleObject['kind']>(
  value: PickleValue | undefined,
  kind: K,
): Extract<PickleObject, { kind: K }> | undefined {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return undefined
  return value.kind === kind ? (value as Extract<PickleObject, { kind: K }>) : undefined
}

/** What a value is, for a message: "a list", "the text 'abc'". Never its content in depth, which may contain itself. */
export function describe(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'None'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'boolean') return 'a truth value'
  if (typeof value === 'number' || typeof value === 'bigint') return 'a number'
  if (value instanceof Uint8Array) return 'bytes'
  if (value.kind === 'global') return `the name ${value.name}`
  if (value.kind === 'opaque') return value.what
  return `a ${value.kind}`
}
