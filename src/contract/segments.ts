import type { SegmentRule } from './bundle.ts'
import { SNIPPET_FRAMES } from './bundle.ts'
import type { SnippetScores } from './scores.ts'

/**
 * Segments are a pure function of scores and a rule, so they are never stored: the core and the renderer run this same
 * code. A segment is made of whole snippets, the unit that has a score, so its bounds are decoded frames with exact times.
 */
export interface Segment {
  /** Snippets [startSnippet, endSnippet) */
  readonly startSnippet: number
  readonly endSnippet: number
  /** Decoded frames [startFrame, endFrame) */
  readonly startFrame: number
  readonly endFrame: number
  /** Seconds since the video's first frame, [startSec, endSec) */
  readonly startSec: number
  readonly endSec: number
  /** Highest frame score inside, or the paper's proposal score. */
  readonly score: number
  /** Index of the abnormal class that fits best, never 0. */
  readonly classIndex: number
  /** Its mean probability inside the segment. */
  readonly classScore: number
  readonly runnerUp: { readonly classIndex: number; readonly classScore: number } | undefined
  /** classScore minus the runner-up's; small means that the tag is uncertain. */
  readonly margin: number
  /** Peaks of the branches inside: C classifies (prob1; null for a zero-shot model), A aligns with text (prob2). */
  readonly peakC: number | null
  readonly peakA: number
}

/** When each snippet begins. */
export interface SnippetTimes {
  /** Decoded frames of the video. */
  readonly frames: number
  /** Seconds since the first frame, [n]; strictly rising. */
  readonly startSec: Float64Array
  /** End of the last frame. */
  readonly endSec: number
}

/** Snippets [start, end) */
export interface Run {
  readonly start: number
  readonly end: number
}

interface SegmentInput {
  readonly scores: SnippetScores
  /** The branch that decides, per snippet [n]. */
  readonly frameScore: Float32Array
  readonly times: SnippetTimes
  /** By class index, in place of the rule's threshold where that class is the most probable abnormal one. */
  readonly classThresholds?: readonly (number | undefined)[] | undefined
}

/** Flagged segments of one video, by rising start. */
export function findSegments(input: SegmentInput, rule: SegmentRule): Segment[] {
  const { frameScore, times } = input
  const cores = mergeClose(hysteresisRuns(input, rule), times, rule.mergeGapSec).filter(
    (run) => lengthSec(run, times) >= rule.minLengthSec,
  )
  return padded(cores, times, rule.paddingSec).map(({ core, run }) => ({
    ...boundsOf(run, times),
    score: peak(frameScore, core),
    ...classOf(input.scores, core),
    ...branchPeaks(input.scores, core),
  }))
}

/** Maximal runs at or above `release` that reach `threshold` somewhere. */
function hysteresisRuns({ scores, frameScore, classThresholds }: SegmentInput, rule: SegmentRule) {
  // Scores are float32: a score of exactly 0.7 is below the double 0.7.
  const [threshold, release] = [Math.fround(rule.threshold), Math.fround(rule.release)]
  if (!classThresholds?.some((level) => level !== undefined))
    return runsWhere(frameScore.length, (i) => frameScore[i]! >= release).filter(
      (run) => peak(frameScore, run) >= threshold,
    )
  const thresholds = Float32Array.from(
    frameScore,
    (_, i) => classThresholds[topClass(scores, i)] ?? threshold,
  )
  const holds = (i: number) => frameScore[i]! >= Math.min(release, thresholds[i]!)
  return runsWhere(frameScore.length, holds).filter((run) => {
    for (let i = run.start; i < run.end; i++) if (frameScore[i]! >= thresholds[i]!) return true
    return false
  })
}

/** The most probable abnormal class of a snippet. */
function topClass({ classes, classProbabilities }: SnippetScores, snippet: number): number {
  let best = 1
  for (let c = 2; c < classes; c++)
    if (classProbabilities[snippet * classes + c]! > classProbabilities[snippet * classes + best]!)
      best = c
  return best
}

function branchPeaks({ prob1, prob2 }: SnippetScores, run: Run) {
  return { peakC: prob1 ? peak(prob1, run) : null, peakA: peak(prob2, run) }
}

