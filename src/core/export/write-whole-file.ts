import { open, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { writeFileAtomically } from '#core/files/file-sink.ts'

interface WriteOptions {
  /** Replace a file that exists. */
  readonly overwrite: boolean
}

/** Writes a file whole or not at all. Throws `bad-argument` when it exists, `not-found` without its folder, `disk`. */
export async function writeWholeFile(
  path: string,
  text: string,
  { overwrite }: WriteOptions,
): Promise<void> {
  if (overwrite) await refuseOther(path)
  else await reserve(path)
  try {
    await writeFileAtomically(path, (sink) => sink.write(new TextEncoder().encode(text)))
  } catch (error) {
    if (!overwrite) await rm(path, { force: true }) // the empty file that held the name
    throw error
  }
}

/** Takes the name at the moment it is seen to be free: a look and a later rename could overwrite another program's file. */
async function reserve(path: string): Promise<void> {
  try {
    const file = await open(path, 'wx')
    await file.close()
  } catch (cause) {
    throw reserveError(path, cause)
  }
}

/** A rename would put a file in the place of a device or a pipe. */
async function refuseOther(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined || found.isFile()) return
  const what = found.isDirectory() ? 'a folder' : 'a pipe or a device'
  throw new FlagreelError('bad-argument', `${path} is ${what}, not a file to replace.`, {
    hint: 'Name a file with --out.',
  })
}

function reserveError(path: string, cause: unknown): FlagreelError {
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'EEXIST')
    return new FlagreelError('bad-argument', `${path} exists.`, {
      hint: 'Choose another name, or replace it with --overwrite.',
      cause,
    })
  if (code === 'ENOENT')
    return new FlagreelError('not-found', `The folder ${dirname(path)} does not exist.`, { cause })
  return new FlagreelError('disk', `${path} cannot be written: ${reasonOf(cause)}`, { cause })
}
