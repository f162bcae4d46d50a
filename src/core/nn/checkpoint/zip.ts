import { type FileSource, readBytes } from '#core/files/file-source.ts'
import { quote } from '#core/files/quote.ts'
import { ByteCursor } from './byte-cursor.ts'
import { badCheckpoint, COPY_AGAIN, nameRefusals, Refusal } from './refusal.ts'
import type { ByteRange } from './stored-tensor.ts'
import { readDirectoryPlace } from './zip-end.ts'

/**
 * Reads zip archives by random access, for entries that are stored as they are (PyTorch never compresses). Everything
 * comes from the central directory; local headers only say where the bytes start. Format: PKWARE APPNOTE 6.3.
 */

export interface ZipEntry {
  readonly name: string
  /** Bytes of the content, as stored. */
  readonly size: number
  readonly crc32: number
  /** Why the content cannot be read: it is compressed or encrypted. */
  readonly obstacle: string | undefined
  readonly headerPosition: number
  /** Where the next part of the file begins, so where this one must have ended. */
  readonly limit: number
}

const MOST_ENTRIES = 100_000
const LARGEST_DIRECTORY = 32 * 1024 * 1024
const LONGEST_NAME = 1024

const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_HEADER = 0x04034b50
const LOCAL_HEADER_SIZE = 30
const SMALLEST_DIRECTORY_ENTRY = 46
const ZIP64_EXTRA = 1
const IN_ZIP64 = 0xffffffff

/** The archive's entries by name. Throws `bad-checkpoint` for damage, overlaps, duplicates and names that point outside. */
export async function readZipEntries(file: FileSource): Promise<ReadonlyMap<string, ZipEntry>> {
  const place = await readDirectoryPlace(file)
  if (place.count > MOST_ENTRIES || place.length > LARGEST_DIRECTORY)
    throw badCheckpoint(file.path, `its directory claims ${place.count} entries`)
  if (place.count * SMALLEST_DIRECTORY_ENTRY > place.length)
    throw badCheckpoint(file.path, 'its directory is smaller than its entries', COPY_AGAIN)
  const bytes = await readBytes(file, place.position, place.length)
  return nameRefusals(file.path, () => {
    const cursor = new ByteCursor(bytes)
    const entries = Array.from({ length: place.count }, () => readDirectoryEntry(cursor))
    if (cursor.remaining > 0) throw new Refusal('its directory holds more than its entries')
    return byName(limitToNext(entries, place.position))
  })
}

type DirectoryEntry = Omit<ZipEntry, 'limit'> & { readonly smallestEnd: number }

function readDirectoryEntry(cursor: ByteCursor): DirectoryEntry {
  if (cursor.uint32() !== DIRECTORY_ENTRY) throw new Refusal('its directory is damaged', COPY_AGAIN)
  cursor.take(4) // versions
  const flags = cursor.uint16()
  const method = cursor.uint16()
  cursor.take(4) // time and date
  const crc32 = cursor.uint32()
  const compressed = cursor.uint32()
  const uncompressed = cursor.uint32()
  const nameLength = cursor.uint16()
  const extraLength = cursor.uint16()
  const commentLength = cursor.uint16()
  cursor.take(8) // disk, attributes
  const header = cursor.uint32()
  const name = readName(cursor, nameLength)
  const wide = new Zip64Fields(cursor.take(extraLength))
  cursor.take(commentLength)
  // The order is the format's: each is present only where the short field overflowed.
  const size = wide.resolve(uncompressed)
  const stored = wide.resolve(compressed)
  const headerPosition = wide.resolve(header)
  const smallestEnd = headerPosition + LOCAL_HEADER_SIZE + nameLength + stored
  const obstacle = obstacleOf({ flags, method, isWhole: size === stored })
  return { name, size, crc32, obstacle, headerPosition, smallestEnd }
}

function obstacleOf(entry: { flags: number; method: number; isWhole: boolean }) {
  if (entry.flags & 1) return 'is encrypted'
  if (entry.method !== 0) return 'is compressed, which PyTorch never does'
  return entry.isWhole ? undefined : 'has two different sizes'
}

function readName(cursor: ByteCursor, length: number): string {
  if (length > LONGEST_NAME) throw new Refusal(`an entry's name has ${length} bytes`)
  const name = cursor.text(length)
  const isOutside = /^([/\\]|[a-z]:)/i.test(name) || name.split(/[/\\]/).includes('..')
  if (name === '' || isOutside || name.includes('\0'))
    throw new Refusal(`an entry is named ${quote(name)}`)
  return name
}

/** The zip64 extra field of a directory entry: 8-byte values for the fields that hold 0xffffffff. */
class Zip64Fields {
  readonly #values: ByteCursor | undefined

  constructor(extra: Uint8Array) {
    const cursor = new ByteCursor(extra)
    while (cursor.remaining >= 4) {
      const id = cursor.uint16()
      const values = cursor.take(cursor.uint16())
      if (id !== ZIP64_EXTRA) continue
      this.#values = new ByteCursor(values)
      return
    }
  }

  resolve(short: number): number {
    if (short !== IN_ZIP64) return short
    if (!this.#values) throw new Refusal('an entry has no sizes')
    return this.#values.uint64()
  }
}

/** Entries may not share bytes with each other or with the directory. */
function limitToNext(entries: readonly DirectoryEntry[], directory: number): ZipEntry[] {
  const sorted = entries.toSorted((a, b) => a.headerPosition - b.headerPosition)
  return sorted.map(({ smallestEnd, ...entry }, i) => {
    const limit = sorted[i + 1]?.headerPosition ?? directory
    if (smallestEnd > limit)
      throw new Refusal(`entry ${quote(entry.name)} overlaps what follows it`, COPY_AGAIN)
    return { ...entry, limit }
  })
}

function byName(entries: readonly ZipEntry[]): Map<string, ZipEntry> {
  const map = new Map(entries.map((entry) => [entry.name, entry]))
  if (map.size < entries.length) throw new Refusal('two entries have the same name')
  return map
}

/** Where an entry's content lies. Throws `bad-checkpoint` when it cannot be read as it is. */
export async function locateZipEntry(file: FileSource, entry: ZipEntry): Promise<ByteRange> {
  if (entry.obstacle !== undefined)
    throw badCheckpoint(file.path, `entry ${quote(entry.name)} ${entry.obstacle}`)
  const header = await readBytes(file, entry.headerPosition, LOCAL_HEADER_SIZE)
  const view = new DataView(header.buffer)
  const position =
    entry.headerPosition +
    LOCAL_HEADER_SIZE +
    view.getUint16(26, true) + // name
    view.getUint16(28, true) // extra field: PyTorch pads with it
  const isHeader = view.getUint32(0, true) === LOCAL_HEADER && view.getUint16(8, true) === 0
  if (!isHeader || position + entry.size > entry.limit)
    throw badCheckpoint(file.path, `entry ${quote(entry.name)} is damaged`, COPY_AGAIN)
  return { position, length: entry.size, crc32: entry.crc32 }
}