/** What `findSegments` says of a segment, for any run of snippets: a range that a person chose, say. */
export function describeRun({ scores, frameScore, times }: SegmentInput, run: Run): Segment {
  return {
    ...boundsOf(run, times),
    score: peak(frameScore, run),
    ...classOf(scores, run),
    ...branchPeaks(scores, run),
  }
}

function mergeClose(runs: readonly Run[], times: SnippetTimes, gapSec: number): Run[] {
  const merged: Run[] = []
  for (const run of runs) {
    const last = merged.at(-1)
    const gap = last ? timeOf(run.start, times) - timeOf(last.end, times) : Number.POSITIVE_INFINITY
    if (last && gap <= gapSec) merged[merged.length - 1] = { start: last.start, end: run.end }
    else merged.push(run)
  }
  return merged
}

interface PaddedRun {
  /** What was flagged. */
  readonly core: Run
  /** With the padding around it. */
  readonly run: Run
}

/** Padding takes the whole snippets that cover it; segments that then overlap become one. */
function padded(cores: readonly Run[], times: SnippetTimes, paddingSec: number): PaddedRun[] {
  const result: PaddedRun[] = []
  for (const core of cores) {
    const run = paddedRun(core, times, paddingSec)
    const last = result.at(-1)
    if (last && run.start < last.run.end) {
      result[result.length - 1] = {
        core: { start: last.core.start, end: core.end },
        run: { start: last.run.start, end: run.end },
      }
    } else result.push({ core, run })
  }
  return result
}

function paddedRun(core: Run, times: SnippetTimes, paddingSec: number): Run {
  const from = timeOf(core.start, times) - paddingSec
  const to = timeOf(core.end, times) + paddingSec
  let { start, end } = core
  while (start > 0 && timeOf(start, times) > from) start--
  while (end < times.startSec.length && timeOf(end, times) < to) end++
  return { start, end }
}

/** The abnormal class with the highest mean probability in a run, and the next one. */
function classOf(
  scores: SnippetScores,
  run: Run,
): Pick<Segment, 'classIndex' | 'classScore' | 'runnerUp' | 'margin'> {
  const ranked = Array.from({ length: scores.classes - 1 }, (_, i) => ({
    classIndex: i + 1,
    classScore: meanProbability(scores, i + 1, run),
  })).sort((a, b) => b.classScore - a.classScore || a.classIndex - b.classIndex)
  const [best, runnerUp] = ranked as [(typeof ranked)[0], (typeof ranked)[0] | undefined]
  return { ...best, runnerUp, margin: best.classScore - (runnerUp?.classScore ?? 0) }
}

/** Mean probability of a class in a run: what `classScore` says. */
export function meanProbability(scores: SnippetScores, classIndex: number, run: Run): number {
  let sum = 0
  for (let i = run.start; i < run.end; i++)
    sum += scores.classProbabilities[i * scores.classes + classIndex]!
  return sum / (run.end - run.start)
}

/**
 * The paper's fine-grained proposals: each abnormal class by itself, on its own probability curve, as `proposalRuns` finds
 * them.
 */
export function findProposals(input: Omit<SegmentInput, 'frameScore'>): Segment[] {
  const { scores, times } = input
  const proposals: Segment[] = []
  for (let c = 1; c < scores.classes; c++) proposals.push(...classProposals(scores, times, c))
  return proposals.sort((a, b) => a.startFrame - b.startFrame || b.score - a.score)
}

function classProposals(scores: SnippetScores, times: SnippetTimes, classIndex: number): Segment[] {
  return proposalRuns(classCurve(scores, classIndex), times.frames).map(({ run, score }) => ({
    ...boundsOf(run, times),
    score,
    ...rankedAround(scores, run, classIndex),
    ...branchPeaks(scores, run),
  }))
}

/** Probability of one class, per snippet [n]. */
export function classCurve(
  { classes, classProbabilities }: Pick<SnippetScores, 'classes' | 'classProbabilities'>,
  classIndex: number,
): Float32Array {
  return Float32Array.from(
    { length: classProbabilities.length / classes },
    (_, i) => classProbabilities[i * classes + classIndex]!,
  )
}

