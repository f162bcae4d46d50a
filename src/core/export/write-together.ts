import { open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { type Manifest, manifestName } from '#contract/manifest.ts'
import { writeFileAtomically } from '#core/files/file-sink.ts'
import { hashFile } from '#core/files/hash-file.ts'
import { parseManifest } from './manifest/verify-manifest.ts'

export interface ExportFile {
  readonly name: string
  /** What it holds, or where that lies whole on the same disk, to be moved. */
  readonly content: Uint8Array | { readonly path: string }
}

interface Export {
  /** Where the export was asked to go: its folder is that of all files. */
  readonly out: string
  readonly files: readonly ExportFile[]
  readonly manifest: Uint8Array
  /** Replace what is at `out`, and what the export there left beside it. */
  readonly overwrite: boolean
}

/**
 * Writes the files of an export, each whole or not at all, and its manifest last: where that is, everything that it names is.
 * Nothing is replaced unasked, and never a file that is of no export there. Throws `bad-argument` when one exists,
 * `not-found` without the folder, `disk`.
 */
export async function writeTogether({ out, files, manifest, overwrite }: Export): Promise<void> {
  const folder = dirname(out)
  const manifestPath = join(folder, manifestName(basename(out)))
  const paths = files.map(({ name }) => join(folder, name))
  const old = overwrite ? await outputsAt(manifestPath) : null
  const replaceable = new Set([
    ...(overwrite ? [out] : []),
    ...(old ? [manifestPath, ...old.map(({ name }) => join(folder, name))] : []),
  ])
  const reserved: string[] = []
  try {
    for (const path of [...paths, manifestPath])
      if (replaceable.has(path)) await refuseOther(path)
      else {
        await reserve(path)
        reserved.push(path)
      }
    // From here on it would tell of files that are not there any more.
    await rm(manifestPath, { force: true })
    for (const [index, { content }] of files.entries()) await put(paths[index]!, content)
    for (const each of old ?? []) await removeStale(folder, each, paths)
    await put(manifestPath, manifest)
  } catch (error) {
    for (const path of reserved) await rm(path, { force: true })
    throw error
  }
}

async function put(path: string, content: ExportFile['content']): Promise<void> {
  if (content instanceof Uint8Array) await writeFileAtomically(path, (sink) => sink.write(content))
  else await rename(content.path, path)
}

/** Writes the manifest of an export that is there, as `NAME-2.manifest.json` where there is one; returns its path. */
export async function putNew(folder: string, name: string, manifest: Uint8Array): Promise<string> {
  for (let count = 1; ; count++) {
    const path = join(folder, manifestName(count === 1 ? name : `${name}-${count}`))
    try {
      await (await open(path, 'wx')).close()
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue
      throw reserveError(path, cause)
    }
    try {
      await put(path, manifest)
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
    return path
  }
}

/** Before the work on an export: that it will not end at a name that is taken. Throws as `writeTogether` does. */
export async function refuseTaken(out: string, overwrite: boolean): Promise<void> {
  const folder = dirname(out)
  if (!(await exists(folder)))
    throw new FlagreelError('not-found', `The folder ${folder} does not exist.`)
  for (const path of [out, join(folder, manifestName(basename(out)))])
    if (!overwrite && (await exists(path))) throw takenError(path)
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

type Outputs = Manifest['outputs']

/**
 * What the manifest at a path lists, which may be replaced with it; null where there is none. Throws `bad-argument` for a
 * file there that is no manifest of ours.
 */
async function outputsAt(manifestPath: string): Promise<Outputs | null> {
  const bytes = await readFile(manifestPath).catch(() => undefined)
  if (!bytes) return null
  // Empty: an export that ended before it was finished.
  return bytes.length === 0 ? [] : parseManifest(manifestPath, bytes).outputs
}

/** A file of the export that was replaced, which no manifest names any more; one that was changed since is a person's. */
async function removeStale(
  folder: string,
  { name, sha256 }: Outputs[number],
  written: readonly string[],
): Promise<void> {
  const path = join(folder, name)
  if (written.includes(path)) return
  const found = await hashFile(path).catch(() => undefined)
  if (found?.sha256 === sha256) await rm(path, { force: true })
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

function takenError(path: string, cause?: unknown): FlagreelError {
  return new FlagreelError('bad-argument', `${path} exists.`, {
    hint: 'Choose another name, or replace an export with --overwrite.',
    cause,
  })
}

function reserveError(path: string, cause: unknown): FlagreelError {
  const { code } = cause as NodeJS.ErrnoException
  if (code === 'EEXIST') return takenError(path, cause)
  if (code === 'ENOENT')
    return new FlagreelError('not-found', `The folder ${dirname(path)} does not exist.`, { cause })
  return new FlagreelError('disk', `${path} cannot be written: ${reasonOf(cause)}`, { cause })
}
