import { FlagreelError } from '#contract/errors.ts'
import { openFile, readBytes } from '#core/files/file-source.ts'
import { quote } from '#core/files/quote.ts'
import {
  type DType,
  elementCount,
  formatShape,
  ITEM_SIZE,
  type Tensor,
  type TensorData,
  tensor,
  viewBytes,
} from './tensor.ts'

/**
 * NumPy's array file (numpy.lib.format, versions 1 to 3): magic, version, header length, a Python dictionary written
 * as text, the elements. The dictionary is matched against its one legal form, never evaluated.
 */

const MAGIC = '\x93NUMPY'
const SHORTEST_PREAMBLE = 10
/** NumPy's own limit for a header it has not been told to trust. */
const LONGEST_HEADER = 10_000
const LARGEST_FILE = 2 ** 31 - 1
const MOST_DIMENSIONS = 32

const DTYPES: Readonly<Record<string, DType>> = {
  '<f4': 'float32',
  '<f2': 'float16',
  '<f8': 'float64',
  '<i8': 'int64',
  '<i4': 'int32',
  '|i1': 'int8',
  '|u1': 'uint8',
  '|b1': 'bool',
}
const DESCRIPTIONS = new Map(Object.entries(DTYPES).map(([descr, dtype]) => [dtype, descr]))

const HEADER =
  /^\{\s*'descr':\s*(?<descr>'[^']{1,64}'|\[.*\]),\s*'fortran_order':\s*(?<fortran>True|False),\s*'shape':\s*\((?<shape>[\d\s,]*)\)\s*(?:,\s*)?\}\s*$/s

/** Throws `bad-tensor` for anything but a plain little-endian, row-major array that fills the bytes exactly. */
export function parseNpy(bytes: Uint8Array, name: string): Tensor {
  const { header, dataStart } = readHeader(bytes, name)
  const { dtype, shape } = parseHeader(header, name)
  const count = shape.reduce((product, size) => product * size, 1)
  const expected = count * ITEM_SIZE[dtype]
  const found = bytes.length - dataStart
  if (found !== expected)
    throw refuse(
      name,
      `${dtype} ${formatShape(shape)} takes ${expected} bytes, but ${found} follow the header`,
    )
  const data = viewBytes(dtype, bytes.subarray(dataStart))
  if (dtype === 'bool' && data.some((value: number | bigint) => value > 1))
    throw refuse(name, 'a bool array holds values other than 0 and 1')
  return tensor(dtype, shape, data)
}

/** Throws `not-found`, `unreadable`, or what `parseNpy` throws. */
export async function readNpy(path: string): Promise<Tensor> {
  const file = await openFile(path)
  try {
    if (file.size > LARGEST_FILE) throw refuse(path, `it is larger than ${LARGEST_FILE} bytes`)
    // A large file of something else is refused before it is read whole.
    checkMagic(await readBytes(file, 0, Math.min(file.size, SHORTEST_PREAMBLE)), path)
    return parseNpy(await readBytes(file, 0, file.size), path)
  } finally {
    await file.close()
  }
}

export function formatNpy(t: Tensor): Uint8Array {
  const shape = t.shape.length === 1 ? `${t.shape[0]},` : t.shape.join(', ')
  const dictionary = `{'descr': '${DESCRIPTIONS.get(t.dtype)}', 'fortran_order': False, 'shape': (${shape}), }`
  // Spaces and a newline up to a multiple of 64, as NumPy aligns the elements.
  const used = SHORTEST_PREAMBLE + dictionary.length + 1
  const header = `${dictionary}${' '.repeat((64 - (used % 64)) % 64)}\n`
  const preamble = Buffer.from(`${MAGIC}\x01\x00\x00\x00${header}`, 'latin1')
  preamble.writeUInt16LE(header.length, 8)
  return Buffer.concat([preamble, bytesOf(t.data)])
}

function bytesOf(data: TensorData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

function readHeader(bytes: Uint8Array, name: string): { header: string; dataStart: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  checkMagic(bytes, name)
  const version = bytes[6]!
  const start = version === 1 ? SHORTEST_PREAMBLE : SHORTEST_PREAMBLE + 2
  if (version < 1 || version > 3) throw refuse(name, `format version ${version} is not 1, 2 or 3`)
  if (bytes.length < start) throw refuse(name, 'the file ends inside its header')
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  if (length > LONGEST_HEADER)
    throw refuse(name, `its header claims ${length} bytes; at most ${LONGEST_HEADER} are read`)
  if (start + length > bytes.length) throw refuse(name, 'the file ends inside its header')
  const header = Buffer.from(bytes.subarray(start, start + length)).toString('utf8')
  return { header, dataStart: start + length }
}

function checkMagic(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) throw refuse(name, 'it is empty')
  const isNpy =
    bytes.length >= SHORTEST_PREAMBLE &&
    Buffer.from(bytes.subarray(0, MAGIC.length)).toString('latin1') === MAGIC
  if (!isNpy) throw refuse(name, 'it does not start as a NumPy array file does')
}

function parseHeader(header: string, name: string): { dtype: DType; shape: number[] } {
  const groups = HEADER.exec(header)?.groups
  if (!groups) throw refuse(name, `its header is not an array's: ${quote(header)}`)
  const descr = groups.descr!
  if (groups.fortran === 'True')
    throw refuse(name, 'it is in column-major (Fortran) order', 'np.ascontiguousarray(a)')
  const code = descr.slice(1, -1)
  const dtype = Object.hasOwn(DTYPES, code) ? DTYPES[code] : undefined
  if (!descr.startsWith("'") || dtype === undefined) throw refuseDescription(name, descr)
  return { dtype, shape: parseShape(groups.shape!, name) }
}

function refuseDescription(name: string, descr: string): FlagreelError {
  if (descr.includes('O'))
    return refuse(name, 'it holds Python objects (a pickle), which are never loaded')
  if (descr.startsWith("'>")) return refuse(name, `its numbers (${descr}) are big-endian`)
  const known = Object.keys(DTYPES).join(', ')
  return refuse(name, `its element type ${quote(descr)} is not one of ${known}`)
}

function parseShape(text: string, name: string): number[] {
  const sizes = text.split(',').map((size) => size.trim())
  if (sizes.at(-1) === '') sizes.pop()
  if (sizes.length > MOST_DIMENSIONS)
    throw refuse(name, `it has ${sizes.length} dimensions; at most ${MOST_DIMENSIONS} are read`)
  if (!sizes.every((size) => /^\d{1,15}$/.test(size)))
    throw refuse(name, `its shape is not one: (${quote(text)})`)
  const shape = sizes.map(Number)
  if (!isCountable(shape)) throw refuse(name, `its shape ${formatShape(shape)} is too large`)
  return shape
}

function isCountable(shape: readonly number[]): boolean {
  try {
    return elementCount(shape) * 8 <= Number.MAX_SAFE_INTEGER
  } catch {
    return false
  }
}

function refuse(name: string, reason: string, remedy = 'a.astype(np.float32)'): FlagreelError {
  return new FlagreelError('bad-tensor', `${name} is not an array Flagreel reads: ${reason}.`, {
    hint: `Write it again with NumPy: np.save(path, ${remedy}).`,
  })
}