export interface Proposal {
  readonly run: Run
  readonly startFrame: number
  readonly endFrame: number
  readonly score: number
}

/**
 * The released code's proposals on the probability curve s of one class and one video. The threshold is
 * max(s) − 0.6·(max(s) − min(s)); runs strictly above it of at least two frames are proposals, scored
 * max(s in run) + 0.7·(mean of the largest ⌊frames/16⌋ values of s). The released code then suppresses overlaps inside a
 * class; runs at one threshold never overlap, so there is nothing to suppress. It takes the mean in float32, this in
 * float64: of proposals that differ in the seventh digit another may come first.
 */
export function proposalRuns(curve: Float32Array, frames: number): Proposal[] {
  const highest = peak(curve, { start: 0, end: curve.length })
  const lowest = curve.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  const threshold = Math.fround(highest - Math.fround(highest - lowest) * 0.6)
  const level = topFrameMean(curve, frames)
  return runsWhere(curve.length, (i) => curve[i]! > threshold)
    .map((run) => ({ run, ...frameBounds(run, frames), score: peak(curve, run) + 0.7 * level }))
    .filter(({ startFrame, endFrame }) => endFrame - startFrame >= 2)
}

/** As `classOf`, for a class that is given: the runner-up is then the best of the others. */
function rankedAround(
  scores: SnippetScores,
  run: Run,
  classIndex: number,
): Pick<Segment, 'classIndex' | 'classScore' | 'runnerUp' | 'margin'> {
  const classScore = meanProbability(scores, classIndex, run)
  const best = classOf(scores, run)
  const other = best.classIndex === classIndex ? best.runnerUp : best
  const runnerUp = other && { classIndex: other.classIndex, classScore: other.classScore }
  return { classIndex, classScore, runnerUp, margin: classScore - (runnerUp?.classScore ?? 0) }
}

/** Mean of the largest ⌊frames/16⌋ frame values, each snippet standing for its frames; the highest one if that is none. */
function topFrameMean(curve: Float32Array, frames: number): number {
  const wanted = Math.max(1, Math.floor(frames / SNIPPET_FRAMES))
  const perSnippet = Array.from(curve, (value, i) => ({
    value,
    frames: Math.min(SNIPPET_FRAMES, frames - i * SNIPPET_FRAMES),
  })).sort((a, b) => b.value - a.value)
  let left = wanted
  let sum = 0
  for (const { value, frames: available } of perSnippet) {
    const taken = Math.min(left, available)
    sum += value * taken
    left -= taken
  }
  return sum / (wanted - left)
}

function runsWhere(length: number, holds: (index: number) => boolean): Run[] {
  const runs: Run[] = []
  let start = -1
  for (let i = 0; i <= length; i++) {
    const inside = i < length && holds(i)
    if (inside && start < 0) start = i
    if (!inside && start >= 0) {
      runs.push({ start, end: i })
      start = -1
    }
  }
  return runs
}

function boundsOf(
  run: Run,
  times: SnippetTimes,
): Pick<
  Segment,
  'startSnippet' | 'endSnippet' | 'startFrame' | 'endFrame' | 'startSec' | 'endSec'
> {
  return {
    startSnippet: run.start,
    endSnippet: run.end,
    ...frameBounds(run, times.frames),
    startSec: timeOf(run.start, times),
    endSec: timeOf(run.end, times),
  }
}

function frameBounds(run: Run, frames: number): Pick<Segment, 'startFrame' | 'endFrame'> {
  return {
    startFrame: run.start * SNIPPET_FRAMES,
    endFrame: Math.min(run.end * SNIPPET_FRAMES, frames),
  }
}

/** When snippet `index` begins; the end of the video for the one after the last. */
function timeOf(index: number, times: SnippetTimes): number {
  return index < times.startSec.length ? times.startSec[index]! : times.endSec
}

function lengthSec(run: Run, times: SnippetTimes): number {
  return timeOf(run.end, times) - timeOf(run.start, times)
}

function peak(values: Float32Array, run: Run): number {
  let highest = Number.NEGATIVE_INFINITY
  for (let i = run.start; i < run.end; i++) highest = Math.max(highest, values[i]!)
  return highest
}
