import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { publish } from './publish.ts'
import { syncFolder } from './sync-folder.ts'

/** A file being written from its start to its end. */
export interface FileSink {
  /** Bytes written so far. */
  readonly position: number
  /** Throws `disk` when the bytes cannot be stored. The buffer may be reused once this resolves. */
  write(bytes: Uint8Array): Promise<void>
}

type Write = (sink: FileSink) => Promise<void>

/**
 * Writes a file whole or not at all: under a temporary name beside it, flushed to the disk, then renamed over `path`.
 * When `write` or the disk fails, the temporary file is removed and what was at `path` stays as it was.
 * Throws `disk`, or what `write` throws.
 */
export async function writeFileAtomically(path: string, write: Write): Promise<void> {
  await writeThen(path, write, async (temporary) => {
    await attempt(path, () => rename(temporary, path))
    await syncFolder(dirname(path))
  })
}

/** The same, but never over a file that is there: then false. */
export async function writeNewFile(path: string, write: Write): Promise<boolean> {
  return writeThen(path, write, (temporary) => attempt(path, () => publish(temporary, path)))
}

async function writeThen<T>(
  path: string,
  write: Write,
  place: (temporary: string) => Promise<T>,
): Promise<T> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.partial`
  const handle = await attempt(path, () => open(temporary, 'wx'))
  try {
    try {
      await write(new HandleSink(path, handle))
      await attempt(path, () => handle.sync())
    } finally {
      await handle.close()
    }
    return await place(temporary)
  } finally {
    await rm(temporary, { force: true })
  }
}

class HandleSink implements FileSink {
  position = 0
  readonly #path: string
  readonly #handle: FileHandle

  constructor(path: string, handle: FileHandle) {
    this.#path = path
    this.#handle = handle
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await attempt(this.#path, () =>
        this.#handle.write(bytes, done, bytes.length - done),
      )
      done += bytesWritten
      this.position += bytesWritten
    }
  }
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC'
    throw new FlagreelError('disk', `${path} could not be written: ${reasonOf(error)}.`, {
      cause: error,
      hint: isFull
        ? 'The disk is full: free some space, or choose a folder on another disk.'
        : 'Check that the folder exists, is writable and has space left.',
    })
  }
}
