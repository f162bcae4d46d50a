import { constants } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { playlistIn } from './formats.ts'

/** A path as it appears in messages: control characters and quotes cannot break out. */
export function quoted(path: string): string {
  return JSON.stringify(path)
}

/**
 * The absolute path of a regular, readable, non-empty file that is no playlist. Anything else never reaches ffmpeg:
 * opening a FIFO or a device could block for ever or have effects.
 */
export async function checkMediaFile(path: string): Promise<string> {
  if (path === '' || path.includes('\0')) {
    throw new FlagreelError('bad-argument', `${quoted(path)} is not a path.`)
  }
  const absolute = resolve(path)
  const status = await stat(absolute).catch((error: unknown) =>
    throwForSystemError(absolute, error),
  )
  if (!status.isFile()) {
    const kind = status.isDirectory() ? 'a folder' : 'a pipe, socket or device'
    throw new FlagreelError('bad-media', `${quoted(absolute)} is ${kind}, not a video file.`)
  }
  if (status.size === 0) throw badMedia(absolute, 'is empty (0 bytes)')
  const playlist = playlistIn(await readHead(absolute))
  if (playlist) {
    throw badMedia(absolute, `is ${playlist}, which names other files or addresses, not a video`)
  }
  return absolute
}

export function badMedia(path: string, reason: string, hint?: string): FlagreelError {
  return new FlagreelError('bad-media', `${quoted(path)} ${reason}.`, hint ? { hint } : {})
}

async function readHead(path: string): Promise<Uint8Array> {
  try {
    // Non-blocking, should the file have become a FIFO meanwhile.
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2048), 0, 2048, 0)
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    return throwForSystemError(path, error)
  }
}

function throwForSystemError(path: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(code)) {
    throw new FlagreelError('not-found', `${quoted(path)} is not there (${code}).`, {
      hint: 'It may have been moved, renamed or be on a drive that is not connected.',
      cause: error,
    })
  }
  throw new FlagreelError('unreadable', `${quoted(path)} cannot be read: ${reasonOf(error)}`, {
    hint: 'Check its permissions and the drive that it is on.',
    cause: error,
  })
}
