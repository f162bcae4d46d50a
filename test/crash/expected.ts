import { createHash } from 'node:crypto'

/** Chunks of every video of the crash test. */
export const CHUNKS = 6
/** Large enough for a chunk to be many pages: a torn write would show. */
const SNIPPETS = 256
const DIM = 64

export interface ChunkValues {
  readonly chunk: number
  readonly features: Uint16Array
  readonly startPts: BigInt64Array
}

/** What a chunk must hold, however often its process was killed. */
export function chunkValues(contentId: string, chunk: number): ChunkValues {
  const digest = createHash('sha256').update(`${contentId} ${chunk}`).digest()
  const features = Uint16Array.from({ length: SNIPPETS * DIM }, (_, i) => digest[i % 32]! * 7 + i)
  const startPts = BigInt64Array.from({ length: SNIPPETS }, (_, i) => BigInt(chunk * SNIPPETS + i))
  return { chunk, features, startPts }
}
