/** Maxima of ever larger groups of values, so that a peak is found in any range in a few steps: none is lost to zooming out. */
export class ScorePyramid {
  readonly #levels: Float32Array[]

  constructor(values: Float32Array) {
    this.#levels = [values]
    for (let last = values; last.length > 1; last = this.#levels.at(-1)!)
      this.#levels.push(
        Float32Array.from({ length: Math.ceil(last.length / 2) }, (_, i) =>
          Math.max(last[2 * i]!, last[2 * i + 1] ?? Number.NEGATIVE_INFINITY),
        ),
      )
  }

  /** Highest value in [from, to); at least one value is looked at. */
  peak(from: number, to: number): number {
    let [low, high] = [from, Math.max(from + 1, to)]
    let best = Number.NEGATIVE_INFINITY
    for (const level of this.#levels) {
      if (low >= high) break
      if (low % 2 === 1) best = Math.max(best, level[low++] ?? Number.NEGATIVE_INFINITY)
      if (high % 2 === 1) best = Math.max(best, level[--high] ?? Number.NEGATIVE_INFINITY)
      low >>= 1
      high >>= 1
    }
    return best
  }
}
