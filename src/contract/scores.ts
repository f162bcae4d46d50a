/**
 * From the detector's two logits to the numbers people read. Pure, and shared by the core and the renderer.
 * Per snippet: logits1 [n] (C-branch), logits2 [n, C] (A-branch, 1/0.07 included; 100·cosine for zero-shot).
 */
export interface SnippetScores {
  /** n */
  readonly snippets: number
  /** C */
  readonly classes: number
  /** σ(logits1) [n]; absent for a zero-shot bundle, which has no classifier. */
  readonly prob1: Float32Array | undefined
  /** 1 − P(normal) [n] */
  readonly prob2: Float32Array
  /** softmax over C of logits2 [n·C], row-major */
  readonly classProbabilities: Float32Array
}

export interface SnippetLogits {
  readonly logits1: Float32Array | undefined
  readonly logits2: Float32Array
  readonly classes: number
}

export function scoresOf({ logits1, logits2, classes }: SnippetLogits): SnippetScores {
  const snippets = logits2.length / classes
  const classProbabilities = new Float32Array(logits2.length)
  const prob2 = new Float32Array(snippets)
  for (let row = 0; row < snippets; row++) {
    const from = row * classes
    const logits = logits2.subarray(from, from + classes)
    const peak = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
    const exps = Array.from(logits, (logit) => Math.exp(logit - peak))
    const sum = exps.reduce((a, b) => a + b, 0)
    exps.forEach((value, c) => {
      classProbabilities[from + c] = value / sum
    })
    // Summed over the abnormal classes: 1 − P(normal) would lose every digit when P(normal) is near 1.
    prob2[row] = exps.slice(1).reduce((a, b) => a + b, 0) / sum
  }
  return { snippets, classes, prob1: logits1?.map(sigmoid), prob2, classProbabilities }
}

/** The branch that a bundle names as its frame score, per snippet [n]. */
export function frameScores(
  scores: SnippetScores,
  branch: 'classifier' | 'alignment',
): Float32Array {
  return branch === 'classifier' && scores.prob1 ? scores.prob1 : scores.prob2
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x))
}

/** Arrays one behind the other, as rows of several windows. */
export function joinFloats(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
