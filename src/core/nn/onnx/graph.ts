import { FlagreelError } from '#contract/errors.ts'
import { type DType, elementCount, formatShape, type Tensor } from '#core/nn/tensor/tensor.ts'
import { type Dim, isSymbol } from './dims.ts'
import type { AttributeSpec, Attributes, AttributeValue, Operator, ValueType } from './operator.ts'
import { isOperator, type OperatorName, operatorNamed } from './operators.ts'

/** A tensor inside a graph: an input, a weight, a constant, or what a node computes. */
export interface Value extends ValueType {
  readonly graph: Graph
  readonly name: string
}

/** A trained tensor. Read when the model is written, one at a time; the same source object is the same weight. */
export interface WeightSource {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** The elements, contiguous and row-major, little-endian. */
  read(): Promise<ArrayBufferView>
}

export interface Weight {
  readonly source: WeightSource
  readonly value: Value
}

export interface Node {
  readonly op: OperatorName
  /** Unique, with its scopes: 'visual/block0/attn/MatMul'. */
  readonly name: string
  /** An optional input that is left out is undefined. */
  readonly inputs: readonly (Value | undefined)[]
  readonly outputs: readonly Value[]
  /** Complete: defaults are filled in. */
  readonly attributes: Attributes
}

export interface NodeInputs {
  readonly inputs: readonly (Value | undefined)[]
  readonly attributes?: Attributes
}

/** Constants above this are weights, and belong in the external data file. */
const INLINE_ELEMENTS = 65_536
/** Integer constants up to this may steer shapes, so their content is kept for inference. */
const STEERING_ELEMENTS = 64

/**
 * A model as it is being written down. Every operator is checked as it is added (`bad-graph`), so a finished graph runs.
 * `nodes` is in an order in which they can be computed.
 */
export class Graph {
  readonly name: string
  readonly #nodes: Node[] = []
  readonly #inputs: Value[] = []
  readonly #outputs = new Map<string, Value>()
  readonly #weights = new Map<string, Weight>()
  readonly #constants = new Map<Value, Tensor>()
  readonly #names = new Set<string>()
  readonly #scopes: string[] = []
  readonly #scalars = new Map<string, Value>()

  constructor(name: string) {
    this.name = name
  }

  get nodes(): readonly Node[] {
    return this.#nodes
  }

  get inputs(): readonly Value[] {
    return this.#inputs
  }

  get outputs(): ReadonlyMap<string, Value> {
    return this.#outputs
  }

  get weights(): ReadonlyMap<string, Weight> {
    return this.#weights
  }

  get constants(): ReadonlyMap<Value, Tensor> {
    return this.#constants
  }

  /** Symbols in the shape ('n') stand for any length, the same one wherever the symbol appears. */
  input(name: string, dtype: DType, shape: readonly Dim[]): Value {
    for (const dim of shape) {
      const valid = typeof dim === 'number' ? Number.isSafeInteger(dim) && dim > 0 : isSymbol(dim)
      if (!valid) throw this.#error(`input ${name}`, 'lengths above 0 or names', formatShape(shape))
    }
    const value = this.#value(this.#claim(name), { dtype, shape })
    this.#inputs.push(value)
    return value
  }

  /** `name` is the checkpoint's key. Asking again with the same source gives the same value. */
  weight(name: string, source: WeightSource): Value {
    const known = this.#weights.get(name)
    if (known) {
      if (known.source === source) return known.value
      throw this.#error(`weight ${name}`, 'one source for one name', 'a second one')
    }
    const { dtype, shape } = source
    const value = this.#value(this.#claim(name), { dtype, shape })
    this.#weights.set(name, { source, value })
    return value
  }

