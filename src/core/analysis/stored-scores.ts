import type { Bundle, ImagePrecision } from '#contract/bundle.ts'
import { snippetTimesOf, type VideoClock } from '#contract/flags.ts'
import { frameScores, type SnippetScores, scoresOf } from '#contract/scores.ts'
import type { SnippetTimes } from '#contract/segments.ts'
import { type FeatureSet, type FeatureStore, recipeKey } from './feature-store.ts'
import type { ScoreStore } from './score-store.ts'

/** What decides which stored scores are meant. */
export interface ScoreOrigin {
  readonly bundle: Bundle
  /** Of the image tower with that key. */
  readonly precision: ImagePrecision
  readonly encoderKey: string
  readonly detectorKey: string
  readonly labelSetKey: string
}

export interface StoredScores {
  readonly precision: ImagePrecision
  readonly scores: SnippetScores
  /** The branch that the bundle names, [n] */
  readonly frameScore: Float32Array
  readonly times: SnippetTimes
  readonly clock: VideoClock
  /** Names the rows that these are, for caches. */
  readonly scoreSetId: number
  readonly warnings: readonly string[]
}

interface Stores {
  readonly features: FeatureStore
  readonly scores: ScoreStore
}

/** The complete scores of a content of the first origin that it has any of. Those of two origins never mix. */
export function readFirstScores(
  stores: Stores,
  contentId: string,
  origins: readonly ScoreOrigin[],
): StoredScores | undefined {
  for (const origin of origins) {
    const stored = readScores(stores, contentId, origin)
    if (stored) return stored
  }
  return undefined
}

/** The complete scores of a content; undefined when it has none of this origin. */
export function readScores(
  stores: Stores,
  contentId: string,
  origin: ScoreOrigin,
): StoredScores | undefined {
  const found = findComplete(stores, contentId, origin)
  if (!found) return undefined
  const { bundle } = origin
  const { set, scoreSetId } = found
  const scores = scoresOf(stores.scores.logits(scoreSetId, bundle.labels.length))
  const clock = videoClock(set, stores.features.startPts(set.id))
  return {
    precision: origin.precision,
    scores,
    frameScore: frameScores(scores, bundle.frameScore),
    times: snippetTimesOf(clock),
    clock,
    scoreSetId,
    warnings: set.warnings,
  }
}

/** As `readScores` is not undefined, without reading them. */
export function hasScores(stores: Stores, contentId: string, origin: ScoreOrigin): boolean {
  return findComplete(stores, contentId, origin) !== undefined
}

/** Which scores `readFirstScores` would read. */
export function findFirstScores(
  stores: Stores,
  contentId: string,
  origins: readonly ScoreOrigin[],
): { readonly scoreSetId: number; readonly origin: ScoreOrigin } | undefined {
  for (const origin of origins) {
    const found = findComplete(stores, contentId, origin)
    if (found) return { scoreSetId: found.scoreSetId, origin }
  }
  return undefined
}

/** As `findFirstScores`, of every content that has any: asked one by one, ten thousand videos would take seconds. */
export function findAllScores(
  { scores }: Stores,
  origins: readonly ScoreOrigin[],
): ReadonlyMap<string, { readonly scoreSetId: number }> {
  const found = new Map<string, { readonly scoreSetId: number }>()
  // Backwards, so that the first origin has the last word.
  for (const origin of origins.toReversed()) {
    const complete = scores.completeOf({ ...origin, recipeKey: recipeKey(origin.bundle.recipe) })
    for (const [contentId, scoreSetId] of complete) found.set(contentId, { scoreSetId })
  }
  return found
}

function findComplete(
  { features, scores }: Stores,
  contentId: string,
  { bundle, encoderKey, detectorKey, labelSetKey }: ScoreOrigin,
): { readonly set: FeatureSet; readonly scoreSetId: number } | undefined {
  const set = features.find({ contentId, encoderKey, recipe: bundle.recipe })
  if (!set?.isComplete) return undefined
  const scoreSet = scores.find({ featureSetId: set.id, detectorKey, labelSetKey })
  return scoreSet?.isComplete ? { set, scoreSetId: scoreSet.id } : undefined
}

/** Of a complete set. */
function videoClock(set: FeatureSet, startPts: readonly number[]): VideoClock {
  const { frames = 0, firstPts = 0, endPts = 0, timeBase } = set
  return { timeBase, frames, firstPts, endPts, startPts: Float64Array.from(startPts) }
}
