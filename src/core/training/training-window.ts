/** A video as training sees it: one window, however long the video is. */
export interface TrainingWindow {
  /** [T, D] */
  readonly rows: Float32Array
  /** Real rows; the rest is zero. */
  readonly length: number
}

/**
 * Features [n, D] → [T, D]: up to T snippets as they are, padded with zero rows; of more, the means of T bins. Not what
 * scoring does, which cuts long videos into windows.
 */
export function trainingWindow(
  features: Float32Array,
  { T, width }: { readonly T: number; readonly width: number },
): TrainingWindow {
  const n = features.length / width
  const rows = new Float32Array(T * width)
  if (n <= T) {
    rows.set(features)
    return { rows, length: n }
  }
  const edges = binEdges(n, T)
  for (let bin = 0; bin < T; bin++) {
    const from = edges[bin]!
    // An empty bin takes the row at its edge.
    const to = Math.max(edges[bin + 1]!, from + 1)
    meanOfRows(
      features.subarray(from * width, to * width),
      rows.subarray(bin * width, (bin + 1) * width),
    )
  }
  return { rows, length: T }
}

/** T + 1 whole positions evenly over 0 … n, fractions dropped. */
export function binEdges(n: number, T: number): number[] {
  const step = n / T
  return Array.from({ length: T + 1 }, (_, i) => (i === T ? n : Math.trunc(i * step)))
}

function meanOfRows(rows: Float32Array, mean: Float32Array): void {
  const count = rows.length / mean.length
  for (let column = 0; column < mean.length; column++) {
    let sum = 0
    for (let row = 0; row < count; row++) sum += rows[row * mean.length + column]!
    mean[column] = sum / count
  }
}
