import { createHash } from 'node:crypto'
import { readFile, realpath } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import { FlagreelError, isAbort, reasonOf } from '#contract/errors.ts'
import {
  type ExportCheck,
  type ExportVerification,
  type Manifest,
  manifestSchema,
} from '#contract/manifest.ts'
import { openFile } from '#core/files/file-source.ts'
import { hashFile } from '#core/files/hash-file.ts'

export interface VerifyOptions {
  readonly signal: AbortSignal
  /** Leave out the videos, which take longest to read. */
  readonly outputsOnly: boolean
  /** Whether the library has written a manifest with this SHA-256. */
  readonly isRecorded: (sha256: string) => boolean
  /** Whether the library has written a manifest to this real path. */
  readonly isPlace: (path: string) => boolean
  /** Whether the library has a video at this very path; nothing is opened. */
  readonly isKnown: (path: string) => boolean
  readonly onProgress: (done: number, total: number) => void
}

/** Reads everything that a manifest names and compares it. Throws when the manifest itself cannot be read. */
export async function verifyManifest(
  path: string,
  options: VerifyOptions,
): Promise<ExportVerification> {
  const absolute = resolve(path)
  const bytes = await readManifest(absolute)
  const manifest = parseManifest(absolute, bytes)
  if (manifest.unfinished)
    throw new FlagreelError('bad-argument', `${absolute} is of an export that was not finished.`, {
      hint: 'Export again, with --overwrite.',
    })
  const targets = targetsOf(absolute, manifest, options)
  const total = targets.reduce((sum, { expected }) => sum + (expected?.bytes ?? 0), 0)
  const place = await realpath(absolute)
  const checks = [manifestCheck({ path: absolute, bytes, place }, options)]
  let done = 0
  for (const target of targets) {
    const before = done
    const onBytes = (part: number) => {
      done += part
      options.onProgress(done, total)
    }
    checks.push(await check(target, { signal: options.signal, onBytes }))
    done = before + (target.expected?.bytes ?? 0)
  }
  const ok = checks.every(({ state }) => state === 'same' || state === 'unrecorded')
  const { createdAt, operator } = manifest
  return { manifest: absolute, ok, createdAt, operator, checks }
}

async function readManifest(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    const isGone = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new FlagreelError(
      isGone ? 'not-found' : 'unreadable',
      isGone ? `${path} is not there.` : `${path} cannot be read: ${reasonOf(cause)}`,
      { hint: 'Name the file that ends with .manifest.json, beside the export.', cause },
    )
  }
}

/** Throws `bad-argument` for what is no manifest of this version. */
export function parseManifest(path: string, bytes: Uint8Array): Manifest {
  const problem = (reason: string, cause?: unknown) =>
    new FlagreelError('bad-argument', `${path} is no manifest of an export: ${reason}`, {
      cause,
    })
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(bytes))
  } catch (cause) {
    throw problem(`it is no JSON (${reasonOf(cause)}).`, cause)
  }
  const parsed = manifestSchema.safeParse(json)
  if (!parsed.success) throw problem(z.prettifyError(parsed.error))
  const odd = parsed.data.outputs.find(({ name }) => name !== basename(name) || name === '..')
  if (odd) throw problem(`its output ${JSON.stringify(odd.name)} is no name of a file beside it.`)
  return parsed.data
}

interface Target {
  readonly kind: 'output' | 'source'
  readonly path: string
  /** null: nothing was recorded, for this reason. */
  readonly expected: { readonly bytes: number; readonly sha256: string } | null
  readonly problem: string | null
  readonly isElsewhere?: boolean
}

function targetsOf(
  path: string,
  { outputs, sources }: Manifest,
  { outputsOnly, isKnown }: VerifyOptions,
): Target[] {
  const folder = dirname(path)
  return [
    ...outputs.map(({ name, bytes, sha256 }) => ({
      kind: 'output' as const,
      path: join(folder, name),
      expected: { bytes, sha256 },
      problem: null,
    })),
    ...(outputsOnly ? [] : sources).map(({ file, bytes, sha256, problem }) => {
      const expected = sha256 === null ? null : { bytes, sha256 }
      const isElsewhere = !isLocalPath(file) && !isKnown(file)
      return { kind: 'source' as const, path: file, expected, problem, isElsewhere }
    }),
  ]
}

/**
 * A manifest may come from anybody: Windows would send the user's name and a hash of the password to whatever machine a
 * path names, and a path that is not whole leads to wherever the command runs.
 */
function isLocalPath(path: string): boolean {
  return isAbsolute(path) && !/^[\\/]{2}/.test(path)
}

const ELSEWHERE =
  'It is on another machine or no whole path, where only videos of this library are opened.'

function manifestCheck(
  { path, bytes, place }: ManifestFile,
  { isRecorded, isPlace }: VerifyOptions,
): ExportCheck {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const found = { bytes: bytes.length, sha256 }
  const facts = { kind: 'manifest' as const, path, expected: null, found }
  if (isRecorded(sha256)) return { ...facts, state: 'same', detail: 'This library wrote it so.' }
  if (isPlace(place))
    return {
      ...facts,
      state: 'different',
      detail: 'This library wrote another one to this place: it was changed since, or replaced.',
    }
  return {
    ...facts,
    state: 'unrecorded',
    detail: 'This library has no export with it: whether it was changed cannot be told.',
  }
}

interface ManifestFile {
  readonly path: string
  readonly bytes: Uint8Array
  /** Its real path. */
  readonly place: string
}

interface Reading {
  readonly signal: AbortSignal
  readonly onBytes: (bytes: number) => void
}

async function check(
  { kind, path, expected, problem, isElsewhere }: Target,
  reading: Reading,
): Promise<ExportCheck> {
  if (!expected) {
    const detail = `Nothing was recorded: ${problem ?? 'it has no hash.'}`
    return { kind, path, state: 'unrecorded', expected, found: null, detail }
  }
  if (isElsewhere)
    return { kind, path, state: 'unreadable', expected, found: null, detail: ELSEWHERE }
  try {
    const size = await sizeOf(path)
    if (size !== expected.bytes) {
      const found = { bytes: size, sha256: null }
      const detail = `It has ${size} bytes, not ${expected.bytes}.`
      return { kind, path, state: 'different', expected, found, detail }
    }
    const found = await hashFile(path, reading)
    const isSame = found.sha256 === expected.sha256
    const detail = isSame ? '' : 'Its content has changed: the SHA-256 differs.'
    return { kind, path, state: isSame ? 'same' : 'different', expected, found, detail }
  } catch (error) {
    if (isAbort(error)) throw error
    const isGone = error instanceof FlagreelError && error.code === 'not-found'
    const detail = reasonOf(error)
    return { kind, path, state: isGone ? 'missing' : 'unreadable', expected, found: null, detail }
  }
}

async function sizeOf(path: string): Promise<number> {
  const file = await openFile(path)
  await file.close()
  return file.size
}
