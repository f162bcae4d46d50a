import { mkdir, rmdir, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { FlagreelError, isAbort, reasonOf } from '#contract/errors.ts'
import { type ClipFailure, type ExportPlan, flagKey, type PlannedClip } from '#contract/export.ts'
import { chosenOptions, type ExportOptions } from '#contract/export-formats.ts'
import type { Manifest } from '#contract/manifest.ts'
import type { FlaggedSegment, SegmentList } from '#contract/results.ts'
import { asNumber } from '#core/media/rational.ts'
import type { MediaTools } from '#core/media/tools.ts'
import { clipStem, namesFor } from './clips/clip-name.ts'
import type {
  ClipBatch,
  ClipOptions,
  ClipPlan,
  ClipRange,
  ClipSource,
  MadeClip,
} from './clips/clip-types.ts'
import { checkTemplate } from './clips/name-template.ts'
import { planClips } from './clips/plan-clips.ts'
import { writeClips } from './clips/write-clips.ts'
import { CHANGED, type SourcePorts } from './find-sources.ts'
import type { Made } from './make-export.ts'
import { nameKey } from './safe-name.ts'

export interface ClipJob {
  readonly list: SegmentList
  readonly options: ExportOptions
  /** Where they go; for a plan, one on the same disk. */
  readonly folder: string
}

export interface ClipDesk {
  readonly tools: () => Promise<MediaTools>
  readonly sources: SourcePorts
  readonly signal: AbortSignal
  readonly onProgress: (step: 'plan' | 'clips', done: number, total: number) => void
  /** Before anything is cut. */
  readonly onPlanned: (clips: readonly ClipPlan[]) => void
}

type Failure = Manifest['failures'][number]

interface Planned {
  readonly batch: ClipBatch
  readonly failures: readonly Failure[]
}

/** What would be cut; nothing is written. Throws what `planClips` throws. */
async function planFlags(job: ClipJob, desk: ClipDesk): Promise<Planned> {
  const { list, folder } = job
  const options = clipOptions(job.options, folder)
  // Without them nothing can be cut: that is no fault of a video.
  const tools = await desk.tools()
  const byContent = Map.groupBy(list.segments, ({ contentId }) => contentId)
  const sources: ClipSource[] = []
  const failures: Failure[] = []
  for (const flags of byContent.values())
    try {
      sources.push(await sourceOf(flags, list, desk))
    } catch (error) {
      if (isAbort(error)) throw error
      failures.push(failureOf(flags[0]!.file, flags, reasonOf(error)))
    }
  const { signal } = desk
  const onPlanned = (done: number, total: number) => desk.onProgress('plan', done, total)
  const batch = await planClips(sources, options, { tools, signal, onPlanned })
  const unplanned = batch.unplanned.map(({ source, ranges, error }) =>
    failureOf(source.info.path, rangesOf(source, ranges), error.message),
  )
  return { batch, failures: [...failures, ...unplanned] }
}

/** The same for a person. The folder need not be there, but what it is to lie in. */
export async function describePlan(job: ClipJob, desk: ClipDesk): Promise<ExportPlan> {
  const isThere = (await stat(job.folder).catch(() => undefined)) !== undefined
  const folder = isThere ? job.folder : dirname(job.folder)
  const { batch, failures } = await planFlags({ ...job, folder }, desk)
  const taken = new Set<string>()
  return {
    model: job.list.model,
    clips: batch.clips.map((plan) => describeClip(plan, taken)),
    failures: failures.map(({ file, message }): ClipFailure => ({ file, message })),
    ...{ neededBytes: batch.neededBytes, freeBytes: batch.freeBytes },
  }
}

function describeClip(plan: ClipPlan, taken: Set<string>): PlannedClip {
  const { source, parts, ranges, seconds, leadInSec, leadOutSec, estimatedBytes: bytes } = plan
  const name = namesFor(plan).find((each) => !taken.has(nameKey(each)))!
  taken.add(nameKey(name))
  const secondsAt = (pts: number) => (pts - source.firstPts) * asNumber(source.info.video.timeBase)
  return {
    file: source.info.path,
    name,
    flags: ranges.length,
    startSec: secondsAt(parts[0]!.actual.startPts),
    endSec: secondsAt(parts.at(-1)!.actual.endPts),
    ...{ seconds, leadInSec, leadOutSec, bytes },
  }
}

/**
 * Cuts the clips into the folder, which is made where its parent is there. What fails is told, and the others are made.
 * Throws when none could be, and what `planClips` and `writeClips` throw.
 */
export async function makeClips(job: ClipJob, desk: ClipDesk): Promise<Made> {
  if (job.list.segments.length === 0)
    throw new FlagreelError('not-found', 'No flag fits this choice: there is nothing to cut.')
  const isNew = await makeFolder(job.folder)
  try {
    return await cutAll(job, desk)
  } catch (error) {
    // Only an empty one goes: finished clips stay.
    if (isNew) await rmdir(job.folder).catch(() => undefined)
    throw error
  }
}

async function cutAll(job: ClipJob, desk: ClipDesk): Promise<Made> {
  const { batch, failures } = await planFlags(job, desk)
  desk.onPlanned(batch.clips)
  const { signal } = desk
  const outcomes = await writeClips(batch, {
    ...{ tools: await desk.tools(), signal, isReplaced: desk.sources.isReplaced },
    onProgress: ({ index, fraction, clips }) => desk.onProgress('clips', index + fraction, clips),
  })
  const made = outcomes.filter((each) => each.state !== 'failed')
  const failed = outcomes.filter((each) => each.state === 'failed')
  const all = [
    ...failures,
    ...failed.map(({ plan: { source, ranges }, error }) =>
      failureOf(source.info.path, rangesOf(source, ranges), error.message),
    ),
  ]
  if (made.length === 0)
    throw new FlagreelError(
      failed[0]?.error.code ?? 'bad-media',
      `No clip could be made. ${all[0]?.message ?? ''}`,
      {
        hint: `It is so for ${all.length === 1 ? 'the only one' : `the first of ${all.length}`}.`,
      },
    )
  const shown = new Set(made.flatMap(({ plan }) => rangesOf(plan.source, plan.ranges).map(flagKey)))
  return {
    files: [],
    outputs: made.map(describeOutput),
    flags: job.list.segments.filter(({ key }) => shown.has(key)),
    failures: all,
    kept: made.filter(({ state }) => state === 'kept').length,
  }
}

/** Returns whether it was not there. */
async function makeFolder(folder: string): Promise<boolean> {
  if (await stat(folder).catch(() => undefined)) return false
  await mkdir(folder).catch((cause) => {
    const isLost = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw isLost
      ? new FlagreelError('not-found', `The folder ${dirname(folder)} does not exist.`, { cause })
      : new FlagreelError('disk', `The folder ${folder} cannot be made: ${reasonOf(cause)}`, {
          cause,
        })
  })
  return true
}

async function sourceOf(
  flags: readonly FlaggedSegment[],
  { model }: SegmentList,
  { sources, signal }: ClipDesk,
): Promise<ClipSource> {
  const { contentId, file } = flags[0]!
  if (sources.isReplaced(file)) throw new FlagreelError('bad-media', CHANGED)
  const { firstPts, endPts, framePts } = sources.clockOf(contentId)
  if (goesBack(framePts() ?? [])) throw new FlagreelError('bad-media', TIMES_GO_BACK)
  return {
    ...{ contentId, firstPts, endPts },
    info: await sources.probe(file, signal),
    ranges: flags.map(clipRange),
    note: model.note ?? undefined,
  }
}

/** As where recordings were put one behind the other with their own times: a range would be of two places. */
function goesBack(pts: readonly number[]): boolean {
  return pts.some((each, index) => index > 0 && each < pts[index - 1]!)
}

const TIMES_GO_BACK =
  'Its time stamps begin anew somewhere, so they do not tell which pictures are meant, and no clip can be cut. Put it into another container first.'

/** A class is named with its own score. */
function clipRange(flag: FlaggedSegment): ClipRange {
  const { startPts, endPts, classScore: score, verdict } = flag
  return { startPts, endPts, class: flag.class, score, verdict }
}

/** Name of the first clip of a list; null of an empty one. Throws `bad-argument` for a template that is none. */
export function firstName(list: SegmentList, given: ExportOptions): string | null {
  const options = clipOptions(given, '')
  const [first] = list.segments
  if (!first) return null
  const flags = options.reel
    ? list.segments.filter(({ contentId }) => contentId === first.contentId)
    : [first]
  return clipStem(options, {
    ...{ path: first.file, contentId: first.contentId, index: 1 },
    flags: flags.map(clipRange),
    inSec: Math.min(...flags.map(({ startSec }) => startSec)),
    outSec: Math.max(...flags.map(({ endSec }) => endSec)),
  })
}

function clipOptions(given: ExportOptions, folder: string): ClipOptions {
  const { cut: mode, beforeSec, afterSec, reel, name: template } = chosenOptions(given)
  checkTemplate(template)
  if (template.includes('{class}') && !template.includes('{score}'))
    throw new FlagreelError('bad-argument', 'A name with {class} must have {score}, too.', {
      hint: 'A class says little without its score: no export names one alone.',
    })
  return { mode, beforeSec, afterSec, reel, template, folder }
}

function describeOutput({ path, plan, ...clip }: MadeClip): Manifest['outputs'][number] {
  const { bytes, sha256, runs, ffmpegVersion: version, frames } = clip
  return {
    ...{ name: basename(path), bytes, sha256 },
    commands: runs.map((args) => ({ program: 'ffmpeg', version, arguments: [...args] })),
    clip: {
      ...{ contentId: plan.source.contentId, cut: plan.mode, frames },
      asked: plan.parts.flatMap(({ asked }) => asked),
      shown: [...clip.parts],
    },
  }
}

function rangesOf({ contentId }: ClipSource, ranges: readonly ClipRange[]) {
  return ranges.map(({ startPts, endPts }) => ({ contentId, startPts, endPts }))
}

function failureOf(
  file: string,
  flags: readonly Parameters<typeof flagKey>[0][],
  message: string,
): Failure {
  return { file, flags: flags.map(flagKey), message }
}
