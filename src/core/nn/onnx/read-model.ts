import type { ByteSource } from './byte-source.ts'
import { dtypeOfCode } from './data-types.ts'
import type { ExternalTensor, ModelPort, ModelSummary } from './inspect-model.ts'
import { type Field, ProtobufReader, type Stretch } from './protobuf-reader.ts'

/** Field numbers are those of onnx.proto; a field that is not named here is stepped over. */

const MAX_NODES = 100_000
const MAX_TENSORS = 100_000
const MAX_RANK = 16
/** Operators that hold graphs. */
const CONTROL_FLOW = new Set(['If', 'Loop', 'Scan', 'SequenceMap'])
const OWN_DOMAINS = new Set(['', 'ai.onnx'])
const PLAIN_FILE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/

const MODEL = { graph: 7, opsetImport: 8, trainingInfo: 20, functions: 25 } as const
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12, sparse: 15 } as const
const NODE = { operator: 4, attribute: 5, domain: 7 } as const
const ATTRIBUTE = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparse: 22, sparses: 23 } as const
const TENSOR = { name: 8, external: 13, location: 14 } as const

interface Found {
  readonly reader: ProtobufReader
  readonly inputs: ModelPort[]
  readonly outputs: ModelPort[]
  readonly operators: Set<string>
  readonly externalFiles: ExternalTensor[]
  readonly initializers: Set<string>
  nodes: number
  opset: number | undefined
}

export function readModel(source: ByteSource, file: string): ModelSummary {
  const reader = new ProtobufReader(source, file)
  const found: Found = {
    reader,
    inputs: [],
    outputs: [],
    operators: new Set(),
    externalFiles: [],
    initializers: new Set(),
    nodes: 0,
    opset: undefined,
  }
  for (const field of reader.fields(reader.whole)) {
    // A repeated `graph` is merged by protobuf's rules, so each is looked at.
    if (field.number === MODEL.graph) readGraph(reader.stretch(field), found)
    if (field.number === MODEL.opsetImport) readOpset(reader.stretch(field), found)
    if (field.number === MODEL.functions) throw reader.refuse('function bodies')
    if (field.number === MODEL.trainingInfo) throw reader.refuse('training steps')
  }
  if (found.opset === undefined) throw reader.refuse('no operator set of ONNX')
  if (found.outputs.length === 0) throw reader.refuse('no outputs')
  return {
    // Old files list their weights among the inputs.
    inputs: found.inputs.filter(({ name }) => !found.initializers.has(name)),
    outputs: found.outputs,
    operators: [...found.operators].sort(),
    opset: found.opset,
    externalFiles: found.externalFiles,
  }
}

function readOpset(stretch: Stretch, found: Found): void {
  let domain = ''
  let version = 0
  for (const field of found.reader.fields(stretch)) {
    if (field.number === 1) domain = found.reader.text(field)
    if (field.number === 2) version = found.reader.integer(field)
  }
  if (!OWN_DOMAINS.has(domain)) return // Declared is not used: readNode refuses the use.
  if (found.opset !== undefined && found.opset !== version) {
    throw found.reader.refuse('two operator sets of ONNX')
  }
  found.opset = version
}

function readGraph(stretch: Stretch, found: Found): void {
  const { reader } = found
  for (const field of reader.fields(stretch)) {
    switch (field.number) {
      case GRAPH.node:
        readNode(reader.stretch(field), found)
        break
      case GRAPH.initializer:
        readTensor(reader.stretch(field), found)
        break
      case GRAPH.input:
        addPort(found.inputs, readPort(reader.stretch(field), found), found)
        break
      case GRAPH.output:
        addPort(found.outputs, readPort(reader.stretch(field), found), found)
        break
      case GRAPH.sparse:
        throw reader.refuse('sparse tensors')
    }
  }
}

function readNode(stretch: Stretch, found: Found): void {
  const { reader } = found
  let operator = ''
  let domain = ''
  for (const field of reader.fields(stretch)) {
    if (field.number === NODE.operator) operator = reader.text(field)
    if (field.number === NODE.domain) domain = reader.text(field)
    if (field.number === NODE.attribute) readAttribute(reader.stretch(field), found)
  }
  if (!OWN_DOMAINS.has(domain)) throw reader.refuse(`the operator ${domain}.${operator}`)
  if (CONTROL_FLOW.has(operator)) throw reader.refuse(`control flow (${operator})`)
  found.operators.add(operator)
  found.nodes++
  if (found.nodes > MAX_NODES) throw reader.refuse(`more than ${MAX_NODES} nodes`)
}

