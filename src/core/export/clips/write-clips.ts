import { createHash } from 'node:crypto'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FlagreelError, isAbort, reasonOf, toWireError } from '#contract/errors.ts'
import { CHANGED } from '#core/export/find-sources.ts'
import { nameKey } from '#core/export/safe-name.ts'
import { makeWorkFolder, removeLeftovers, removeWorkFolder } from '#core/export/work-folder.ts'
import { hashFile } from '#core/files/hash-file.ts'
import { flushFile, publish } from '#core/files/publish.ts'
import { checkMediaFile } from '#core/media/media-file.ts'
import { throwIfCancelled } from '#core/media/run-tool.ts'
import type { MediaTools } from '#core/media/tools.ts'
import { namesFor } from './clip-name.ts'
import type { ClipBatch, ClipOutcome, ClipPlan, ClipProgress, MadeClip } from './clip-types.ts'
import { filtersSeeMuxerTimes, findEncoder } from './ffmpeg-abilities.ts'
import { addToJournal, isWhole, type JournalEntry, readJournal } from './journal.ts'
import { type Abilities, type CutClip, labelOf, makeClip } from './make-clip.ts'
import { bytesFor, freeIn } from './plan-clips.ts'

type Tools = Pick<MediaTools, 'ffmpeg' | 'ffprobe' | 'ffmpegVersion'>

export interface WriteOptions {
  readonly tools: Tools
  readonly signal: AbortSignal
  /** The file at a path is not the content that the flags are of any more. */
  readonly isReplaced: (path: string) => boolean
  readonly onProgress: (progress: ClipProgress) => void
}

/**
 * Writes the clips of a batch one after another, each whole or not at all, and never over a file that is there. What an
 * earlier run finished is kept, so a batch that was stopped is continued by planning and writing it again. A clip that
 * fails is an outcome, and the others are made.
 *
 * Errors: 'disk' before anything is written when the space does not suffice; 'missing-tool'; 'cancelled', after which
 * finished clips stay and nothing else.
 */
export async function writeClips(batch: ClipBatch, how: WriteOptions): Promise<ClipOutcome[]> {
  const { clips, options } = batch
  const { folder } = options
  await freeIn(folder)
  await removeLeftovers(folder)
  const abilities = await abilitiesFor(batch, how)
  const kept = await findKept(batch, how)
  await checkSpace(
    folder,
    clips.filter((_, index) => kept[index] === undefined),
  )
  const work = await makeWorkFolder(folder)
  const names = new Set((await readdir(folder)).map(nameKey))
  const report = progressOf(clips, how.onProgress)
  try {
    const outcomes: ClipOutcome[] = []
    for (const [index, plan] of clips.entries()) {
      throwIfCancelled(how.signal)
      report(index, 0)
      const entry = kept[index]
      const desk = { plan, folder, work, names, onFraction: (done: number) => report(index, done) }
      outcomes.push(
        entry ? keep(plan, entry, folder) : await attempt({ ...desk, ...abilities }, how),
      )
      report(index, 1)
    }
    return outcomes
  } finally {
    await removeWorkFolder(work)
  }
}

async function abilitiesFor(
  { options }: ClipBatch,
  { tools, signal }: WriteOptions,
): Promise<Abilities> {
  return {
    encoder: options.mode === 'exact' ? await findEncoder(tools, signal) : undefined,
    filtersSeeMuxerTimes: await filtersSeeMuxerTimes(tools, signal),
  }
}

/** For each clip, the entry of an earlier run that made the same one and whose file is still there as it was made. */
async function findKept({ clips, options }: ClipBatch, { tools, signal }: WriteOptions) {
  const entries = await readJournal(options.folder)
  const taken = new Set<string>()
  const kept: (JournalEntry | undefined)[] = []
  for (const plan of clips) {
    const key = planKey(plan, tools)
    let found: JournalEntry | undefined
    for (const entry of entries.filter((one) => one.key === key && !taken.has(one.name)))
      if (found === undefined && (await isWhole(options.folder, entry, signal))) found = entry
    if (found) taken.add(found.name)
    kept.push(found)
  }
  return kept
}

/** The same for clips with the same bytes to be: content, range, name, form, and what makes them. */
function planKey(plan: ClipPlan, { ffmpegVersion }: Tools): string {
  const { source, mode, stem, extension, parts } = plan
  const { contentId } = source
  const facts = [contentId, mode, stem, extension, parts, labelOf(plan), ffmpegVersion, RECIPE]
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex')
}

