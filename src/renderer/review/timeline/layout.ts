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
  /** 1 at a person's usual size of text: bands and what is written in them grow with it. */
  readonly scale: number
}

const OVERVIEW = 32
const STRIP = 48
const FLAGS = 40
const SCORE = 104
const CLASS = 24

export function layoutOf(
  classIndices: readonly number[],
  hasStrip: boolean,
  scale: number,
): Layout {
  const overview = { top: 0, height: OVERVIEW * scale }
  const strip = { top: overview.height, height: hasStrip ? STRIP * scale : 0 }
  const flags = { top: strip.top + strip.height, height: FLAGS * scale }
  const score = { top: flags.top + flags.height, height: SCORE * scale }
  const top = score.top + score.height
  const lane = CLASS * scale
  return {
    overview,
    strip,
    flags,
    score,
    classes: classIndices.map((classIndex, i) => ({
      classIndex,
      top: top + i * lane,
      height: lane,
    })),
    height: top + classIndices.length * lane,
    scale,
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
