import type { SnippetLogits } from '#contract/scores.ts'
import { windowsOf } from '#core/vadclip/windows.ts'
import type { FeatureSet, FeatureStore } from './feature-store.ts'
import type { ScanModel } from './ports.ts'
import type { ScoreSet, ScoreStore } from './score-store.ts'

interface Scoring {
  readonly set: FeatureSet
  readonly snippets: number
  readonly model: ScanModel
  readonly features: FeatureStore
  readonly scores: ScoreStore
  readonly signal: AbortSignal
}

/** Snippets per window of a model without a detector of its own. */
const ZERO_SHOT_WINDOW = 256

/** Scores of a video whose features are complete, from the first window that is not stored. */
export async function scoreFeatures(work: Scoring): Promise<ScoreSet> {
  const { set, model, features, scores, signal } = work
  const { bundle, detectorKey, labelSetKey } = model
  const key = { featureSetId: set.id, detectorKey, labelSetKey }
  const known = scores.find(key)
  if (known?.isComplete) return known
  const { labels } = bundle
  const hasClassifier = bundle.detector !== undefined
  const started = known ?? scores.begin({ ...key, modelId: bundle.id, labels, hasClassifier })
  const windows = windowsOf(work.snippets, bundle.detector?.visualLength ?? ZERO_SHOT_WINDOW)
  for (let i = scores.windows(started.id); i < windows.length; i++) {
    const { start, length } = windows[i]!
    const logits: SnippetLogits = await model.detect(
      features.rows(set, start, start + length),
      signal,
    )
    scores.addWindow(started.id, i, logits)
  }
  scores.complete(started.id)
  return { ...started, isComplete: true }
}
