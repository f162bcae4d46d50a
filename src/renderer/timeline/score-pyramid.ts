/**
 * Lowest and highest value of any range of a score curve, in a logarithm of steps: level k has one pair for 2^k snippets.
 * Ranges are exact, not rounded to a level, so peaks neither vanish nor flicker while one pans.
 */
export interface ScorePyramid {
  readonly length: number
  /** [level][index]; level 0 is the curve itself. */
  readonly highest: readonly Float32Array[]
  readonly lowest: readonly Float32Array[]
}

/** Every `stride`-th value from `offset`: a column of a row-major table. */
export interface Curve {
  readonly values: Float32Array
  readonly offset: number
  readonly stride: number
}

export function buildPyramid({ values, offset, stride }: Curve): ScorePyramid {
  const length = Math.max(0, Math.ceil((values.length - offset) / stride))
  const curve = Float32Array.from({ length }, (_, i) => values[offset + i * stride]!)
  const highest = [curve]
  const lowest = [curve]
  while (highest.at(-1)!.length > 1) {
    highest.push(halved(highest.at(-1)!, Math.max))
    lowest.push(halved(lowest.at(-1)!, Math.min))
  }
  return { length, highest, lowest }
}

export function plainCurve(values: Float32Array): Curve {
  return { values, offset: 0, stride: 1 }
}

/** Of snippets [from, to); −∞ for none. */
export function highestIn({ highest }: ScorePyramid, from: number, to: number): number {
  let best = Number.NEGATIVE_INFINITY
  let [low, high] = [from, to]
  for (let level = 0; low < high; level++, low >>= 1, high >>= 1) {
    const row = highest[level]!
    if (low & 1) best = Math.max(best, row[low++]!)
    if (high & 1) best = Math.max(best, row[--high]!)
  }
  return best
}

/** Of snippets [from, to); +∞ for none. */
export function lowestIn({ lowest }: ScorePyramid, from: number, to: number): number {
  let best = Number.POSITIVE_INFINITY
  let [low, high] = [from, to]
  for (let level = 0; low < high; level++, low >>= 1, high >>= 1) {
    const row = lowest[level]!
    if (low & 1) best = Math.min(best, row[low++]!)
    if (high & 1) best = Math.min(best, row[--high]!)
  }
  return best
}

function halved(values: Float32Array, best: (a: number, b: number) => number): Float32Array {
  return Float32Array.from({ length: Math.ceil(values.length / 2) }, (_, i) =>
    2 * i + 1 < values.length ? best(values[2 * i]!, values[2 * i + 1]!) : values[2 * i]!,
  )
}
