/**
 * What VadCLIP minimises: L = L_bce + L_nce + λ·L_cts. Paper, section "Objective Function", equations 8 and 9; the
 * released code for k, for the mean over the batch and for where the class embeddings are taken.
 * Shapes: b videos of T snippets, C classes (class 0 is normal).
 */
import { FlagreelError } from '#contract/errors.ts'
import { logSoftmax, rowNumbers } from '#core/clip/layers.ts'
import type { Value } from '#core/nn/onnx/graph.ts'
import {
  abs,
  add,
  cast,
  clip,
  div,
  less,
  log,
  matMul,
  mul,
  neg,
  reduceL2,
  reduceSum,
  sigmoid,
  slice,
  squeeze,
  sub,
  topK,
  transpose,
  unsqueeze,
  where,
} from '#core/nn/onnx/ops.ts'

/** One snippet in sixteen, and one more, speaks for a video. */
const SNIPPETS_PER_CHOICE = 16

export interface VideoTargets {
  /** Real snippets, int64 [b] */
  readonly lengths: Value
  /** What each video weighs in the mean, [b]: 1/b, and 0 for one that only fills a batch up. */
  readonly weights: Value
}

/**
 * L_bce: the mean of a video's k highest anomaly confidences against its being abnormal.
 * logits1 [b, T, 1], isAbnormal [b] in {0, 1} → one number
 */
export function classifierLoss(
  logits1: Value,
  { lengths, weights, isAbnormal }: VideoTargets & { readonly isAbnormal: Value },
): Value {
  const confidences = topMean(sigmoid(logits1), lengths) // [b, 1]
  const p = squeeze(confidences, [1]) // [b]
  const wanted = mul(isAbnormal, safeLog(p))
  const unwanted = mul(sub(1, isAbnormal), safeLog(sub(1, p)))
  return weightedSum(neg(add(wanted, unwanted)), weights)
}

/**
 * L_nce, MIL-Align: the k highest similarities of each class, averaged, as logits of a classification of the video.
 * logits2 [b, T, C] with 1/τ included, targets [b, C] summing to 1 in each row → one number
 */
export function alignmentLoss(
  logits2: Value,
  { lengths, weights, targets }: VideoTargets & { readonly targets: Value },
): Value {
  const similarities = topMean(logits2, lengths) // [b, C]
  const crossEntropy = neg(reduceSum(mul(targets, logSoftmax(similarities)), [1])) // [b]
  return weightedSum(crossEntropy, weights)
}

/**
 * L_cts: how alike the normal class and each abnormal one are, before any visual prompt. Divided by the number of abnormal
 * classes, as released. classEmbeddings [C, D] → one number
 */
export function contrastiveLoss(classEmbeddings: Value, classes: number): Value {
  if (classes < 2) throw new FlagreelError('bad-argument', 'A label set needs an abnormal class.')
  const unit = div(classEmbeddings, reduceL2(classEmbeddings, [1], { keepDims: true }))
  const normal = slice(unit, { axis: 0, start: 0, end: 1 }) // [1, D]
  const abnormal = slice(unit, { axis: 0, start: 1 }) // [C − 1, D]
  const cosines = matMul(abnormal, transpose(normal, [1, 0])) // [C − 1, 1]
  return div(reduceSum(abs(cosines), [0, 1]), classes - 1)
}

/** Mean of the k = ⌊length / 16⌋ + 1 highest values of a video's real snippets. [b, T, n] → [b, n] */
export function topMean(values: Value, lengths: Value): Value {
  const T = values.shape[1] as number
  const snippet = rowNumbers(values.graph, T) // [T]
  const isReal = less(snippet, unsqueeze(lengths, [1])) // [b, T]
  const real = where(unsqueeze(isReal, [2]), values, Number.NEGATIVE_INFINITY)
  const sorted = topK(real, T, { axis: 1 }).values // [b, T, n]
  const k = add(div(lengths, SNIPPETS_PER_CHOICE), 1) // [b], whole numbers
  const isChosen = less(snippet, unsqueeze(k, [1])) // [b, T]
  const chosen = where(unsqueeze(isChosen, [2]), sorted, 0)
  return div(reduceSum(chosen, [1]), unsqueeze(cast(k, values.dtype), [1]))
}

/** A probability that float32 has rounded to 0 costs much, not everything. */
function safeLog(p: Value): Value {
  return log(clip(p, { min: 1e-30 }))
}

function weightedSum(losses: Value, weights: Value): Value {
  return reduceSum(mul(losses, weights), [0])
}
