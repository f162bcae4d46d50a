import { classCurve, proposalRuns } from '#contract/segments.ts'

/** Overlaps at which the paper counts a proposal as found. */
export const IOU_LEVELS = [0.1, 0.2, 0.3, 0.4, 0.5] as const

/** Frames [startFrame, endFrame) of a class. */
export interface TrueSegment {
  /** In the label set; 0 is the normal class. −1 where the ground truth names none. */
  readonly classIndex: number
  readonly startFrame: number
  readonly endFrame: number
}

export interface DetectionVideo {
  /** softmax of the alignment branch, [n·C] */
  readonly classProbabilities: Float32Array
  readonly frames: number
  readonly segments: readonly TrueSegment[]
}

export interface DetectionMetrics {
  /** ×100, one an overlap of `IOU_LEVELS`. */
  readonly map: readonly number[]
  readonly average: number
  /** In the order of the label set. */
  readonly classes: readonly ClassMetrics[]
}

export interface ClassMetrics {
  /** In the ground truth. */
  readonly segments: number
  readonly proposals: number
  /** ×100, one an overlap; null for a class without ground truth. */
  readonly ap: readonly number[] | null
  readonly average: number | null
}

interface DetectionOptions {
  readonly classes: number
  /**
   * As the released code: the mean is over all classes, the normal one and those without ground truth included (0 each),
   * and is 0 when any class has no proposal at all. Otherwise over the classes that have ground truth.
   */
  readonly releasedQuirks: boolean
}

interface ScoredProposal {
  readonly video: number
  readonly start: number
  readonly end: number
  readonly score: number
}

type Bounds = Pick<ScoredProposal, 'start' | 'end'>

/** Mean average precision of the paper's proposals. Undefined when nothing has ground truth. */
export function detectionMetrics(
  videos: readonly DetectionVideo[],
  { classes, releasedQuirks }: DetectionOptions,
): DetectionMetrics | undefined {
  const rated = Array.from({ length: classes }, (_, c) => rateClass(videos, { classes, c }))
  const known = rated.flatMap(({ segments, ap }) => (segments > 0 ? [ap] : []))
  if (known.length === 0) return undefined
  const counted = releasedQuirks ? rated.map(({ ap }) => ap) : known
  const isVoid = releasedQuirks && rated.some(({ proposals }) => proposals === 0)
  const map = IOU_LEVELS.map((_, i) => (isVoid ? 0 : mean(counted.map((ap) => ap[i]!))))
  return {
    map,
    average: mean(map),
    classes: rated.map(({ ap, ...rest }) =>
      rest.segments > 0 ? { ...rest, ap, average: mean(ap) } : { ...rest, ap: null, average: null },
    ),
  }
}

function rateClass(
  videos: readonly DetectionVideo[],
  { classes, c }: { readonly classes: number; readonly c: number },
) {
  const proposals = videos
    .flatMap(({ classProbabilities, frames }, video) =>
      proposalRuns(classCurve({ classes, classProbabilities }, c), frames).map(
        ({ startFrame: start, endFrame: end, score }): ScoredProposal => ({
          ...{ video, start, end, score },
        }),
      ),
    )
    .sort((a, b) => b.score - a.score)
  const truth = videos.map(({ segments }): Bounds[] =>
    segments
      .filter(({ classIndex }) => classIndex === c)
      .map(({ startFrame: start, endFrame: end }) => ({ start, end })),
  )
  const segments = truth.reduce((sum, { length }) => sum + length, 0)
  const ap = IOU_LEVELS.map((level) => 100 * averagePrecision(proposals, truth, level))
  return { segments, proposals: proposals.length, ap }
}

/** Σ(precision at each true positive) / number of true segments; 0 for none. */
function averagePrecision(
  proposals: readonly ScoredProposal[],
  truth: readonly (readonly Bounds[])[],
  level: number,
): number {
  const open = truth.map((segments) => [...segments])
  const total = truth.reduce((sum, { length }) => sum + length, 0)
  let [found, sum] = [0, 0]
  proposals.forEach((proposal, i) => {
    const candidates = open[proposal.video]!
    const best = bestMatch(proposal, candidates, level)
    if (best < 0) return
    candidates.splice(best, 1)
    found++
    sum += found / (i + 1)
  })
  return total === 0 ? 0 : sum / total
}

/** The first of the best that reach `level`; −1 for none. */
function bestMatch(proposal: Bounds, candidates: readonly Bounds[], level: number): number {
  let [best, bestIou] = [-1, 0]
  candidates.forEach((candidate, i) => {
    const iou = overlap(proposal, candidate)
    if (iou >= level && iou > bestIou) [best, bestIou] = [i, iou]
  })
  return best
}

function overlap(a: Bounds, b: Bounds): number {
  const shared = Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start))
  return shared / (a.end - a.start + b.end - b.start - shared)
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length
}
