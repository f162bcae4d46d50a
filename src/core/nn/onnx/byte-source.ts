import { closeSync, openSync, readSync, statSync } from 'node:fs'

/** Bytes that are read where they are wanted, so that gigabytes of weights inside a model are stepped over. */
export interface ByteSource {
  readonly size: number
  /** A view that the next call may overwrite. `length` is at most MAX_READ and inside the source. */
  read(offset: number, length: number): Uint8Array
}

const MAX_READ = 65_536

export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) }
}

/** Calls `use` with a file's bytes, through one window of memory. Throws what the file system throws. */
export function withFileSource<T>(path: string, use: (source: ByteSource) => T): T {
  // Before opening: opening a pipe would wait for a writer.
  const stats = statSync(path)
  if (!stats.isFile()) throw new Error('it is not an ordinary file')
  const file = openSync(path, 'r')
  try {
    const { size } = stats
    const window = Buffer.alloc(2 * MAX_READ)
    let start = 0
    let filled = 0
    const read = (offset: number, length: number) => {
      if (offset < start || offset + length > start + filled) {
        start = offset
        filled = readSync(file, window, 0, window.length, offset)
      }
      return window.subarray(offset - start, offset - start + length)
    }
    return use({ size, read })
  } finally {
    closeSync(file)
  }
}
