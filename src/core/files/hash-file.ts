import { createHash } from 'node:crypto'
import { openFile } from './file-source.ts'

export interface HashedFile {
  readonly bytes: number
  /** Of all bytes, in hex. */
  readonly sha256: string
}

interface HashOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with each part that was read. */
  readonly onBytes?: ((bytes: number) => void) | undefined
}

const PART = 1024 * 1024

/** SHA-256 of a whole file. Throws `not-found` or `unreadable`. */
export async function hashFile(
  path: string,
  { signal, onBytes }: HashOptions = {},
): Promise<HashedFile> {
  const file = await openFile(path)
  try {
    const hash = createHash('sha256')
    const buffer = new Uint8Array(PART)
    for (let at = 0; at < file.size; at += PART) {
      signal?.throwIfAborted()
      const part = buffer.subarray(0, Math.min(PART, file.size - at))
      await file.readInto(at, part)
      hash.update(part)
      onBytes?.(part.length)
    }
    signal?.throwIfAborted()
    return { bytes: file.size, sha256: hash.digest('hex') }
  } finally {
    await file.close()
  }
}
