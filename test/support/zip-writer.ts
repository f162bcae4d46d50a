import { crc32 } from 'node:zlib'

/** What to write, with every field of its headers open to lies. */
export interface ZipInput {
  readonly name: string
  /** Large content may come in parts; its size and checksum must then be given. */
  readonly content: Uint8Array | Iterable<Uint8Array>
  readonly size?: number
  readonly compressedSize?: number
  readonly crc32?: number
  readonly method?: number
  readonly flags?: number
  /** Instead of where the entry truly is. */
  readonly headerPosition?: number
}

export interface ZipOptions {
  /** Bytes the content is aligned to, by padding in the local header, as PyTorch does. */
  readonly alignment?: number
  /** The zip64 end record, which PyTorch always writes. */
  readonly wideEnd?: boolean
  /** Sizes and positions as zip64 extra fields, also where they would fit. */
  readonly wideFields?: boolean
  readonly comment?: string
}

interface Written extends ZipInput {
  readonly size: number
  readonly compressedSize: number
  readonly crc32: number
  readonly headerPosition: number
}

const OVERFLOW = 0xffffffff

/** The archive, piece by piece; an entry's content is asked for when its turn comes. */
export function* zipChunks(
  inputs: Iterable<ZipInput>,
  options: ZipOptions = {},
): Generator<Uint8Array, void> {
  const written: Written[] = []
  let position = 0
  for (const input of inputs) {
    const parts = input.content instanceof Uint8Array ? [input.content] : input.content
    const size = input.size ?? lengthOf(input.content)
    const entry: Written = {
      ...input,
      size,
      compressedSize: input.compressedSize ?? size,
      crc32: input.crc32 ?? crc32(wholeOf(input.content)),
      headerPosition: input.headerPosition ?? position,
    }
    const header = localHeader(entry, position, options.alignment ?? 64)
    written.push(entry)
    yield header
    position += header.length
    for (const part of parts) {
      yield part
      position += part.length
    }
  }
  const directory = Buffer.concat(written.map((entry) => directoryEntry(entry, options)))
  yield directory
  yield endRecords({ count: written.length, length: directory.length, position }, options)
}

export function zipBytes(inputs: Iterable<ZipInput>, options: ZipOptions = {}): Buffer {
  return Buffer.concat([...zipChunks(inputs, options)])
}

function lengthOf(content: ZipInput['content']): number {
  return wholeOf(content).length
}

function wholeOf(content: ZipInput['content']): Uint8Array {
  if (content instanceof Uint8Array) return content
  throw new Error('Content in parts needs its size and checksum given.')
}

function localHeader(entry: Written, position: number, alignment: number): Buffer {
  const name = Buffer.from(entry.name)
  const unpadded = position + 30 + name.length + 4
  const padding = Buffer.alloc(4 + ((alignment - (unpadded % alignment)) % alignment), 'Z')
  padding.write('FB', 0, 'latin1')
  padding.writeUInt16LE(padding.length - 4, 2)
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50)
  header.writeUInt16LE(entry.flags ?? 0x800, 6)
  header.writeUInt16LE(entry.method ?? 0, 8)
  header.writeUInt32LE(entry.crc32, 14)
  header.writeUInt32LE(Math.min(entry.compressedSize, OVERFLOW), 18)
  header.writeUInt32LE(Math.min(entry.size, OVERFLOW), 22)
  header.writeUInt16LE(name.length, 26)
  header.writeUInt16LE(padding.length, 28)
  return Buffer.concat([header, name, padding])
}

function directoryEntry(entry: Written, { wideFields = false }: ZipOptions): Buffer {
  const name = Buffer.from(entry.name)
  const fields = [entry.size, entry.compressedSize, entry.headerPosition]
  const wide = fields.filter((value) => wideFields || value >= OVERFLOW)
  const [size, compressedSize, headerPosition] = fields.map((value) =>
    wideFields ? OVERFLOW : Math.min(value, OVERFLOW),
  )
  const extra = Buffer.alloc(wide.length > 0 ? 4 + wide.length * 8 : 0)
  if (wide.length > 0) {
    extra.writeUInt16LE(1)
    extra.writeUInt16LE(wide.length * 8, 2)
    for (const [i, value] of wide.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + i * 8)
  }
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50)
  header.writeUInt16LE(entry.flags ?? 0x800, 8)
  header.writeUInt16LE(entry.method ?? 0, 10)
  header.writeUInt32LE(entry.crc32, 16)
  header.writeUInt32LE(compressedSize!, 20)
  header.writeUInt32LE(size!, 24)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt32LE(headerPosition!, 42)
  return Buffer.concat([header, name, extra])
}

function endRecords(
  { count, length, position }: { count: number; length: number; position: number },
  { wideEnd = true, comment = '' }: ZipOptions,
): Buffer {
  const wide = Buffer.alloc(56)
  wide.writeUInt32LE(0x06064b50)
  wide.writeBigUInt64LE(44n, 4)
  wide.writeBigUInt64LE(BigInt(count), 24)
  wide.writeBigUInt64LE(BigInt(count), 32)
  wide.writeBigUInt64LE(BigInt(length), 40)
  wide.writeBigUInt64LE(BigInt(position), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50)
  locator.writeBigUInt64LE(BigInt(position + length), 8)
  locator.writeUInt32LE(1, 16)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50)
  end.writeUInt16LE(Math.min(count, 0xffff), 8)
  end.writeUInt16LE(Math.min(count, 0xffff), 10)
  end.writeUInt32LE(Math.min(length, OVERFLOW), 12)
  end.writeUInt32LE(Math.min(position, OVERFLOW), 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...(wideEnd ? [wide, locator] : []), end, Buffer.from(comment)])
}
