import type { PickleMachine } from './pickle-machine.ts'
import { asKind, dict, type PickleValue, tuple } from './pickle-values.ts'
import { Refusal } from './refusal.ts'

/** One operation of the pickle machine: its name in Python's pickletools, and what it does to the machine. */
export interface PickleOperation {
  readonly name: string
  run(machine: PickleMachine): void
}

const LONGEST_TEXT = 1024 * 1024
const OLDEST_PROTOCOL = 2
const NEWEST_PROTOCOL = 4

type Row = readonly [code: number, name: string, run: (machine: PickleMachine) => void]

const VALUES: readonly Row[] = [
  [0x4e, 'NONE', (m) => m.push(null)],
  [0x88, 'NEWTRUE', (m) => m.push(true)],
  [0x89, 'NEWFALSE', (m) => m.push(false)],
  [0x4a, 'BININT', (m) => m.push(m.cursor.int32())],
  [0x4b, 'BININT1', (m) => m.push(m.cursor.uint8())],
  [0x4d, 'BININT2', (m) => m.push(m.cursor.uint16())],
  [0x8a, 'LONG1', (m) => m.push(readInteger(m, m.cursor.uint8()))],
  [0x8b, 'LONG4', (m) => m.push(readInteger(m, m.cursor.uint32()))],
  [0x47, 'BINFLOAT', (m) => m.push(m.cursor.float64BigEndian())],
  [0x55, 'SHORT_BINSTRING', (m) => m.push(m.cursor.latin1(m.cursor.uint8()))],
  [0x54, 'BINSTRING', (m) => m.push(m.cursor.latin1(textLength(m.cursor.uint32())))],
  [0x8c, 'SHORT_BINUNICODE', (m) => m.push(m.cursor.text(m.cursor.uint8()))],
  [0x58, 'BINUNICODE', (m) => m.push(m.cursor.text(textLength(m.cursor.uint32())))],
  [0x8d, 'BINUNICODE8', (m) => m.push(m.cursor.text(textLength(m.cursor.uint64())))],
  [0x43, 'SHORT_BINBYTES', (m) => m.push(m.cursor.take(m.cursor.uint8()))],
  [0x42, 'BINBYTES', (m) => m.push(m.cursor.take(textLength(m.cursor.uint32())))],
  [0x8e, 'BINBYTES8', (m) => m.push(m.cursor.take(textLength(m.cursor.uint64())))],
]

const CONTAINERS: readonly Row[] = [
  [0x28, 'MARK', (m) => m.mark()],
  [0x5d, 'EMPTY_LIST', (m) => m.pushNew({ kind: 'list', items: [] })],
  [0x61, 'APPEND', (m) => append(m, [m.pop()])],
  [0x65, 'APPENDS', (m) => append(m, m.popToMark())],
  [0x29, 'EMPTY_TUPLE', (m) => m.pushNew(tuple([]))],
  [0x85, 'TUPLE1', (m) => m.pushNew(tuple(popSome(m, 1)))],
  [0x86, 'TUPLE2', (m) => m.pushNew(tuple(popSome(m, 2)))],
  [0x87, 'TUPLE3', (m) => m.pushNew(tuple(popSome(m, 3)))],
  [0x74, 'TUPLE', (m) => m.pushNew(tuple(m.popToMark()))],
  [0x7d, 'EMPTY_DICT', (m) => m.pushNew(dict(false))],
  [0x73, 'SETITEM', (m) => setItems(m, popSome(m, 2))],
  [0x75, 'SETITEMS', (m) => setItems(m, m.popToMark())],
]

const MEMORY: readonly Row[] = [
  [0x71, 'BINPUT', (m) => m.memoize(m.cursor.uint8())],
  [0x72, 'LONG_BINPUT', (m) => m.memoize(m.cursor.uint32())],
  [0x94, 'MEMOIZE', (m) => m.memoize()],
  [0x68, 'BINGET', (m) => m.push(m.recall(m.cursor.uint8()))],
  [0x6a, 'LONG_BINGET', (m) => m.push(m.recall(m.cursor.uint32()))],
]

const FRAMING: readonly Row[] = [
  [0x80, 'PROTO', readProtocol],
  [0x95, 'FRAME', readFrame],
]

/** These ask the host, which holds the allow-list. */
const OBJECTS: readonly Row[] = [
  [0x63, 'GLOBAL', (m) => m.push(m.findGlobal(m.cursor.line(), m.cursor.line()))],
  [0x93, 'STACK_GLOBAL', stackGlobal],
  [0x52, 'REDUCE', reduce],
  [0x62, 'BUILD', build],
  [0x51, 'BINPERSID', (m) => m.pushNew(m.host.loadPersistent(m.pop()))],
]

