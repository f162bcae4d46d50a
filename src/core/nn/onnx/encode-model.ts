import type { DType, Tensor } from '#core/nn/tensor/tensor.ts'
import { codeOfDtype } from './data-types.ts'
import type { Graph, Node, Value } from './graph.ts'
import type { AttributeSpec, AttributeValue, ValueType } from './operator.ts'
import { OPSET, operatorNamed } from './operators.ts'
import { ProtobufWriter } from './protobuf-writer.ts'

/** Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */

/** 8 came with opset 18; readers refuse a model newer than they are. */
const IR_VERSION = 8
const ATTRIBUTE_TYPE = { float: 1, int: 2, ints: 7 } as const
const DATA_LOCATION_EXTERNAL = 1

/** Where a weight lies in the external data file, in bytes. */
export interface WeightLocation {
  readonly file: string
  readonly offset: number
  readonly length: number
}

/** A ModelProto. `locations` by weight name. */
export function encodeModel(
  graph: Graph,
  locations: ReadonlyMap<string, WeightLocation>,
): Uint8Array {
  const nameOf = outputNames(graph)
  const body = new ProtobufWriter()
  for (const node of graph.nodes) body.message(1, encodeNode(node, nameOf))
  for (const node of passThroughs(graph, nameOf)) body.message(1, node)
  body.text(2, graph.name)
  for (const [value, content] of graph.constants)
    body.message(5, encodeConstant(value.name, content))
  for (const [name, { value }] of graph.weights) {
    body.message(5, encodeWeight(name, value, locations.get(name)!))
  }
  for (const input of graph.inputs) body.message(11, encodeValueInfo(input.name, input))
  for (const [name, value] of graph.outputs) body.message(12, encodeValueInfo(name, value))
  const opset = new ProtobufWriter().text(1, '').integer(2, OPSET)
  const model = new ProtobufWriter().integer(1, IR_VERSION).text(2, 'flagreel')
  return model.message(7, body).message(8, opset).finish()
}

/** What a node computes for an output goes by the output's name. */
function outputNames(graph: Graph): (value: Value) => string {
  const computed = new Set(graph.nodes.flatMap((node) => node.outputs))
  const names = new Map<Value, string>()
  for (const [name, value] of graph.outputs) {
    if (computed.has(value) && !names.has(value)) names.set(value, name)
  }
  return (value) => names.get(value) ?? value.name
}

/** Outputs that are an input, a weight or the same value as another output. */
function* passThroughs(graph: Graph, nameOf: (value: Value) => string): Iterable<ProtobufWriter> {
  for (const [name, value] of graph.outputs) {
    if (nameOf(value) === name) continue
    yield new ProtobufWriter()
      .text(1, nameOf(value))
      .text(2, name)
      .text(3, `output/${name}`)
      .text(4, 'Identity')
  }
}

function encodeNode(node: Node, nameOf: (value: Value) => string): ProtobufWriter {
  const message = new ProtobufWriter()
  const last = node.inputs.findLastIndex((input) => input !== undefined)
  for (const input of node.inputs.slice(0, last + 1)) message.text(1, input ? nameOf(input) : '')
  for (const output of node.outputs) message.text(2, nameOf(output))
  message.text(3, node.name).text(4, node.op)
  for (const [name, spec] of Object.entries(operatorNamed(node.op).attributes)) {
    message.message(5, encodeAttribute(name, spec.type, node.attributes[name]!))
  }
  return message
}

function encodeAttribute(
  name: string,
  type: AttributeSpec['type'],
  value: AttributeValue,
): ProtobufWriter {
  const message = new ProtobufWriter().text(1, name)
  if (typeof value !== 'number') for (const item of value) message.integer(8, item)
  else if (type === 'float') message.float(2, value)
  else message.integer(3, value)
  return message.integer(20, ATTRIBUTE_TYPE[type])
}

function encodeConstant(name: string, { dtype, shape, data }: Tensor): ProtobufWriter {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return tensorHeader(name, dtype, shape).bytes(9, bytes)
}

function encodeWeight(name: string, value: Value, location: WeightLocation): ProtobufWriter {
  const message = tensorHeader(name, value.dtype, value.shape as readonly number[])
  const entries = { location: location.file, offset: location.offset, length: location.length }
  for (const [key, entry] of Object.entries(entries)) {
    message.message(13, new ProtobufWriter().text(1, key).text(2, String(entry)))
  }
  return message.integer(14, DATA_LOCATION_EXTERNAL)
}

function tensorHeader(name: string, dtype: DType, shape: readonly number[]): ProtobufWriter {
  return new ProtobufWriter().packedIntegers(1, shape).integer(2, codeOfDtype(dtype)).text(8, name)
}

function encodeValueInfo(name: string, { dtype, shape }: ValueType): ProtobufWriter {
  const dims = new ProtobufWriter()
  for (const dim of shape) {
    const message = new ProtobufWriter()
    dims.message(1, typeof dim === 'number' ? message.integer(1, dim) : message.text(2, dim))
  }
  const tensorType = new ProtobufWriter().integer(1, codeOfDtype(dtype)).message(2, dims)
  return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensorType))
}
