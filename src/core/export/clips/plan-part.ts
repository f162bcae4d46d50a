import type { PtsRange } from '#contract/attach-marks.ts'
import { badMedia } from '#core/media/media-file.ts'
import { asNumber } from '#core/media/rational.ts'
import type { MediaTools } from '#core/media/tools.ts'
import type { ClipMode, ClipSource, PlannedPart } from './clip-types.ts'
import {
  type CutEnd,
  closedKeyFrameBefore,
  copyEnd,
  exactEnd,
  frameFrom,
  type KeyFrame,
  keyFrameBefore,
} from './cut-points.ts'
import { packetsIn, type VideoPacket } from './packets.ts'

export interface PlanTools {
  readonly tools: Pick<MediaTools, 'ffprobe'>
  readonly signal: AbortSignal
}

interface Place {
  readonly source: ClipSource
  readonly mode: ClipMode
}

/** Seconds to look back for a key frame; the last look takes the whole file before. */
const LOOKBACKS_SEC = [2, 15, 120, Number.POSITIVE_INFINITY]
const CLOSED_WITHIN_SEC = 15
/** Pictures are reordered by at most 16, and some containers count fields. */
const AHEAD_FRAMES = 40

/**
 * Finds out what a clip of a range will show, from the packets around its ends. Throws `bad-media` when it cannot be
 * copied: no key frame, or no time stamps.
 */
export async function planPart(
  place: Place,
  asked: PtsRange,
  how: PlanTools,
): Promise<PlannedPart> {
  const { source, mode } = place
  const start = await findStart(place, asked.startPts, how)
  const end = start === undefined ? undefined : await findEnd(place, asked.endPts, how)
  if (start === undefined || end === undefined) {
    // Without time stamps only decoding tells what is there.
    if (mode === 'exact')
      return {
        ...{ asked: [asked], actual: asked, lastPts: undefined },
        ...{ startsOpen: false, reachesEnd: false },
      }
    throw badMedia(
      source.info.path,
      'has no key frame with a time stamp before this range, so it cannot be copied from there',
      'Export it as an exact clip instead.',
    )
  }
  const { pts: startPts, isOpen: startsOpen } = start
  if (end.lastPts < startPts) throw badMedia(source.info.path, 'has no frame in this range')
  return {
    asked: [asked],
    actual: { startPts, endPts: end.endPts ?? Math.max(source.endPts, end.lastPts + 1) },
    lastPts: end.lastPts,
    startsOpen,
    reachesEnd: end.endPts === undefined,
  }
}

/** Where a clip begins. */
async function findStart(place: Place, pts: number, how: PlanTools): Promise<KeyFrame | undefined> {
  if (place.mode === 'copy') return findKeyFrame(place, pts, how)
  for (const back of LOOKBACKS_SEC) {
    const { packets } = await around({ ...place, pts, back, ahead: back }, how)
    const found = frameFrom(packets, pts)
    if (found !== undefined) return { pts: found, isOpen: false }
  }
  return undefined
}

/**
 * The last key frame. In H.264 one without pictures before it is preferred if it is not far: where such pictures are left
 * out and others had been meant to refer to them, strict players give up.
 */
async function findKeyFrame(
  place: Place,
  pts: number,
  how: PlanTools,
): Promise<KeyFrame | undefined> {
  let nearest: KeyFrame | undefined
  for (const back of LOOKBACKS_SEC) {
    if (nearest !== undefined && back > CLOSED_WITHIN_SEC) break
    const { packets } = await around({ ...place, pts, back, ahead: 1 }, how)
    nearest ??= keyFrameBefore(packets, pts)
    if (nearest === undefined) continue
    if (!nearest.isOpen || place.source.info.video.codec !== 'h264') return nearest
    const closed = closedKeyFrameBefore(packets, pts)
    if (closed) return closed
  }
  return nearest
}

async function findEnd(place: Place, pts: number, how: PlanTools): Promise<CutEnd | undefined> {
  const find = place.mode === 'copy' ? copyEnd : exactEnd
  for (const back of LOOKBACKS_SEC) {
    const { packets, toPts } = await around({ ...place, pts, back, ahead: back }, how)
    const found = find(packets, pts)
    // Where nothing follows for a while, something may after that.
    const isWholeRest = toPts >= place.source.endPts
    if (found !== undefined && (found.endPts !== undefined || isWholeRest)) return found
  }
  return undefined
}

interface Around extends Place {
  readonly pts: number
  /** Seconds to read before, and how many times the usual number of frames after. */
  readonly back: number
  readonly ahead: number
}

async function around(
  { source, pts, back, ahead }: Around,
  { tools, signal }: PlanTools,
): Promise<{ packets: VideoPacket[]; toPts: number }> {
  const { info } = source
  const tick = asNumber(info.video.timeBase)
  const aheadSec = ahead * Math.max(1, AHEAD_FRAMES / asNumber(info.video.averageFrameRate))
  const [fromSec, toSec] = [pts * tick - back, pts * tick + aheadSec]
  const packets = await packetsIn(tools, info, {
    signal,
    // A seek to before the start is refused by some readers.
    fromSec: fromSec > info.startTimeSec ? fromSec : undefined,
    toSec: Number.isFinite(toSec) ? toSec : undefined,
  })
  return { packets, toPts: toSec / tick }
}
