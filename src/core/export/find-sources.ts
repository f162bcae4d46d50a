import { stat } from 'node:fs/promises'
import { FlagreelError, isAbort, reasonOf } from '#contract/errors.ts'
import { hashFile } from '#core/files/hash-file.ts'
import type { MediaInfo } from '#core/media/probe-report.ts'
import type { Rational } from '#core/media/rational.ts'
import type { ExportSource, FileFacts, MediaFacts } from './lists/export-source.ts'
import { frameRateOf } from './lists/frame-rate.ts'
import type { FileState, KnownFile, SourceStore } from './source-store.ts'

/** The clock of a scanned video. */
export interface SourceClock {
  readonly timeBase: Rational
  readonly firstPts: number
  readonly endPts: number
  readonly frames: number
  /** Of every decoded frame; undefined where they were not kept. */
  readonly framePts: () => readonly number[] | undefined
}

/** What is known of the videos; core/app supplies it. */
export interface SourcePorts {
  /** Throws when the video has no features. */
  readonly clockOf: (contentId: string) => SourceClock
  /** Size of a content. */
  readonly bytesOf: (contentId: string) => number
  /** The file at a path is another than the one that was scanned, by size and time of change. */
  readonly isReplaced: (path: string) => boolean
  readonly probe: (path: string, signal: AbortSignal) => Promise<MediaInfo>
  readonly store: SourceStore
}

export interface SourceTarget {
  readonly contentId: string
  readonly path: string
}

interface Work {
  readonly signal: AbortSignal
  /** Bytes of files that were not read before. */
  readonly onProgress: (done: number, total: number) => void
}

interface Looked extends SourceTarget {
  readonly state: ExportSource['state']
  readonly problem: string | null
  readonly found: FileState | null
  readonly known: KnownFile | undefined
}

/**
 * The videos of an export. Files that were not read before, or changed since, are read whole for their hash. One that is not
 * there, as on a drive that is away, is told as such: its flags can be exported all the same.
 */
export async function findSources(
  targets: readonly SourceTarget[],
  ports: SourcePorts,
  { signal, onProgress }: Work,
): Promise<ReadonlyMap<string, ExportSource>> {
  const looked: Looked[] = []
  for (const target of targets) {
    signal.throwIfAborted()
    looked.push(await look(target, ports))
  }
  const unread = looked.filter(({ found, known }) => found && !known)
  const total = unread.reduce((sum, { found }) => sum + (found?.bytes ?? 0), 0)
  let done = 0
  const onBytes = (bytes: number) => {
    done += bytes
    onProgress(done, total)
  }
  const sources = new Map<string, ExportSource>()
  for (const each of looked) {
    signal.throwIfAborted()
    sources.set(each.contentId, await sourceOf(each, ports, { signal, onBytes }))
  }
  return sources
}

async function look(target: SourceTarget, { isReplaced, store }: SourcePorts): Promise<Looked> {
  const { path } = target
  const nothing = { ...target, found: null, known: undefined }
  try {
    const status = await stat(path)
    if (!status.isFile())
      return { ...nothing, state: 'changed', problem: 'It is no file any more.' }
    if (isReplaced(path)) return { ...nothing, state: 'changed', problem: CHANGED }
    const found = { path, bytes: status.size, mtimeMs: status.mtimeMs }
    return { ...target, state: 'present', problem: null, found, known: store.file(found) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const isGone = code === 'ENOENT' || code === 'ENOTDIR'
    const problem = isGone ? 'The file is not there.' : reasonOf(error)
    return { ...nothing, state: isGone ? 'missing' : 'unreadable', problem }
  }
}

export const CHANGED =
  'The file is not the one that was scanned, by its size or time of change: scan it again.'

interface Reading {
  readonly signal: AbortSignal
  readonly onBytes: (bytes: number) => void
}

async function sourceOf(
  looked: Looked,
  ports: SourcePorts,
  reading: Reading,
): Promise<ExportSource> {
  const { contentId, path } = looked
  const { framePts, ...clock } = ports.clockOf(contentId)
  const rate = ports.store.frameRate(contentId, () =>
    frameRateOf({ ...clock, framePts: framePts() }),
  )
  const of = { contentId, path, bytes: ports.bytesOf(contentId), ...clock, ...rate }
  return { ...of, ...(await fileOf(looked, ports, reading)) }
}

type OfFile = Pick<ExportSource, 'state' | 'problem' | 'file' | 'media'>

async function fileOf(looked: Looked, ports: SourcePorts, reading: Reading): Promise<OfFile> {
  const { found, known, state, problem } = looked
  if (!found) return { state, problem, file: null, media: null }
  if (known?.media) return { state, problem, file: fileFacts(found, known), media: known.media }
  try {
    const hashed = known ?? (await hash(found, reading))
    if (!hashed) return { state: 'changed', problem: CHANGED, file: null, media: null }
    const probed = await probe(found.path, ports, reading.signal)
    const facts: KnownFile = { ...hashed, media: probed.media }
    ports.store.putFile(found, facts)
    return { state, ...probed, file: fileFacts(found, facts) }
  } catch (error) {
    if (isAbort(error)) throw error
    const isGone = error instanceof FlagreelError && error.code === 'not-found'
    const reason = reasonOf(error)
    return { state: isGone ? 'missing' : 'unreadable', problem: reason, file: null, media: null }
  }
}

/** Undefined when it was written to meanwhile. */
async function hash(found: FileState, reading: Reading) {
  const { sha256 } = await hashFile(found.path, reading)
  const after = await stat(found.path)
  const isSame = after.size === found.bytes && after.mtimeMs === found.mtimeMs
  return isSame ? { sha256, hashedAt: Date.now() } : undefined
}

function fileFacts({ mtimeMs }: FileState, { sha256, hashedAt }: KnownFile): FileFacts {
  return { modifiedAt: mtimeMs, sha256, hashedAt }
}

async function probe(
  path: string,
  ports: SourcePorts,
  signal: AbortSignal,
): Promise<{ readonly media: MediaFacts | null; readonly problem: string | null }> {
  try {
    const { startTimeSec, timecode, video, audio } = await ports.probe(path, signal)
    const media: MediaFacts = {
      startMicroseconds: Math.round(startTimeSec * 1_000_000),
      timecode: timecode ?? null,
      width: video.width,
      height: video.height,
      audio: audio ? { channels: audio.channels, sampleRate: audio.sampleRate } : null,
    }
    return { media, problem: null }
  } catch (error) {
    if (isAbort(error)) throw error
    const problem = `Its start timecode is not known: ${reasonOf(error)}`
    return { media: null, problem }
  }
}
