import type { Pattern } from '#contract/class-look.ts'

/** px of a tile that repeats. */
export const TILE = 6
export const PATTERN_LINE = 1.5

const RISING = 'M-1 7L7 -1M-1 1L1 -1M5 7L7 5'
const FALLING = 'M-1 -1L7 7M5 -1L7 1M-1 5L1 7'
const BARS = 'M3 0V6'
const ROWS = 'M0 3H6'

/** Strokes of a tile, with round ends, as an SVG path. The same patterns as on the screen. */
export const PATTERN_PATHS: Readonly<Record<Pattern, string>> = {
  solid: '',
  rising: RISING,
  falling: FALLING,
  bars: BARS,
  rows: ROWS,
  grid: BARS + ROWS,
  lattice: RISING + FALLING,
  dots: 'M3 2.6V3.4',
}

/** Strokes around a middle at 0, 0: tick, triangle, cross, as on the screen. */
export const DECISION_PATHS = {
  confirmed: 'M-5 0L-1 4L5 -4',
  escalated: 'M-5 4L0 -5L5 4Z',
  dismissed: 'M-4 -4L4 4M-4 4L4 -4',
} as const
