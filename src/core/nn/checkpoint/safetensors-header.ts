import { FlagreelError } from '#contract/errors.ts'
import { quote } from '#core/files/quote.ts'
import { formatShape } from '#core/nn/tensor/tensor.ts'
import { Refusal } from './refusal.ts'
import { addTensor } from './state-dict.ts'
import {
  countElements,
  rowMajorStrides,
  STORED_ITEM_SIZE,
  type StoredDType,
  type StoredTensor,
} from './stored-tensor.ts'

/**
 * The header of a safetensors file: JSON, name → { dtype, shape, data_offsets: [begin, end) }, offsets from the end of
 * the header. Format: huggingface/safetensors, README.
 */

/** The format allows 100 MB; one tensor takes about 100 bytes, so this is some 150,000 tensors. */
export const LARGEST_HEADER = 16 * 1024 * 1024
const METADATA = '__metadata__'
const MOST_DIMENSIONS = 16

const DTYPES: Readonly<Record<string, StoredDType>> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F64: 'float64',
  I64: 'int64',
  I32: 'int32',
  U8: 'uint8',
  BOOL: 'bool',
}
const CODES = new Map(Object.entries(DTYPES).map(([code, dtype]) => [dtype, code]))

/** Places every tensor in the file. The data must be covered exactly: no gap, no overlap, nothing left over. Throws `Refusal`. */
export function parseSafetensorsHeader(
  json: string,
  data: { position: number; length: number },
): Map<string, StoredTensor> {
  const placed = Object.entries(parseTable(json))
    .filter(([name]) => name !== METADATA)
    .map(([name, value]) => placeTensor(name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end)
  const tensors = new Map<string, StoredTensor>()
  let next = 0
  for (const { name, begin, end, dtype, shape } of placed) {
    if (begin !== next)
      throw new Refusal(`the data of ${quote(name)} does not follow its neighbour’s`)
    next = end
    const range = { position: data.position + begin, length: end - begin }
    addTensor(tensors, name, {
      name,
      dtype,
      shape,
      strides: rowMajorStrides(shape),
      offset: 0,
      range,
    })
  }
  if (next !== data.length)
    throw new Refusal(`its header describes ${next} bytes of data, the file has ${data.length}`)
  if (tensors.size === 0) throw new Refusal('it holds no tensors')
  return tensors
}

function parseTable(json: string): Record<string, unknown> {
  checkDepth(json)
  let table: unknown
  try {
    table = JSON.parse(json)
  } catch {
    throw new Refusal('its header is not JSON')
  }
  if (!isRecord(table)) throw new Refusal('its header is not a table')
  return table
}

/** A table of tables of numbers is three deep. Deeper nesting costs the parser far more memory than bytes. */
function checkDepth(json: string): void {
  let depth = 0
  let isText = false
  for (let i = 0; i < json.length; i++) {
    const character = json[i]!
    if (isText && character === '\\') i += 1
    else if (character === '"') isText = !isText
    else if (!isText && OPENING.has(character)) depth += 1
    else if (!isText && CLOSING.has(character)) depth -= 1
    if (depth > 3) throw new Refusal('its header is nested too deep')
  }
}

const OPENING = new Set('[{')
const CLOSING = new Set(']}')

interface PlacedTensor {
  readonly name: string
  readonly dtype: StoredDType
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

function placeTensor(name: string, value: unknown): PlacedTensor {
  const entry = isRecord(value) ? value : {}
  const code = String(entry.dtype)
  const dtype = Object.hasOwn(DTYPES, code) ? DTYPES[code]! : undefined
  if (!dtype) throw new Refusal(`${quote(name)} has the element type ${quote(code)}`)
  const shape = entry.shape
  const offsets = entry.data_offsets
  if (!isCounts(shape) || shape.length > MOST_DIMENSIONS || !isCounts(offsets))
    throw new Refusal(`${quote(name)} has no proper shape and offsets`)
  const [begin, end, ...rest] = offsets
  if (begin === undefined || end === undefined || rest.length > 0)
    throw new Refusal(`${quote(name)} has no proper shape and offsets`)
  const expected = countElements(shape) * STORED_ITEM_SIZE[dtype]
  if (end - begin !== expected)
    throw new Refusal(
      `${quote(name)} is ${dtype} ${formatShape(shape)}, ${expected} bytes, but has ${end - begin}`,
    )
  return { name, dtype, shape, begin, end }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCounts(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0)
  )
}

export interface HeaderTensor {
  readonly name: string
  readonly dtype: StoredDType
  readonly shape: readonly number[]
}

/** Header length and header, padded with spaces so that the data starts at a multiple of 8. */
export function formatSafetensorsHeader(
  tensors: readonly HeaderTensor[],
  metadata?: Readonly<Record<string, string>>,
): Uint8Array {
  const table = new Map<string, unknown>(metadata ? [[METADATA, metadata]] : [])
  let begin = 0
  for (const { name, dtype, shape } of tensors) {
    if (table.has(name) || name === METADATA)
      throw new FlagreelError(
        'bad-tensor',
        `A tensor cannot be written as ${quote(name)}: that name is taken.`,
      )
    const end = begin + countElements(shape) * STORED_ITEM_SIZE[dtype]
    table.set(name, { dtype: CODES.get(dtype), shape, data_offsets: [begin, end] })
    begin = end
  }
  const json = Buffer.from(JSON.stringify(Object.fromEntries(table)))
  const header = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, ' ')
  header.writeBigUInt64LE(BigInt(header.length - 8))
  json.copy(header, 8)
  return header
}
