/**
 * Writes Python pickles operation by operation, so that tests can also write those Python never would.
 * `pickle(op.emptyDict, op.text('a'), op.int(1), op.setItem)` is the pickle of {'a': 1}.
 */

type Part = Uint8Array

function code(opcode: number): Part {
  return Uint8Array.of(opcode)
}

function withUint8(opcode: number, value: number): Part {
  return Uint8Array.of(opcode, value)
}

function withUint32(opcode: number, value: number, content: Uint8Array = new Uint8Array()): Part {
  const head = Buffer.alloc(5)
  head.writeUInt8(opcode)
  head.writeUInt32LE(value, 1)
  return Buffer.concat([head, content])
}

function text(value: string): Part {
  const bytes = Buffer.from(value)
  return withUint32(0x58, bytes.length, bytes)
}

function int(value: number | bigint): Part {
  if (typeof value === 'bigint' || !Number.isInteger(value) || Math.abs(value) >= 2 ** 31)
    return long(BigInt(value))
  const bytes = Buffer.alloc(5)
  bytes.writeUInt8(0x4a)
  bytes.writeInt32LE(value, 1)
  return bytes
}

function long(value: bigint): Part {
  const bytes = Buffer.alloc(2 + 16)
  bytes.writeUInt8(0x8a)
  bytes.writeUInt8(16, 1)
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value), 2)
  bytes.writeBigInt64LE(BigInt.asIntN(64, value >> 64n), 10)
  return bytes
}

function float(value: number): Part {
  const bytes = Buffer.alloc(9)
  bytes.writeUInt8(0x47)
  bytes.writeDoubleBE(value, 1)
  return bytes
}

export const op = {
  none: code(0x4e),
  bool: (value: boolean) => code(value ? 0x88 : 0x89),
  int,
  float,
  text,
  bytes: (value: Uint8Array) => withUint32(0x42, value.length, value),
  /** A Python 2 string. */
  oldText: (value: string) => Buffer.concat([withUint8(0x55, value.length), Buffer.from(value)]),
  mark: code(0x28),
  emptyList: code(0x5d),
  append: code(0x61),
  appends: code(0x65),
  emptyTuple: code(0x29),
  tuple1: code(0x85),
  tuple2: code(0x86),
  tuple3: code(0x87),
  tupleFromMark: code(0x74),
  emptyDict: code(0x7d),
  setItem: code(0x73),
  setItems: code(0x75),
  put: (index: number) => withUint32(0x72, index),
  memoize: code(0x94),
  get: (index: number) => withUint32(0x6a, index),
  global: (module: string, name: string) => Buffer.from(`c${module}\n${name}\n`),
  stackGlobal: code(0x93),
  reduce: code(0x52),
  build: code(0x62),
  persistent: code(0x51),
  /** Any operation by its number. */
  code,
  tuple: (...items: Part[]) => Buffer.concat([code(0x28), ...items, code(0x74)]),
  list: (...items: Part[]) => Buffer.concat([code(0x5d), code(0x28), ...items, code(0x65)]),
  dict: (...entries: [Part, Part][]) =>
    Buffer.concat([code(0x7d), code(0x28), ...entries.flat(), code(0x75)]),
  call: (callable: Part, ...args: Part[]) =>
    Buffer.concat([callable, op.tuple(...args), code(0x52)]),
}

/** Protocol 2 as PyTorch writes it, or another. */
export function pickle(...parts: Part[]): Buffer {
  return pickleOf(2, ...parts)
}

export function pickleOf(protocol: number, ...parts: Part[]): Buffer {
  return Buffer.concat([withUint8(0x80, protocol), ...parts, code(0x2e)])
}
