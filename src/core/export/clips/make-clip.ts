import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PtsRange } from '#contract/attach-marks.ts'
import { countFrames } from '#core/media/count-frames.ts'
import { badMedia } from '#core/media/media-file.ts'
import { probeMedia } from '#core/media/probe.ts'
import { asNumber } from '#core/media/rational.ts'
import { seekTarget } from '#core/media/resume.ts'
import { parseFrameLine } from '#core/media/showinfo.ts'
import type { MediaTools } from '#core/media/tools.ts'
import { decodesStrictly, readTimes, showsFrames, showsRange, wrongFrames } from './check-clip.ts'
import { copyArgs, exactArgs, joinArgs, joinList, readingShift } from './clip-args.ts'
import type { ClipPlan, PlannedPart } from './clip-types.ts'
import type { H264Encoder } from './ffmpeg-abilities.ts'
import { clipLabel } from './label.ts'
import { audioStreams } from './packets.ts'
import { runCut } from './run-cut.ts'

export interface Abilities {
  /** Undefined where nothing is encoded. */
  readonly encoder: H264Encoder | undefined
  readonly filtersSeeMuxerTimes: boolean
}

export interface Maker extends Abilities {
  readonly tools: Pick<MediaTools, 'ffmpeg' | 'ffprobe'>
  /** For temporary files, empty and on the disk where the clip is to lie. */
  readonly work: string
  readonly signal: AbortSignal
  /** Share of the work that is done. */
  readonly onFraction: (fraction: number) => void
}

export interface CutClip {
  readonly file: string
  /** What it shows, in ticks of the source; more than one in a reel. */
  readonly parts: readonly PtsRange[]
  readonly runs: readonly (readonly string[])[]
  readonly frames: number
}

/** Of the work on a reel; the rest is joining. */
const CUTTING = 0.9

/** Makes one clip in the work folder and checks it. Throws `bad-media`, `disk`, `cancelled`. */
export async function makeClip(plan: ClipPlan, maker: Maker): Promise<CutClip> {
  const file = join(maker.work, `clip.${plan.extension}`)
  const [only, ...others] = plan.parts
  if (only === undefined) throw new Error('A clip without a part')
  if (others.length === 0) {
    const cut = await cutPart({ plan, part: only, out: file, label: labelOf(plan) }, maker)
    return { file, parts: [cut.shown], runs: [cut.args], frames: cut.frames.length }
  }
  return joinParts(plan, file, maker)
}

/** The comment tag of a finished clip. */
export function labelOf({ source, mode, parts }: ClipPlan): string {
  const { info, contentId, firstPts, note } = source
  return clipLabel({
    path: info.path,
    contentId,
    exact: mode === 'exact',
    parts: parts.map(({ actual }) => actual),
    timeBase: info.video.timeBase,
    firstPts,
    note,
  })
}

async function joinParts(plan: ClipPlan, file: string, maker: Maker): Promise<CutClip> {
  const { video } = plan.source.info
  const tick = asNumber(video.timeBase)
  const isExact = plan.mode === 'exact'
  const cuts: PartCut[] = []
  const listed: { name: string; seconds: number }[] = []
  for (const [n, part] of plan.parts.entries()) {
    const name = `part-${n}.${isExact ? 'mov' : plan.extension}`
    const share = (fraction: number) =>
      maker.onFraction((CUTTING * (n + fraction)) / plan.parts.length)
    const out = join(maker.work, name)
    const cut = await cutPart(
      { plan, part, out, label: undefined },
      { ...maker, onFraction: share },
    )
    cuts.push(cut)
    listed.push({ name, seconds: (cut.shown.endPts - cut.shown.startPts) * tick })
  }
  await checkTracks(listed, plan, maker)
  const list = 'parts.ffconcat'
  await writeFile(join(maker.work, list), joinList(listed))
  const args = joinArgs({
    list,
    extension: plan.extension,
    isExact,
    ticksPerSec: video.timeBase.den,
    codec: video.codec,
    label: labelOf(plan),
    out: file,
  })
  const { signal } = maker
  const onSeconds = (seconds: number) =>
    maker.onFraction(CUTTING + (1 - CUTTING) * Math.min(1, seconds / plan.seconds))
  const order = { args, cwd: maker.work, source: plan.source.info.path }
  await runCut(maker.tools, { ...order, signal, onSeconds })
  const shown = await readTimes(maker.tools, file, signal)
  if (!showsFrames(shown, joinedTimes(cuts), video.timeBase))
    throw wrongFrames(plan.source.info.path, 'Export its ranges as clips of their own instead.')
  if (!isExact) await checkJoint({ file, frames: shown.seconds.length }, plan, maker)
  return {
    file,
    parts: cuts.map((cut) => cut.shown),
    runs: [...cuts.map((cut) => cut.args), args],
    frames: shown.seconds.length,
  }
}

