import { access, constants, stat, statfs } from 'node:fs/promises'
import type { PtsRange } from '#contract/attach-marks.ts'
import { FlagreelError, isAbort, reasonOf, toWireError } from '#contract/errors.ts'
import { badMedia, checkMediaFile } from '#core/media/media-file.ts'
import { asNumber } from '#core/media/rational.ts'
import { clipStem } from './clip-name.ts'
import type {
  ClipBatch,
  ClipOptions,
  ClipPlan,
  ClipRange,
  ClipSource,
  PlannedPart,
  UnplannedClip,
} from './clip-types.ts'
import { copyContainer } from './container.ts'
import { copyBytes, exactBytes } from './estimate-bytes.ts'
import { checkTemplate } from './name-template.ts'
import { type AudioStream, audioStreams } from './packets.ts'
import { type PlanTools, planPart } from './plan-part.ts'
import { uniteRanges, withHandles } from './unite-ranges.ts'

/**
 * What would be written, without writing anything: the true start and end of each clip, its lead-in, its name and its size.
 * A source that cannot be read, or a range that cannot be cut, is named in `unplanned`.
 *
 * Errors: 'bad-argument' for options that make no sense, 'not-found' and 'disk' for the folder, 'cancelled'.
 */
export async function planClips(
  sources: readonly ClipSource[],
  options: ClipOptions,
  how: PlanTools & { readonly onPlanned?: (done: number, total: number) => void },
): Promise<ClipBatch> {
  checkOptions(options)
  const freeBytes = await freeIn(options.folder)
  const clips: ClipPlan[] = []
  const unplanned: UnplannedClip[] = []
  const wanted = sources.flatMap((source) =>
    groupsOf(source, options).map((ranges) => ({ source, ranges })),
  )
  const audioOf = askedOnce((source) => audioStreams(how.tools, source.info.path, how))
  for (const [before, { source, ranges }] of wanted.entries()) {
    const index = before + 1
    try {
      clips.push(await planClip({ source, ranges, options, index }, { ...how, audioOf }))
    } catch (error) {
      if (isAbort(error)) throw error
      unplanned.push({ source, ranges, error: toWireError(error) })
    }
    how.onPlanned?.(index, wanted.length)
  }
  return { options, clips, unplanned, neededBytes: bytesFor(clips), freeBytes }
}

type AudioOf = (source: ClipSource) => Promise<AudioStream[]>

/** A source may have a thousand ranges. */
function askedOnce(ask: AudioOf): AudioOf {
  const answers = new Map<ClipSource, Promise<AudioStream[]>>()
  return (source) => {
    const answer = answers.get(source) ?? ask(source)
    answers.set(source, answer)
    return answer
  }
}

/** Bytes that the clips need at most while they are written: a reel lies there twice for a while, as parts and as a whole. */
export function bytesFor(clips: readonly ClipPlan[]): number {
  const parts = clips.map(({ parts, estimatedBytes }) => (parts.length > 1 ? estimatedBytes : 0))
  return clips.reduce((sum, { estimatedBytes }) => sum + estimatedBytes, Math.max(0, ...parts))
}

