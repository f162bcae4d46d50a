/** A horizontal band of the timeline, in px. */
export interface Band {
  readonly top: number
  readonly height: number
}

export interface Layout {
  readonly overview: Band
  /** Thumbnails; no height without them. */
  readonly strip: Band
  readonly flags: Band
  readonly score: Band
  readonly classes: readonly (Band & { readonly classIndex: number })[]
  readonly height: number
}

const OVERVIEW = 32
const STRIP = 48
const FLAGS = 40
const SCORE = 104
const CLASS = 24

export function layoutOf(classIndices: readonly number[], hasStrip: boolean): Layout {
  const strip = { top: OVERVIEW, height: hasStrip ? STRIP : 0 }
  const flags = { top: strip.top + strip.height, height: FLAGS }
  const score = { top: flags.top + FLAGS, height: SCORE }
  const top = score.top + SCORE
  return {
    overview: { top: 0, height: OVERVIEW },
    strip,
    flags,
    score,
    classes: classIndices.map((classIndex, i) => ({
      classIndex,
      top: top + i * CLASS,
      height: CLASS,
    })),
    height: top + classIndices.length * CLASS,
  }
}

const MARGIN = 4

/** Where a score lies in its band. */
export function scoreY({ top, height }: Band, score: number): number {
  return top + MARGIN + (1 - score) * (height - 2 * MARGIN)
}

export function scoreAtY({ top, height }: Band, y: number): number {
  return Math.max(0, Math.min(1, 1 - (y - top - MARGIN) / (height - 2 * MARGIN)))
}

export function isInside({ top, height }: Band, y: number): boolean {
  return y >= top && y < top + height
}
