import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** Part of every id: a change of the sampling below must change it. */
const VERSION = 'flagreel-content-1'

const KIB = 1024
const EDGE = 256 * KIB
const BLOCK = 64 * KIB
const BLOCKS = 16
/** Up to here every byte is read. */
const WHOLE = 2048 * KIB

/** What a file's content is known by, wherever the file lies and whatever its name. */
export interface Identity {
  /** 32 hex digits */
  readonly id: string
  readonly bytes: number
  readonly sampledSha256: string
}

export interface Range {
  readonly offset: number
  /** At most 256 KiB. */
  readonly length: number
}

/**
 * Size plus SHA-256 of head, tail and 16 blocks between them: 1.5 MiB of a file of any size. Containers keep their index
 * at one end and compressed video differs everywhere, so two recordings do not collide by accident; exports use the
 * full hash.
 */
export async function identify(path: string, signal?: AbortSignal): Promise<Identity> {
  // Not blocking, so that a pipe put in the file's place cannot hold us.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const found = await file.stat()
    if (!found.isFile()) throw new Error('it is not a file')
    const hash = createHash('sha256').update(`${VERSION}\n${found.size}\n`)
    const buffer = Buffer.allocUnsafe(EDGE)
    for (const range of sampleRanges(found.size)) {
      signal?.throwIfAborted()
      hash.update(await readRange(file, range, buffer))
    }
    const sampledSha256 = hash.digest('hex')
    return { id: sampledSha256.slice(0, 32), bytes: found.size, sampledSha256 }
  } finally {
    await file.close()
  }
}

/** In ascending order, none overlapping. */
export function sampleRanges(size: number): Range[] {
  if (size <= WHOLE) return tiles(size)
  const inner = size - 2 * EDGE
  const blocks = Array.from({ length: BLOCKS }, (_, i) => ({
    offset: EDGE + Math.floor(((inner - BLOCK) * i) / (BLOCKS - 1)),
    length: BLOCK,
  }))
  return [{ offset: 0, length: EDGE }, ...blocks, { offset: size - EDGE, length: EDGE }]
}

function tiles(size: number): Range[] {
  return Array.from({ length: Math.ceil(size / EDGE) }, (_, i) => ({
    offset: i * EDGE,
    length: Math.min(EDGE, size - i * EDGE),
  }))
}

async function readRange(
  file: FileHandle,
  { offset, length }: Range,
  buffer: Buffer,
): Promise<Buffer> {
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled)
    if (bytesRead === 0) throw new Error('it became shorter while it was being read')
    filled += bytesRead
  }
  return buffer.subarray(0, length)
}
