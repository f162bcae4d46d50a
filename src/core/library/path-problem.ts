import { isUtf8 } from 'node:buffer'
import { reasonOf, type WireError } from '#contract/errors.ts'

/** A path that was asked for, or looked like video, and cannot be taken. */
export interface PathProblem {
  readonly kind: 'problem'
  /** Absolute; bytes that are no text are written as \xNN. */
  readonly path: string
  readonly error: WireError
}

/** What the file system said about a path, in words. */
export function pathProblem(path: string, cause: unknown): PathProblem {
  const systemCode = systemCodeOf(cause) ?? ''
  const [code, meaning] = MEANINGS[systemCode] ?? ['unreadable', 'cannot be read']
  return {
    kind: 'problem',
    path,
    error: { code, message: `${path} ${meaning} (${reasonOf(cause)}).` },
  }
}

export function notAFile(path: string): PathProblem {
  const message = `${path} is neither a file nor a folder but a pipe, a socket or a device.`
  return { kind: 'problem', path, error: { code: 'unreadable', message } }
}

export function nameIsNoText(path: string): PathProblem {
  const message = `${path} has a name that is not valid UTF-8, so it cannot be kept in the library.`
  const hint = 'Rename it and scan the folder again.'
  return { kind: 'problem', path, error: { code: 'unreadable', message, hint } }
}

/** True for a path that leads nowhere (any more). */
export function isGone(cause: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP'].includes(systemCodeOf(cause) ?? '')
}

/** A file name as text, bytes that are not UTF-8 as \xNN. */
export function printableName(name: Buffer): string {
  if (isUtf8(name)) return name.toString('utf8')
  return Array.from(name.toString('latin1'), (char) =>
    char < '\x80' ? char : `\\x${char.charCodeAt(0).toString(16)}`,
  ).join('')
}

const MEANINGS: Readonly<Record<string, readonly [WireError['code'], string]>> = {
  ENOENT: ['not-found', 'does not exist'],
  ENOTDIR: ['not-found', 'does not exist'],
  ELOOP: ['unreadable', 'is a symbolic link that leads back to itself'],
  EACCES: ['unreadable', 'may not be read: permission denied'],
  EPERM: ['unreadable', 'may not be read: permission denied'],
  EIO: ['unreadable', 'cannot be read: the drive failed'],
}

function systemCodeOf(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined
  return String(cause.code)
}
