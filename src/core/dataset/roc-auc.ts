/**
 * Area under the ROC curve: the share of pairs of a positive and a negative whose scores are in that order, a tie counting
 * half. NaN when one side is empty.
 */
export function rocAuc(scores: Float64Array, isPositive: Uint8Array): number {
  const order = Array.from(scores.keys()).sort((a, b) => scores[a]! - scores[b]!)
  let positives = 0
  let negatives = 0
  let pairs = 0
  for (let from = 0; from < order.length; ) {
    let to = from
    let tied = 0
    for (; to < order.length && scores[order[to]!] === scores[order[from]!]; to++)
      tied += isPositive[order[to]!]!
    const tiedNegatives = to - from - tied
    pairs += tied * (negatives + tiedNegatives / 2)
    positives += tied
    negatives += tiedNegatives
    from = to
  }
  return pairs / (positives * negatives)
}
