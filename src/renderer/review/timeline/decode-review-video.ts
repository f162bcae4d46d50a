import { snippetTimesOf, type VideoClock, type VideoScores } from '#contract/flags.ts'
import type { ReviewVideo } from '#contract/review.ts'
import { frameScores } from '#contract/scores.ts'
import type { SnippetTimes } from '#contract/segments.ts'
import { ScorePyramid } from './score-pyramid.ts'

/** A video's scores as the screen works with them. */
export interface TimelineData extends VideoScores {
  readonly clock: VideoClock
  readonly times: SnippetTimes
  readonly totalSec: number
  readonly framesPerSec: number
  /** Seconds of the key frames, rising. */
  readonly keyframes: Float64Array
  readonly combined: ScorePyramid
  readonly branchC: ScorePyramid | null
  readonly branchA: ScorePyramid
  /** By class index; the normal class has none. */
  readonly classes: readonly { readonly classIndex: number; readonly pyramid: ScorePyramid }[]
}

export function decodeReviewVideo(video: ReviewVideo): TimelineData {
  const { timeBase, frames, firstPts, endPts, snippets, model } = video
  const clock = {
    timeBase,
    frames,
    firstPts,
    endPts,
    startPts: new Float64Array(bytesOf(video.startPts)),
  }
  const scores = {
    snippets,
    classes: model.labels.length,
    prob1: video.prob1 === null ? undefined : new Float32Array(bytesOf(video.prob1)),
    prob2: new Float32Array(bytesOf(video.prob2)),
    classProbabilities: new Float32Array(bytesOf(video.classProbabilities)),
  }
  const frameScore = frameScores(scores, model.frameScore)
  const times = snippetTimesOf(clock)
  const classes = model.labels.slice(1).map((_, i) => ({
    classIndex: i + 1,
    pyramid: new ScorePyramid(column(scores.classProbabilities, i + 1, scores.classes)),
  }))
  return {
    ...{ clock, scores, frameScore, times, totalSec: times.endSec },
    framesPerSec: frames / times.endSec,
    keyframes: new Float64Array(bytesOf(video.keyPts)).map(
      (pts) => ((pts - firstPts) * timeBase.num) / timeBase.den,
    ),
    combined: new ScorePyramid(frameScore),
    branchC: scores.prob1 ? new ScorePyramid(scores.prob1) : null,
    branchA: new ScorePyramid(scores.prob2),
    // The most likely class first.
    classes: classes.sort((a, b) => b.pyramid.peak(0, snippets) - a.pyramid.peak(0, snippets)),
  }
}

function column(rows: Float32Array, index: number, width: number): Float32Array {
  return Float32Array.from({ length: rows.length / width }, (_, i) => rows[i * width + index]!)
}

/** Little-endian, as every machine that runs a browser. */
function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer
}