/** Bytes that may be written to a folder. Throws `not-found` or `disk`. */
export async function freeIn(folder: string): Promise<number> {
  try {
    if (!(await stat(folder)).isDirectory())
      throw new FlagreelError('not-found', `${folder} is no folder.`)
    await access(folder, constants.W_OK)
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch (error) {
    if (error instanceof FlagreelError) throw error
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw isMissing
      ? new FlagreelError('not-found', `The folder ${folder} does not exist.`, { cause: error })
      : new FlagreelError('disk', `Nothing can be written to ${folder}: ${reasonOf(error)}`, {
          cause: error,
        })
  }
}

function checkOptions({ template, beforeSec, afterSec }: ClipOptions): void {
  checkTemplate(template)
  for (const seconds of [beforeSec, afterSec])
    if (!(seconds >= 0 && Number.isFinite(seconds)))
      throw new FlagreelError('bad-argument', `A handle of ${seconds} seconds makes no sense.`, {
        hint: 'Handles are seconds from 0 on.',
      })
}

/** Which ranges make a clip together. */
function groupsOf(
  { ranges }: ClipSource,
  { reel }: ClipOptions,
): readonly (readonly ClipRange[])[] {
  const inOrder = [...ranges].sort((a, b) => a.startPts - b.startPts || a.endPts - b.endPts)
  if (reel) return inOrder.length === 0 ? [] : [inOrder]
  return inOrder.map((range) => [range])
}

interface Wanted {
  readonly source: ClipSource
  readonly ranges: readonly ClipRange[]
  readonly options: ClipOptions
  readonly index: number
}

async function planClip(
  wanted: Wanted,
  how: PlanTools & { readonly audioOf: AudioOf },
): Promise<ClipPlan> {
  const { source, ranges, options } = wanted
  const { mode } = options
  await checkMediaFile(source.info.path)
  const parts: PlannedPart[] = []
  for (const asked of askedRanges(wanted)) parts.push(await planPart({ source, mode }, asked, how))
  const united = uniteParts(parts)
  const audio = await how.audioOf(source)
  const seconds = lengthOf(source, ({ actual }) => actual.endPts - actual.startPts, united)
  return {
    source,
    mode,
    ranges,
    parts: united,
    stem: stemOf(wanted),
    extension: mode === 'copy' ? containerOf(source, audio) : 'mp4',
    audio,
    seconds,
    leadInSec: lengthOf(source, leadIn, united),
    leadOutSec: lengthOf(source, leadOut, united),
    estimatedBytes: await estimate(wanted, seconds, audio),
  }
}

function leadIn({ asked, actual }: PlannedPart): number {
  const [first, ...others] = asked
  const between = others.map(({ startPts }, index) => startPts - asked[index]!.endPts)
  return between.reduce((sum, ticks) => sum + ticks, first!.startPts - actual.startPts)
}

function leadOut({ asked, actual }: PlannedPart): number {
  return actual.endPts - asked.at(-1)!.endPts
}

function askedRanges({ source, ranges, options }: Wanted): PtsRange[] {
  const within = { startPts: source.firstPts, endPts: source.endPts }
  const { timeBase } = source.info.video
  return uniteRanges(
    ranges.map((range) => {
      const { startPts, endPts } = range
      if (!(Number.isSafeInteger(startPts) && Number.isSafeInteger(endPts) && startPts < endPts))
        throw new FlagreelError('bad-argument', `${startPts} to ${endPts} is no range of PTS.`)
      const asked = withHandles(range, { ...options, timeBase, within })
      if (asked.startPts >= asked.endPts)
        throw new FlagreelError(
          'bad-argument',
          `The range ${startPts} to ${endPts} lies outside ${source.info.path}, which shows ${within.startPts} to ${within.endPts}.`,
        )
      return asked
    }),
  )
}

/** Throws `bad-media` for what a container of copies does not keep. */
function containerOf({ info }: ClipSource, audio: readonly AudioStream[]): ClipPlan['extension'] {
  const extension = copyContainer(info, audio)
  if (extension === 'mkv' && info.video.rotation !== 0)
    throw badMedia(
      info.path,
      'is shown turned, and its codecs fit only a container that does not keep that',
      'Export exact clips instead.',
    )
  return extension
}

/** Copies of two ranges may begin at the same key frame: nothing is to be shown twice. */
function uniteParts(parts: readonly PlannedPart[]): PlannedPart[] {
  const united: PlannedPart[] = []
  for (const part of parts) {
    const last = united.at(-1)
    if (last === undefined || part.actual.startPts > last.actual.endPts) united.push(part)
    else
      united[united.length - 1] = {
        asked: [...last.asked, ...part.asked],
        actual: {
          startPts: last.actual.startPts,
          endPts: Math.max(last.actual.endPts, part.actual.endPts),
        },
        lastPts: part.lastPts,
        startsOpen: last.startsOpen,
        reachesEnd: part.reachesEnd,
      }
  }
  return united
}

function lengthOf(
  { info }: ClipSource,
  ticks: (part: PlannedPart) => number,
  parts: readonly PlannedPart[],
): number {
  const sum = parts.reduce((total, part) => total + Math.max(0, ticks(part)), 0)
  return sum * asNumber(info.video.timeBase)
}

async function estimate(
  { source, options }: Wanted,
  seconds: number,
  audio: readonly AudioStream[],
): Promise<number> {
  const { info, firstPts, endPts } = source
  if (options.mode === 'exact') return exactBytes(info.video, seconds, audio.length)
  const { size } = await stat(info.path)
  return copyBytes(size, seconds / ((endPts - firstPts) * asNumber(info.video.timeBase)))
}

function stemOf({ source, ranges, options, index }: Wanted): string {
  const { info, firstPts, contentId } = source
  const secondsAt = (pts: number) => (pts - firstPts) * asNumber(info.video.timeBase)
  return clipStem(options, {
    ...{ path: info.path, contentId, flags: ranges, index },
    inSec: secondsAt(Math.min(...ranges.map(({ startPts }) => startPts))),
    outSec: secondsAt(Math.max(...ranges.map(({ endPts }) => endPts))),
  })
}
