import { attachMarks, type PtsRange } from './attach-marks.ts'
import { type Label, SNIPPET_FRAMES } from './bundle.ts'
import { type ExportedRange, exportFinder } from './export.ts'
import type { Flag, Mark } from './review.ts'
import type { SnippetScores } from './scores.ts'
import { createSeen } from './seen.ts'
import {
  describeRun,
  meanProbability,
  type Run,
  type Segment,
  type SnippetTimes,
} from './segments.ts'
import type { ReviewRule } from './settings.ts'

/** When the snippets of a video begin, in its own clock. */
export interface VideoClock {
  readonly timeBase: { readonly num: number; readonly den: number }
  readonly firstPts: number
  readonly endPts: number
  readonly frames: number
  /** [n]; whole numbers, rising */
  readonly startPts: Float64Array
}

export interface VideoScores {
  readonly scores: SnippetScores
  /** [n] */
  readonly frameScore: Float32Array
}

export interface FlagSource {
  readonly contentId: string
  readonly labels: readonly Pick<Label, 'id'>[]
  readonly clock: VideoClock
  /** Of the clock (`snippetTimesOf`), made once for a video: hundreds of decisions are described with it. */
  readonly times: SnippetTimes
  /** Of the current rule, in order of time. */
  readonly segments: readonly Segment[]
  /** Asked for only where a person's range or class needs other numbers than the segment's. */
  readonly scores: () => VideoScores
}

export interface ReviewState {
  readonly marks: readonly Mark[]
  readonly seen: readonly PtsRange[]
  /** Where ranges of it were exported to. */
  readonly exports?: readonly ExportedRange[]
}

/** Below this distance to the next class a tag is a guess. */
export const SMALL_MARGIN = 0.1

/** Seconds since the first frame. */
function secondsAt(pts: number, { firstPts, timeBase }: VideoClock): number {
  return ((pts - firstPts) * timeBase.num) / timeBase.den
}

export function snippetTimesOf(clock: VideoClock): SnippetTimes {
  return {
    frames: clock.frames,
    startSec: clock.startPts.map((pts) => secondsAt(pts, clock)),
    endSec: secondsAt(clock.endPts, clock),
  }
}

/** The rule's class thresholds by class index, as `findSegments` takes them. */
export function classThresholdsOf(
  { classThresholds }: ReviewRule,
  labels: readonly Pick<Label, 'id'>[],
): (number | undefined)[] {
  return labels.map(({ id }) => classThresholds[id])
}

/** The flags of one video: its segments with the decisions about them, and decisions whose segment is gone. */
export function flagsOf(source: FlagSource, { marks, seen, exports = [] }: ReviewState): Flag[] {
  const { segments, clock } = source
  const ranges = segments.map((segment) => rangeOf(segment, clock))
  const { bySegment, unattached } = attachMarks(ranges, marks)
  const found = segments.map((segment, i) =>
    flagOf(source, { segment, range: ranges[i]!, mark: bySegment[i] ?? null }),
  )
  const rest = unattached.map((mark) => {
    const run = runOf(mark, clock)
    return flagOf(source, { segment: describe(source, run), range: mark, mark, isAlone: true })
  })
  const isSeen = createSeen(seen)
  const exportOf = exportFinder(exports)
  return [...found, ...rest]
    .map((flag) => ({ ...flag, isSeen: isSeen(flag), exported: exportOf(flag) }))
    .sort((a, b) => a.startPts - b.startPts)
}

function rangeOf({ startSnippet, endSnippet }: Segment, clock: VideoClock): PtsRange {
  const at = (snippet: number) => clock.startPts[snippet] ?? clock.endPts
  return { startPts: at(startSnippet), endPts: at(endSnippet) }
}

interface Found {
  readonly segment: Segment
  readonly range: PtsRange
  readonly mark: Mark | null
  readonly isAlone?: boolean
}

function flagOf(source: FlagSource, { segment, range, mark, isAlone = false }: Found): Flag {
  const { clock, contentId, labels } = source
  const own = mark?.value.hasOwnRange ? mark : undefined
  const bounds = own ?? range
  const run = runOf(bounds, clock)
  const described = own && !isAlone ? describe(source, run) : segment
  const labelId = (index: number) => labels[index]?.id ?? `class ${index}`
  const { runnerUp, classIndex } = described
  const chosen = labels.findIndex(({ id }) => id === mark?.value.class)
  const isRelabelled = chosen > 0 && chosen !== classIndex
  return {
    contentId,
    startPts: bounds.startPts,
    endPts: bounds.endPts,
    startSec: secondsAt(bounds.startPts, clock),
    endSec: secondsAt(bounds.endPts, clock),
    startFrame: nearestFrame(bounds.startPts, clock),
    endFrame: nearestFrame(bounds.endPts, clock),
    class: mark?.value.class ?? labelId(classIndex),
    classScore: isRelabelled
      ? meanProbability(source.scores().scores, chosen, run)
      : described.classScore,
    modelClass: { class: labelId(classIndex), classScore: described.classScore },
    runnerUp: runnerUp
      ? { class: labelId(runnerUp.classIndex), classScore: runnerUp.classScore }
      : null,
    margin: described.margin,
    score: described.score,
    peakC: described.peakC,
    peakA: described.peakA,
    mark,
    isSeen: false,
    source: isAlone ? 'mark' : 'segment',
    exported: null,
  }
}

function describe(source: FlagSource, run: Run): Segment {
  return describeRun({ ...source.scores(), times: source.times }, run)
}

/** The snippets that cover a range; at least one. */
function runOf({ startPts, endPts }: PtsRange, clock: VideoClock): Run {
  const start = snippetAt(startPts, clock)
  const last = snippetAt(endPts, clock)
  const endsInside = endPts > (clock.startPts[last] ?? clock.endPts)
  return { start, end: Math.max(start + 1, endsInside ? last + 1 : last) }
}

/** The snippet whose time holds `pts`; the last one behind the end. */
export function snippetAt(pts: number, { startPts }: VideoClock): number {
  let [low, high] = [0, startPts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (startPts[middle]! > pts) high = middle
    else low = middle + 1
  }
  return Math.max(0, low - 1)
}

/** The decoded frame nearest to `pts`, its snippet's frames taken as evenly spaced: exact at a constant rate. */
function nearestFrame(pts: number, clock: VideoClock): number {
  return pts >= clock.endPts ? clock.frames : Math.round(placeAt(pts, clock))
}

/** The decoded frame that is on screen at `pts`, by the same spacing: exact where a snippet begins, whatever the rate. */
export function frameAt(pts: number, clock: VideoClock): number {
  return Math.max(0, Math.min(clock.frames - 1, Math.floor(placeAt(pts, clock))))
}

/** In decoded frames, with the part of a frame. */
function placeAt(pts: number, clock: VideoClock): number {
  const snippet = snippetAt(pts, clock)
  const from = clock.startPts[snippet]!
  const to = clock.startPts[snippet + 1] ?? clock.endPts
  const count = Math.min(SNIPPET_FRAMES, clock.frames - snippet * SNIPPET_FRAMES)
  return snippet * SNIPPET_FRAMES + ((pts - from) / (to - from)) * count
}
