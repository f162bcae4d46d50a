import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FlagreelError, reasonOf } from '#contract/errors.ts'

interface WriteOptions {
  /** Replace a file that exists. */
  readonly overwrite: boolean
}

/** Writes a file whole or not at all: a temporary name beside it, synced, then renamed. Throws `bad-argument`, `disk`. */
export async function writeWholeFile(
  path: string,
  text: string,
  { overwrite }: WriteOptions,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.part`)
  try {
    await writeSynced(temporary, text)
    if (!overwrite) await reserve(path)
    await rename(temporary, path)
  } catch (cause) {
    throw writeError(path, cause)
  } finally {
    await rm(temporary, { force: true }).catch(() => {}) // best effort: the true cause is already thrown
  }
}

/** Takes the name, or throws EEXIST: between a look and a rename another program could have made the file. */
async function reserve(path: string): Promise<void> {
  const file = await open(path, 'wx')
  await file.close()
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

function writeError(path: string, cause: unknown): FlagreelError {
  const code = (cause as NodeJS.ErrnoException).code
  if (code === 'EEXIST')
    return new FlagreelError('bad-argument', `${path} exists.`, {
      hint: 'Choose another name, or replace it with --overwrite.',
      cause,
    })
  if (code === 'ENOENT')
    return new FlagreelError('not-found', `The folder ${dirname(path)} does not exist.`, { cause })
  return new FlagreelError('disk', `${path} cannot be written: ${reasonOf(cause)}`, { cause })
}
