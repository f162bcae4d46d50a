import { SNIPPET_FRAMES } from '#contract/bundle.ts'
import type { CoarseMetrics, Measurement } from '#contract/evaluation.ts'
import { detectionMetrics, IOU_LEVELS, type TrueSegment } from './detection-metrics.ts'
import { rankingMetrics } from './ranking-metrics.ts'

/** One video as a detector and a ground truth see it. */
export interface EvaluatedVideo {
  /** Every snippet's values hold for its 16 frames; the last snippet may have fewer. */
  readonly frames: number
  /** Score of each branch, per snippet [n]; undefined for a branch that the detector does not have. */
  readonly prob1: Float32Array | undefined
  readonly prob2: Float32Array | undefined
  /** softmax of the alignment branch, [n·C]; undefined without one. */
  readonly classProbabilities: Float32Array | undefined
  /** Those of class 0 are normal; a video without others is a normal one. */
  readonly segments: readonly TrueSegment[]
}

export interface EvaluationOptions {
  /** See `detectionMetrics`. */
  readonly releasedQuirks: boolean
}

/**
 * The paper's metrics of videos with one detector's scores, in percent; `labels` are the ids of its label set. Throws
 * `bad-argument` when all frames are normal or all are abnormal, `bad-tensor` for a score that is NaN.
 */
export function evaluateVideos(
  videos: readonly EvaluatedVideo[],
  labels: readonly string[],
  { releasedQuirks }: EvaluationOptions,
): Measurement {
  const abnormal = videos.filter(isAbnormal)
  const [all, ofAbnormal] = [frameLabels(videos), frameLabels(abnormal)]
  const coarse = (branch: 'prob1' | 'prob2'): CoarseMetrics | null => {
    const scores = frameScores(videos, branch)
    if (!scores) return null
    const { auc, ap } = rankingMetrics(scores, all)
    const hasBoth = ofAbnormal.includes(0)
    const ano = hasBoth ? rankingMetrics(frameScores(abnormal, branch)!, ofAbnormal).auc : null
    return { auc: 100 * auc, ap: 100 * ap, anoAuc: ano === null ? null : 100 * ano }
  }
  const [classifier, alignment] = [coarse('prob1'), coarse('prob2')]
  return {
    videos: videos.length,
    abnormalVideos: abnormal.length,
    frames: all.length,
    abnormalFrames: all.reduce((sum, label) => sum + label, 0),
    coarse: { classifier, alignment, best: bestOf(classifier, alignment) },
    detection: detectionOf(videos, labels, releasedQuirks),
  }
}

function isAbnormal({ segments }: EvaluatedVideo): boolean {
  return segments.some(({ classIndex }) => classIndex !== 0)
}

function frameCount(videos: readonly EvaluatedVideo[]): number {
  return videos.reduce((sum, { frames }) => sum + frames, 0)
}

/** 1 where any abnormal segment is; what reaches over the end is cut, as by the authors. */
function frameLabels(videos: readonly EvaluatedVideo[]): Uint8Array {
  const labels = new Uint8Array(frameCount(videos))
  let at = 0
  for (const { frames, segments } of videos) {
    const own = labels.subarray(at, at + frames)
    for (const { classIndex, startFrame, endFrame } of segments)
      if (classIndex !== 0) own.fill(1, startFrame, endFrame)
    at += frames
  }
  return labels
}

/** Undefined when a video lacks the branch. */
function frameScores(
  videos: readonly EvaluatedVideo[],
  branch: 'prob1' | 'prob2',
): Float32Array | undefined {
  const scores = new Float32Array(frameCount(videos))
  let at = 0
  for (const video of videos) {
    const values = video[branch]
    if (!values) return undefined
    for (let i = 0; i < video.frames; i++) scores[at++] = values[Math.floor(i / SNIPPET_FRAMES)]!
  }
  return scores
}

function bestOf(a: CoarseMetrics | null, b: CoarseMetrics | null): CoarseMetrics {
  const better = (metric: keyof CoarseMetrics) => {
    const values = [a?.[metric], b?.[metric]].filter((value) => typeof value === 'number')
    return values.length === 0 ? null : Math.max(...values)
  }
  return { auc: better('auc'), ap: better('ap'), anoAuc: better('anoAuc') }
}

function detectionOf(
  videos: readonly EvaluatedVideo[],
  labels: readonly string[],
  releasedQuirks: boolean,
): Measurement['detection'] {
  const usable = videos.flatMap(({ classProbabilities, frames, segments }) =>
    classProbabilities ? [{ classProbabilities, frames, segments }] : [],
  )
  // A ground truth that names no class can say where, not what.
  const isNamed = usable.every(({ segments }) =>
    segments.every(({ classIndex }) => classIndex >= 0),
  )
  if (usable.length < videos.length || !isNamed) return null
  const found = detectionMetrics(usable, { classes: labels.length, releasedQuirks })
  if (!found) return null
  return {
    ...{ releasedQuirks, iou: [...IOU_LEVELS], map: [...found.map], average: found.average },
    classes: found.classes.map(({ ap, ...rest }, i) => ({
      ...{ class: labels[i]!, ...rest },
      ap: ap && [...ap],
    })),
  }
}