/** A copy of where a video has no sound yet has no track for it, and the first part decides for all. */
async function checkTracks(
  parts: readonly { readonly name: string }[],
  { source }: ClipPlan,
  { tools, work, signal }: Maker,
): Promise<void> {
  const tracks = new Set<number>()
  for (const { name } of parts)
    tracks.add((await audioStreams(tools, join(work, name), { signal })).length)
  if (tracks.size > 1)
    throw badMedia(
      source.info.path,
      'has sound in some of these ranges only, and copies of them cannot be joined',
      'Export an exact reel, or copies of its ranges as clips of their own.',
    )
}

/**
 * A decoder may take the jump from one copied part to the next for loss and leave pictures out, for instance where the
 * second begins with an open group of pictures. Only decoding tells.
 */
async function checkJoint(
  { file, frames }: Pick<CutClip, 'file' | 'frames'>,
  { source }: ClipPlan,
  { tools, signal }: Maker,
): Promise<void> {
  const decoded = await countFrames(tools, await probeMedia(tools, file, { signal }), { signal })
  if (decoded === frames) return
  throw badMedia(
    source.info.path,
    `cannot be joined from copies: of ${frames} frames, players would show ${decoded}`,
    'Export an exact reel, or copies of its ranges as clips of their own.',
  )
}

/** Ticks at which a reel shows its frames. */
function joinedTimes(cuts: readonly PartCut[]): number[] {
  let offset = 0
  return cuts.flatMap(({ frames, shown: { startPts, endPts } }) => {
    const times = frames.map((pts) => pts - startPts + offset)
    offset += endPts - startPts
    return times
  })
}

interface PartCut {
  readonly args: readonly string[]
  readonly shown: PtsRange
  /** Time stamps of what is shown, in ticks of the source, ascending. */
  readonly frames: readonly number[]
}

interface PartOrder {
  readonly plan: ClipPlan
  readonly part: PlannedPart
  readonly out: string
  /** Undefined in a part of a reel. */
  readonly label: string | undefined
}

/** Reads from near the place first; where that does not give what was planned, from the start. */
async function cutPart(order: PartOrder, maker: Maker): Promise<PartCut> {
  const { info } = order.plan.source
  const cut = order.plan.mode === 'copy' ? copyPart : exactPart
  const seekSec = seekFor(order)
  const fast = seekSec === undefined ? undefined : await cut(order, seekSec, maker)
  const made = fast ?? (await cut(order, undefined, maker))
  if (made) return made
  throw wrongFrames(
    info.path,
    'Its time stamps may be damaged; see flagreel doctor for the version of ffmpeg.',
  )
}

/** Where to seek to, in seconds after the container's start; undefined where the file is read from its start. */
function seekFor({ plan, part }: Pick<PartOrder, 'plan' | 'part'>): number | undefined {
  const { info } = plan.source
  const { startPts } = part.actual
  const startSec = startPts * asNumber(info.video.timeBase) - info.startTimeSec
  if (plan.mode === 'copy')
    return startSec > COPY_MARGIN_SEC ? startSec - COPY_MARGIN_SEC : undefined
  const index = (startSec * asNumber(info.video.averageFrameRate)) / 16
  return seekTarget(info, { index, startPts, frameHash: '' })?.seekSec
}

const COPY_MARGIN_SEC = 1

