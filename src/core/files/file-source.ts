import { type FileHandle, open, stat } from 'node:fs/promises'
import { FlagreelError, reasonOf } from '#contract/errors.ts'

/** A file open for reading at any position. Reads may overlap in time. */
export interface FileSource {
  readonly path: string
  /** Bytes, when it was opened. */
  readonly size: number
  /** Fills the target from `position`. Throws `unreadable` when the file ends before it is full. */
  readInto(position: number, target: Uint8Array): Promise<void>
  close(): Promise<void>
}

/** One read of Node is at most 2 GiB; this also bounds what a read holds in the kernel's way. */
const LARGEST_READ = 64 * 1024 * 1024

/** Throws `not-found` or `unreadable`; a folder, a pipe or a device is unreadable. */
export async function openFile(path: string): Promise<FileSource> {
  const handle = await attempt(path, async () => {
    // Before opening: opening a pipe would wait for a writer.
    const stats = await stat(path)
    if (stats.isDirectory()) throw unreadable(path, 'it is a folder, not a file')
    if (!stats.isFile()) throw unreadable(path, 'it is not an ordinary file')
    return open(path)
  })
  try {
    const { size } = await attempt(path, () => handle.stat())
    return {
      path,
      size,
      readInto: (position, target) => readInto(handle, { path, position, target }),
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** A new buffer with `length` bytes from `position`. Its memory is the caller's alone. */
export async function readBytes(
  file: FileSource,
  position: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length)
  await file.readInto(position, bytes)
  return bytes
}

interface Read {
  readonly path: string
  readonly position: number
  readonly target: Uint8Array
}

async function readInto(handle: FileHandle, { path, position, target }: Read): Promise<void> {
  for (let done = 0; done < target.length; ) {
    const length = Math.min(target.length - done, LARGEST_READ)
    const { bytesRead } = await attempt(path, () =>
      handle.read(target, done, length, position + done),
    )
    if (bytesRead === 0)
      throw unreadable(path, `it ends at byte ${position + done}; was it changed while being read?`)
    done += bytesRead
  }
}

async function attempt<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof FlagreelError) throw error
    if (isMissing(error))
      throw new FlagreelError('not-found', `${path} does not exist.`, { cause: error })
    throw unreadable(path, reasonOf(error), error)
  }
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false
  return error.code === 'ENOENT' || error.code === 'ENOTDIR'
}

function unreadable(path: string, reason: string, cause?: unknown): FlagreelError {
  return new FlagreelError('unreadable', `${path} cannot be read: ${reason}.`, { cause })
}
