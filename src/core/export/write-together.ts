import { lstat, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FlagreelError } from '#contract/errors.ts'
import { type Manifest, manifestName } from '#contract/manifest.ts'
import { writeFileAtomically, writeNewFile } from '#core/files/file-sink.ts'
import { hashFile } from '#core/files/hash-file.ts'
import { publish } from '#core/files/publish.ts'
import { parseManifest } from './manifest/verify-manifest.ts'
import { isPartName } from './part-names.ts'

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
 * Writes the files of an export, each whole or not at all, and its manifest last; until then a manifest that says so lies
 * in its place, by which another try may replace what a killed one left. Nothing is replaced unasked, and never a file that
 * is of no export there. Throws `bad-argument` when one exists, `not-found` without the folder, `disk`.
 */
export async function writeTogether({ out, files, manifest, overwrite }: Export): Promise<void> {
  const folder = dirname(out)
  const manifestPath = join(folder, manifestName(basename(out)))
  const paths = files.map(({ name }) => join(folder, name))
  const old = overwrite ? await outputsAt(manifestPath) : null
  await refuseNoFolder(folder)
  const replaceable = new Set([
    ...(overwrite ? [out] : []),
    ...(old ? [manifestPath, ...old.map(({ name }) => join(folder, name))] : []),
  ])
  for (const path of [...paths, manifestPath])
    if (replaceable.has(path)) await refuseOther(path)
    else await refuseExisting(path)
  const made: string[] = []
  const put = async (path: string, content: ExportFile['content']) => {
    if (replaceable.has(path)) return replace(path, content)
    if (!(await putNewFile(path, content))) throw takenError(path)
    made.push(path)
  }
  try {
    await put(manifestPath, unfinished(manifest, old ?? []))
    for (const [index, { content }] of files.entries()) await put(paths[index]!, content)
    for (const each of old ?? []) await removeStale(out, each, paths)
    await replace(manifestPath, manifest)
  } catch (error) {
    for (const path of made) await rm(path, { force: true })
    throw error
  }
}

/** What the manifest of an export is while its files are written: with those of an earlier one that are still there. */
function unfinished(manifest: Uint8Array, old: Outputs): Uint8Array {
  const document = JSON.parse(new TextDecoder().decode(manifest)) as Manifest
  const names = new Set(document.outputs.map(({ name }) => name))
  const outputs = [...document.outputs, ...old.filter(({ name }) => !names.has(name))]
  return new TextEncoder().encode(JSON.stringify({ ...document, outputs, unfinished: true }))
}

async function replace(path: string, content: ExportFile['content']): Promise<void> {
  if (content instanceof Uint8Array) await writeFileAtomically(path, (sink) => sink.write(content))
  else await rename(content.path, path)
}

/** False when there is a file of that name. */
function putNewFile(path: string, content: ExportFile['content']): Promise<boolean> {
  return content instanceof Uint8Array
    ? writeNewFile(path, (sink) => sink.write(content))
    : publish(content.path, path)
}

/** Writes the manifest of an export that is there, as `NAME-2.manifest.json` where there is one; returns its path. */
export async function putNew(folder: string, name: string, manifest: Uint8Array): Promise<string> {
  for (let count = 1; ; count++) {
    const path = join(folder, manifestName(count === 1 ? name : `${name}-${count}`))
    if (await putNewFile(path, manifest)) return path
  }
}

/** Before the work on an export: that it will not end at a name that is taken. Throws as `writeTogether` does. */
export async function refuseTaken(out: string, overwrite: boolean): Promise<void> {
  const folder = dirname(out)
  await refuseNoFolder(folder)
  for (const path of [out, join(folder, manifestName(basename(out)))])
    if (!overwrite) await refuseExisting(path)
}

async function refuseNoFolder(folder: string): Promise<void> {
  if (!(await exists(folder)))
    throw new FlagreelError('not-found', `The folder ${folder} does not exist.`)
}

async function refuseExisting(path: string): Promise<void> {
  if (await exists(path)) throw takenError(path)
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined
}

type Outputs = Manifest['outputs']

/**
 * What the manifest at a path lists, which may be replaced with it; null where there is none. Throws `bad-argument` for a
 * file there that is no manifest of ours.
 */
async function outputsAt(manifestPath: string): Promise<Outputs | null> {
  const bytes = await readFile(manifestPath).catch(() => undefined)
  return bytes ? parseManifest(manifestPath, bytes).outputs : null
}

/**
 * A part of the export that was replaced, which no manifest names any more; one that was changed since is a person's, and
 * whatever else a manifest from elsewhere names is not touched.
 */
async function removeStale(
  out: string,
  { name, sha256 }: Outputs[number],
  written: readonly string[],
): Promise<void> {
  const path = join(dirname(out), name)
  if (written.includes(path) || !isPartName(name, basename(out))) return
  const found = await hashFile(path).catch(() => undefined)
  if (found?.sha256 === sha256) await rm(path, { force: true })
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

function takenError(path: string): FlagreelError {
  return new FlagreelError('bad-argument', `${path} exists.`, {
    hint: 'Choose another name, or replace an export with --overwrite.',
  })
}
