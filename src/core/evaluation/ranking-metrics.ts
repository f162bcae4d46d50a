import { FlagreelError } from '#contract/errors.ts'

export interface RankingMetrics {
  /** Area under the ROC curve, in [0, 1]. */
  readonly auc: number
  /** Average precision: the area under the stepwise precision-recall curve, in [0, 1]. */
  readonly ap: number
}

type Floats = Float32Array | Float64Array

/**
 * What scikit-learn's `roc_auc_score` and `average_precision_score` say of scores and labels of 0 and 1: equal scores
 * count as one threshold. O(n log n), for millions of frames. Throws `bad-tensor` for a score that is NaN, `bad-argument`
 * when only one class is present: neither number is defined then.
 */
export function rankingMetrics(scores: Floats, labels: Uint8Array): RankingMetrics {
  const { positives, negatives } = sortedByLabel(scores, labels)
  let [p, n] = [positives.length, negatives.length]
  if (p === 0 || n === 0)
    throw new FlagreelError(
      'bad-argument',
      `All ${scores.length} frames are ${p === 0 ? 'normal' : 'abnormal'}: AUC and AP need frames of both kinds.`,
      { hint: 'Evaluate videos with events together with frames outside of them.' },
    )
  let [truePositives, falsePositives, area, ap] = [0, 0, 0, 0]
  while (p > 0 || n > 0) {
    const threshold = Math.max(positives[p - 1] ?? -Infinity, negatives[n - 1] ?? -Infinity)
    const [p0, n0] = [p, n]
    while (p > 0 && positives[p - 1] === threshold) p--
    while (n > 0 && negatives[n - 1] === threshold) n--
    const [hits, misses] = [p0 - p, n0 - n]
    // A trapezoid: a positive beats half of the negatives that it is tied with.
    area += misses * (truePositives + hits / 2)
    truePositives += hits
    falsePositives += misses
    ap += hits * (truePositives / (truePositives + falsePositives))
  }
  return { auc: area / (positives.length * negatives.length), ap: ap / positives.length }
}

/** Ascending. Sorting numbers alone is ten times as fast as sorting the order of both. */
function sortedByLabel(scores: Floats, labels: Uint8Array) {
  if (scores.length !== labels.length)
    throw new FlagreelError(
      'bad-tensor',
      `There are ${scores.length} scores for ${labels.length} labels.`,
    )
  const bad = scores.findIndex((score) => Number.isNaN(score))
  if (bad >= 0) throw new FlagreelError('bad-tensor', `The score of frame ${bad} is NaN.`)
  const count = labels.reduce((sum, label) => sum + (label === 0 ? 0 : 1), 0)
  const positives = new Float64Array(count)
  const negatives = new Float64Array(labels.length - count)
  let [p, n] = [0, 0]
  labels.forEach((label, i) => {
    if (label === 0) negatives[n++] = scores[i]!
    else positives[p++] = scores[i]!
  })
  return { positives: positives.sort(), negatives: negatives.sort() }
}