/** Counts up when clips are made in another way. */
const RECIPE = 2

interface Desk extends Abilities {
  readonly plan: ClipPlan
  readonly folder: string
  readonly work: string
  /** Of everything in the folder, as `nameKey`s: it may be copied to where letter case does not count. */
  readonly names: Set<string>
  readonly onFraction: (fraction: number) => void
}

async function attempt(desk: Desk, how: WriteOptions): Promise<ClipOutcome> {
  const { plan, folder } = desk
  const work = join(desk.work, 'clip')
  try {
    const { path } = plan.source.info
    await checkMediaFile(path)
    refuseReplaced(path, how)
    await checkSpace(folder, [plan])
    await mkdir(work)
    const clip = await makeClip(plan, { ...desk, ...how, work })
    // Before the journal takes it for a clip of this content.
    refuseReplaced(path, how)
    return await finish(clip, desk, how)
  } catch (error) {
    if (isAbort(error)) throw error
    return { state: 'failed', plan, error: toWireError(named(error, folder)) }
  } finally {
    // What the next clip needs is the space.
    await rm(work, { recursive: true, force: true })
  }
}

function refuseReplaced(path: string, { isReplaced }: WriteOptions): void {
  if (isReplaced(path)) throw new FlagreelError('bad-media', CHANGED)
}

/** What the system says of a file is a problem of the disk. */
function named(error: unknown, folder: string): unknown {
  const isSystem = error instanceof Error && 'syscall' in error
  if (!isSystem) return error
  return new FlagreelError('disk', `A clip could not be written to ${folder}: ${reasonOf(error)}`, {
    cause: error,
  })
}

/** Records the clip, then gives it the first of its names that is free. */
async function finish(
  { file, parts, runs, frames }: CutClip,
  desk: Desk,
  how: WriteOptions,
): Promise<MadeClip> {
  const { plan, folder, names } = desk
  const { ffmpegVersion } = how.tools
  await flushFile(file)
  const { size: bytes } = await stat(file)
  const { sha256 } = await hashFile(file, how)
  const key = planKey(plan, how.tools)
  const candidates = namesFor(plan)
  for (;;) {
    const name = candidates.next().value
    const path = join(folder, name)
    if (names.has(nameKey(name))) continue
    const facts = { frames, parts, runs: placeholders(runs, plan, file), ffmpegVersion }
    const entry = { key, name, bytes, sha256, ...facts }
    await addToJournal(folder, entry)
    names.add(nameKey(name))
    if (!(await publish(file, path))) continue
    return { ...keep(plan, entry, folder), state: 'made' }
  }
}

function keep(plan: ClipPlan, entry: JournalEntry, folder: string): MadeClip {
  const { key: _, name, ...facts } = entry
  const path = join(folder, name)
  const named: Record<string, string> = {
    [SOURCE]: `file:${plan.source.info.path}`,
    [CLIP]: `file:${path}`,
  }
  const runs = entry.runs.map((args) => args.map((arg) => named[arg] ?? arg))
  return { state: 'kept', path, plan, ...facts, runs }
}

const SOURCE = '{source}'
const CLIP = '{clip}'

/** The journal lies beside clips that are handed on: it tells nothing of where things were. */
function placeholders(runs: CutClip['runs'], { source }: ClipPlan, file: string): string[][] {
  return runs.map((args) =>
    args.map((arg) => {
      if (arg === `file:${source.info.path}`) return SOURCE
      return arg === `file:${file}` ? CLIP : arg.replace(/^file:.*[\\/]/s, 'file:')
    }),
  )
}

/** Throws `disk` when clips need more than there is. */
async function checkSpace(folder: string, clips: readonly ClipPlan[]): Promise<void> {
  const [needed, free] = [bytesFor(clips), await freeIn(folder)]
  if (needed <= free) return
  const mega = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`
  throw new FlagreelError(
    'disk',
    `${folder} has ${mega(free)} free, and the clips may need ${mega(needed)}.`,
    { hint: 'Free some space, choose a folder on another disk, or export fewer clips.' },
  )
}

function progressOf(clips: readonly ClipPlan[], onProgress: WriteOptions['onProgress']) {
  const total = clips.reduce((sum, { seconds }) => sum + seconds, 0)
  return (index: number, fraction: number) => {
    const before = clips.slice(0, index).reduce((sum, { seconds }) => sum + seconds, 0)
    const done = before + fraction * (clips[index]?.seconds ?? 0)
    onProgress({ index, clips: clips.length, fraction, overall: total > 0 ? done / total : 1 })
  }
}
