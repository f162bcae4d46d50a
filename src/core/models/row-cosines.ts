/**
 * Of each row of `width`, the cosine with the same row of the other array: [n·width] twice → [n]. −1 where there is
 * none, as beside a row of zeros or of anything but finite numbers.
 */
export function rowCosines(a: Float32Array, b: Float32Array, width: number): number[] {
  return Array.from({ length: a.length / width }, (_, row) => {
    let [product, squaresA, squaresB] = [0, 0, 0]
    for (let i = row * width; i < (row + 1) * width; i++) {
      product += a[i]! * b[i]!
      squaresA += a[i]! ** 2
      squaresB += b[i]! ** 2
    }
    const cosine = product / Math.sqrt(squaresA * squaresB)
    return Number.isFinite(cosine) ? cosine : -1
  })
}

/** Four digits, cut rather than rounded: 0.99796 must not look like 0.998. */
export function formatCosine(cosine: number): string {
  return (Math.floor(cosine * 1e4) / 1e4).toFixed(4)
}
