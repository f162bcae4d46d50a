import { type FileSource, readBytes } from '#core/files/file-source.ts'
import { badCheckpoint, COPY_AGAIN } from './refusal.ts'

/** Where the central directory lies. It ends where the end records begin. */
export interface DirectoryPlace {
  readonly position: number
  readonly length: number
  readonly count: number
}

const END = 0x06054b50
const END_SIZE = 22
const LONGEST_COMMENT = 0xffff
const LOCATOR = 0x07064b50
const LOCATOR_SIZE = 20
const WIDE_END = 0x06064b50
const WIDE_END_SIZE = 56

/** Finds the end record at the end of the file, or the wide one (zip64) it points to. PyTorch writes both. */
export async function readDirectoryPlace(file: FileSource): Promise<DirectoryPlace> {
  const length = Math.min(file.size, END_SIZE + LONGEST_COMMENT)
  const tail = viewOf(await readBytes(file, file.size - length, length))
  const end = findEnd(tail)
  if (end === undefined)
    throw badCheckpoint(
      file.path,
      'it is a zip archive without its end: it was cut short',
      COPY_AGAIN,
    )
  const position = file.size - length + end
  const place = (await readWideEnd(file, position)) ?? {
    ends: position,
    disks: tail.getUint32(end + 4, true), // this disk, the directory's disk
    countHere: tail.getUint16(end + 8, true),
    count: tail.getUint16(end + 10, true),
    length: tail.getUint32(end + 12, true),
    position: tail.getUint32(end + 16, true),
  }
  const isWhole =
    place.disks === 0 &&
    place.countHere === place.count &&
    place.position + place.length === place.ends
  if (!isWhole)
    throw badCheckpoint(file.path, 'the end of its zip archive does not fit the rest', COPY_AGAIN)
  return { position: place.position, length: place.length, count: place.count }
}

/** The last end record whose comment reaches exactly to the end of the file. */
function findEnd(tail: DataView): number | undefined {
  for (let at = tail.byteLength - END_SIZE; at >= 0; at--) {
    const isEnd = tail.getUint32(at, true) === END
    if (isEnd && at + END_SIZE + tail.getUint16(at + 20, true) === tail.byteLength) return at
  }
  return undefined
}

async function readWideEnd(file: FileSource, end: number) {
  if (end < LOCATOR_SIZE + WIDE_END_SIZE) return undefined
  const locator = viewOf(await readBytes(file, end - LOCATOR_SIZE, LOCATOR_SIZE))
  if (locator.getUint32(0, true) !== LOCATOR) return undefined
  const ends = end - LOCATOR_SIZE - WIDE_END_SIZE
  const record = viewOf(await readBytes(file, ends, WIDE_END_SIZE))
  const isRecord = record.getUint32(0, true) === WIDE_END && uint64(locator, 8) === ends
  if (!isRecord) throw badCheckpoint(file.path, 'the end of its zip archive is damaged', COPY_AGAIN)
  return {
    ends,
    disks: record.getUint32(16, true) + record.getUint32(20, true),
    countHere: uint64(record, 24),
    count: uint64(record, 32),
    length: uint64(record, 40),
    position: uint64(record, 48),
  }
}

function uint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true))
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
