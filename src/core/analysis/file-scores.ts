import { type Bundle, SNIPPET_FRAMES } from '#contract/bundle.ts'
import type { FileScores } from '#contract/results.ts'
import type { StoredScores } from './stored-scores.ts'

/** Stored scores as rows, one a snippet; every frame of a snippet has its values. */
export function fileScores(
  { precision, scores, frameScore, times }: StoredScores,
  bundle: Bundle,
): Omit<FileScores, 'file' | 'contentId' | 'model'> {
  const { classes } = scores
  return {
    labels: bundle.labels.map(({ id, display, code }) => ({ id, display, code })),
    precision,
    frames: times.frames,
    frameScoreBranch: bundle.frameScore,
    snippets: Array.from({ length: scores.snippets }, (_, i) => ({
      startFrame: i * SNIPPET_FRAMES,
      endFrame: Math.min((i + 1) * SNIPPET_FRAMES, times.frames),
      startSec: times.startSec[i]!,
      endSec: times.startSec[i + 1] ?? times.endSec,
      score: frameScore[i]!,
      prob1: scores.prob1?.[i] ?? null,
      prob2: scores.prob2[i]!,
      classProbabilities: Array.from(
        scores.classProbabilities.subarray(i * classes, (i + 1) * classes),
      ),
    })),
  }
}