  /** Kept inside the .onnx file; equal small constants become one. */
  constant(content: Tensor): Value {
    const { dtype, shape, data } = content
    const count = elementCount(shape)
    if (count > INLINE_ELEMENTS) {
      throw this.#error(
        'constant',
        `at most ${INLINE_ELEMENTS} elements (else a weight)`,
        String(count),
      )
    }
    const key = count <= STEERING_ELEMENTS ? contentKey(content) : undefined
    const known = key === undefined ? undefined : this.#scalars.get(key)
    if (known) return known
    const steers = (dtype === 'int64' || dtype === 'int32') && count <= STEERING_ELEMENTS
    const type = steers ? { dtype, shape, elements: Array.from(data, Number) } : { dtype, shape }
    const value = this.#value(this.#claim(`constant_${this.#constants.size}`), type)
    this.#constants.set(value, content)
    if (key !== undefined) this.#scalars.set(key, value)
    return value
  }

  /** Nodes added inside are named below `name`. */
  scope<T>(name: string, build: () => T): T {
    this.#scopes.push(name)
    try {
      return build()
    } finally {
      this.#scopes.pop()
    }
  }

  output(name: string, value: Value): void {
    this.#own(`output ${name}`, value)
    this.#outputs.set(this.#claim(name), value)
  }

  /** Adds one operator; the functions of ops.ts are the readable way. */
  add(op: string, { inputs, attributes = {} }: NodeInputs): readonly Value[] {
    const path = this.#scopes.length === 0 ? op : `${this.#scopes.join('/')}/${op}`
    if (!isOperator(op)) throw this.#error(path, 'an operator of the table', op)
    const operator = operatorNamed(op)
    for (const input of inputs) if (input) this.#own(path, input)
    const mismatch = (expected: string, found: string) => this.#error(path, expected, found)
    const complete = completeAttributes(operator, attributes, mismatch)
    checkCount(operator, inputs, mismatch)
    const types = operator.infer({ inputs, attributes: complete, mismatch })
    const name = this.#unique(path)
    const outputs = types.map((type, i) => this.#value(i === 0 ? name : this.#unique(name), type))
    this.#nodes.push({ op, name, inputs, outputs, attributes: complete })
    return outputs
  }

  #value(name: string, type: ValueType): Value {
    return { ...type, graph: this, name }
  }

  #own(where: string, value: Value): void {
    if (value.graph === this) return
    throw this.#error(
      where,
      `values of the graph ${this.name}`,
      `${value.name} of ${value.graph.name}`,
    )
  }

  #claim(name: string): string {
    if (name === '' || this.#names.has(name)) {
      throw this.#error(this.#scopes.join('/') || this.name, 'a name of its own', `"${name}" again`)
    }
    this.#names.add(name)
    return name
  }

  #unique(base: string): string {
    let name = base
    for (let i = 1; this.#names.has(name); i++) name = `${base}_${i}`
    this.#names.add(name)
    return name
  }

  #error(where: string, expected: string, found: string): FlagreelError {
    const message = `Graph ${this.name}, ${where}: expected ${expected}, found ${found}.`
    return new FlagreelError('bad-graph', message)
  }
}

function contentKey({ dtype, shape, data }: Tensor): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return `${dtype}${formatShape(shape)}${bytes.toString('hex')}`
}

type Mismatch = (expected: string, found: string) => FlagreelError

function completeAttributes(operator: Operator, given: Attributes, mismatch: Mismatch): Attributes {
  const specs = Object.entries(operator.attributes)
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(operator.attributes, name))
  if (unknown.length > 0) {
    const names = specs.map(([name]) => name).join(', ') || 'none'
    throw mismatch(`attributes of ${operator.spec} (${names})`, unknown.join(', '))
  }
  const entries = specs.map(([name, spec]): [string, AttributeValue] => {
    const value = given[name] ?? spec.default
    if (value === undefined || !isOfType(value, spec.type)) {
      throw mismatch(`attribute ${name} (${spec.type})`, JSON.stringify(value) ?? 'none')
    }
    return [name, value]
  })
  return Object.fromEntries(entries)
}

function isOfType(value: AttributeValue, type: AttributeSpec['type']): boolean {
  switch (type) {
    case 'int':
      return Number.isSafeInteger(value)
    case 'float':
      return typeof value === 'number' && Number.isFinite(value)
    case 'ints':
      return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item))
  }
}

function checkCount(
  { inputs: [min, max] }: Operator,
  inputs: readonly (Value | undefined)[],
  mismatch: Mismatch,
): void {
  const leading = inputs.slice(0, min)
  if (inputs.length < min || inputs.length > max || leading.includes(undefined)) {
    const wanted = max === min ? `${min}` : `${min} to ${max}`
    throw mismatch(`${wanted} inputs`, `${inputs.filter(Boolean).length}`)
  }
}