async function copyPart(
  { plan, part, out, label }: PartOrder,
  seekSec: number | undefined,
  maker: Maker,
): Promise<PartCut | undefined> {
  const { info } = plan.source
  const { startPts, endPts } = part.actual
  const { extension, audio } = plan
  const tick = asNumber(info.video.timeBase)
  const args = copyArgs({
    ...{ info, startPts, endPts: part.reachesEnd ? undefined : endPts, seekSec, label, out },
    ...{ extension, audio, filtersSeeMuxerTimes: maker.filtersSeeMuxerTimes },
  })
  await run({ args, plan, part }, maker)
  const shown = await readTimes(maker.tools, out, maker.signal)
  if (!showsRange(shown, ((part.lastPts ?? startPts) - startPts) * tick)) return undefined
  if (part.startsOpen && !(await decodesStrictly(maker.tools, out, maker.signal)))
    throw badMedia(
      info.path,
      'has pictures here that others refer to and that no copy can begin with: not every player would show it',
      'Export an exact clip instead.',
    )
  const frames = shown.seconds.map((seconds) => startPts + seconds / tick)
  return { args, shown: part.actual, frames }
}

/** Decoded from the start, a file shows what it shows: then a plan made from its packets gives way. */
async function exactPart(
  order: PartOrder,
  seekSec: number | undefined,
  maker: Maker,
): Promise<PartCut | undefined> {
  const { plan, part, out, label } = order
  const { info } = plan.source
  const { startPts, endPts } = part.actual
  if (maker.encoder === undefined) throw new Error('An exact clip without an encoder')
  const nonce = randomBytes(8).toString('hex')
  const isTimed = part.lastPts !== undefined
  const args = exactArgs({
    ...{ info, startPts, endPts, seekSec, label, out, nonce, encoder: maker.encoder },
    ...{ hasAudio: plan.audio.length > 0, isPart: label === undefined, isTimed },
  })
  const { ticks } = readingShift({ info, startPts, isTimed })
  const frames: number[] = []
  let sawKeyFrame = seekSec === undefined
  const onLine = (line: string) => {
    const frame = parseFrameLine(line, nonce)
    if (frame?.pts === undefined) return
    const pts = frame.pts + ticks
    // Without one before it, a decoder may have made up what the first pictures refer to.
    if (frame.isKeyFrame && pts <= startPts) sawKeyFrame = true
    if (pts >= startPts && pts < endPts) frames.push(pts)
  }
  await run({ args, plan, part, onLine }, maker)
  const [first] = frames
  if (seekSec === undefined && first === undefined)
    throw badMedia(info.path, 'has no frame that can be decoded in this range')
  if (seekSec === undefined && first !== undefined && first !== startPts) {
    const actual = { startPts: first, endPts }
    return exactPart({ ...order, part: { ...part, actual } }, undefined, maker)
  }
  const isPlanned = seekSec === undefined || (first === startPts && frames.at(-1) === part.lastPts)
  const shown = await readTimes(maker.tools, out, maker.signal)
  const isRight = sawKeyFrame && isPlanned && showsFrames(shown, frames, info.video.timeBase)
  return isRight ? { args, shown: { startPts, endPts: endOf(frames, part) }, frames } : undefined
}

/** Where the last frame ends: as planned, or where the decoder gave up. */
function endOf(frames: readonly number[], { actual, lastPts }: PlannedPart): number {
  const last = frames.at(-1)
  if (last === undefined || lastPts === undefined || last >= lastPts) return actual.endPts
  return Math.min(actual.endPts, last + Math.max(1, last - (frames.at(-2) ?? last)))
}

interface PartRun extends Pick<PartOrder, 'plan' | 'part'> {
  readonly args: readonly string[]
  readonly onLine?: (line: string) => void
}

async function run({ args, plan, part, onLine }: PartRun, maker: Maker): Promise<void> {
  const { info } = plan.source
  const seconds = (part.actual.endPts - part.actual.startPts) * asNumber(info.video.timeBase)
  await runCut(maker.tools, {
    args,
    source: info.path,
    signal: maker.signal,
    onSeconds: (done) => maker.onFraction(Math.min(1, done / seconds)),
    ...(onLine ? { onLine } : {}),
  })
}