/** Everything the machine can do, by opcode. */
export const OPERATIONS: ReadonlyMap<number, PickleOperation> = new Map(
  [...VALUES, ...CONTAINERS, ...MEMORY, ...FRAMING, ...OBJECTS].map(([code, name, run]) => [
    code,
    { name, run },
  ]),
)

/** The rest of the language, for the message. Objects of any class, registered extensions, sets, text opcodes of protocols 0 and 1, out-of-band buffers. */
export const REFUSED_OPERATIONS: ReadonlyMap<number, string> = new Map([
  [0x69, 'INST'],
  [0x6f, 'OBJ'],
  [0x81, 'NEWOBJ'],
  [0x92, 'NEWOBJ_EX'],
  [0x82, 'EXT1'],
  [0x83, 'EXT2'],
  [0x84, 'EXT4'],
  [0x50, 'PERSID'],
  [0x30, 'POP'],
  [0x31, 'POP_MARK'],
  [0x32, 'DUP'],
  [0x46, 'FLOAT'],
  [0x49, 'INT'],
  [0x4c, 'LONG'],
  [0x53, 'STRING'],
  [0x56, 'UNICODE'],
  [0x64, 'DICT'],
  [0x6c, 'LIST'],
  [0x67, 'GET'],
  [0x70, 'PUT'],
  [0x8f, 'EMPTY_SET'],
  [0x90, 'ADDITEMS'],
  [0x91, 'FROZENSET'],
  [0x96, 'BYTEARRAY8'],
  [0x97, 'NEXT_BUFFER'],
  [0x98, 'READONLY_BUFFER'],
])

function readProtocol(machine: PickleMachine): void {
  const protocol = machine.cursor.uint8()
  if (protocol < OLDEST_PROTOCOL || protocol > NEWEST_PROTOCOL)
    throw new Refusal(`protocol ${protocol} is not ${OLDEST_PROTOCOL} to ${NEWEST_PROTOCOL}`)
}

/** A frame groups bytes for buffered readers; only its size is checked. */
function readFrame(machine: PickleMachine): void {
  const length = machine.cursor.uint64()
  if (length > machine.cursor.remaining)
    throw new Refusal(`a frame of ${length} bytes, ${machine.cursor.remaining} left`)
}

/** Little-endian two's complement. A number where it fits one exactly. */
function readInteger(machine: PickleMachine, length: number): number | bigint {
  // Long numbers cost quadratic time; the longest in a checkpoint is the 10-byte magic.
  if (length > 255) throw new Refusal(`a whole number of ${length} bytes`)
  const bytes = machine.cursor.take(length)
  if (length === 0) return 0
  const hex = Buffer.from(bytes).reverse().toString('hex')
  const value = BigInt.asIntN(length * 8, BigInt(`0x${hex}`))
  const small = Number(value)
  return Number.isSafeInteger(small) ? small : value
}

function textLength(length: number): number {
  if (length > LONGEST_TEXT) throw new Refusal(`text of ${length} bytes`)
  return length
}

/** In the order they were pushed. */
function popSome(machine: PickleMachine, count: number): PickleValue[] {
  return Array.from({ length: count }, () => machine.pop()).reverse()
}

function append(machine: PickleMachine, items: readonly PickleValue[]): void {
  const list = asKind(machine.top(), 'list')
  if (!list) throw new Refusal('it appends to something that is not a list')
  for (const item of items) list.items.push(item)
}

function setItems(machine: PickleMachine, items: readonly PickleValue[]): void {
  const target = asKind(machine.top(), 'dict')
  if (!target) throw new Refusal('it sets items of something that is not a dictionary')
  if (items.length % 2 === 1) throw new Refusal('a key has no value')
  for (let i = 0; i < items.length; i += 2) target.entries.set(items[i]!, items[i + 1]!)
}

function stackGlobal(machine: PickleMachine): void {
  const [module, name] = popSome(machine, 2)
  machine.push(machine.findGlobal(module!, name!))
}

function reduce(machine: PickleMachine): void {
  const [callable, args] = popSome(machine, 2)
  machine.pushNew(machine.host.reduce(callable!, args!))
}

function build(machine: PickleMachine): void {
  const state = machine.pop()
  machine.host.build(machine.top(), state)
}