function readAttribute(stretch: Stretch, found: Found): void {
  const { reader } = found
  for (const field of reader.fields(stretch)) {
    switch (field.number) {
      case ATTRIBUTE.tensor:
      case ATTRIBUTE.tensors:
        readTensor(reader.stretch(field), found)
        break
      case ATTRIBUTE.graph:
      case ATTRIBUTE.graphs:
        throw reader.refuse('a graph inside a node')
      case ATTRIBUTE.sparse:
      case ATTRIBUTE.sparses:
        throw reader.refuse('sparse tensors')
    }
  }
}

/** A weight or constant: its name, and where it lies when that is another file. */
function readTensor(stretch: Stretch, found: Found): void {
  const { reader } = found
  let name = ''
  let isExternal = false
  const entries = new Map<string, string>()
  for (const field of reader.fields(stretch)) {
    if (field.number === TENSOR.name) name = reader.text(field)
    if (field.number === TENSOR.location) isExternal = reader.integer(field) !== 0
    if (field.number === TENSOR.external) readEntry(reader.stretch(field), entries, reader)
  }
  found.initializers.add(name)
  if (found.initializers.size > MAX_TENSORS) throw reader.refuse(`more than ${MAX_TENSORS} tensors`)
  if (!isExternal && entries.size === 0) return
  if (found.externalFiles.length >= MAX_TENSORS) throw reader.refuse('too many external tensors')
  const file = entries.get('location') ?? ''
  if (!PLAIN_FILE_NAME.test(file)) {
    throw reader.refuse(`the tensor ${name} in "${file}", which is not a file beside it`)
  }
  found.externalFiles.push({
    tensor: name,
    file,
    offset: wholeNumber(entries.get('offset') ?? '0', reader),
    length: entries.has('length') ? wholeNumber(entries.get('length')!, reader) : undefined,
  })
}

function readEntry(stretch: Stretch, entries: Map<string, string>, reader: ProtobufReader): void {
  let key = ''
  let value = ''
  for (const field of reader.fields(stretch)) {
    if (field.number === 1) key = reader.text(field)
    if (field.number === 2) value = reader.text(field)
  }
  if (entries.has(key)) throw reader.refuse(`two answers to where a tensor lies (${key})`)
  entries.set(key, value)
}

function wholeNumber(text: string, reader: ProtobufReader): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw reader.refuse(`the file position "${text}"`)
}

function addPort(ports: ModelPort[], port: ModelPort, { reader }: Found): void {
  if (ports.length >= MAX_TENSORS) throw reader.refuse('too many inputs or outputs')
  ports.push(port)
}

/** ValueInfoProto: name 1, type 2 → tensor_type 1 → elem_type 1, shape 2 → dim 1 → dim_value 1, dim_param 2. */
function readPort(stretch: Stretch, found: Found): ModelPort {
  const { reader } = found
  let name = ''
  let dtype: ModelPort['dtype'] | undefined
  let shape: (number | string)[] | undefined
  for (const field of reader.fields(stretch)) {
    if (field.number === 1) name = reader.text(field)
    if (field.number !== 2) continue
    for (const type of reader.fields(reader.stretch(field))) {
      if (type.number !== 1) continue
      for (const part of reader.fields(reader.stretch(type))) {
        if (part.number === 1) dtype = dtypeOfCode(reader.integer(part))
        if (part.number === 2) shape = readShape(part, reader)
      }
    }
  }
  if (!dtype || !shape)
    throw reader.refuse(`the input or output ${name} of a type or shape we do not handle`)
  return { name, dtype, shape }
}

function readShape(field: Field, reader: ProtobufReader): (number | string)[] {
  const shape: (number | string)[] = []
  for (const dim of reader.fields(reader.stretch(field))) {
    if (dim.number !== 1) continue
    let length: number | string = ''
    for (const part of reader.fields(reader.stretch(dim))) {
      if (part.number === 1) length = reader.integer(part)
      if (part.number === 2) length = reader.text(part)
    }
    if (typeof length === 'number' && length < 0) throw reader.refuse(`a dimension ${length}`)
    shape.push(length)
    if (shape.length > MAX_RANK) throw reader.refuse(`more than ${MAX_RANK} dimensions`)
  }
  return shape
}
