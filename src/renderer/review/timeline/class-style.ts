import type { CSSProperties } from 'react'
import { type ClassLook, PATTERN_INK, type Pattern } from '#contract/class-look.ts'

const stripes = (degrees: number) =>
  `repeating-linear-gradient(${degrees}deg, ${PATTERN_INK} 0 1.5px, transparent 1.5px 5px)`

const IMAGES: Readonly<Record<Pattern, string>> = {
  solid: 'none',
  rising: stripes(-45),
  falling: stripes(45),
  bars: stripes(90),
  rows: stripes(0),
  grid: `${stripes(0)}, ${stripes(90)}`,
  lattice: `${stripes(45)}, ${stripes(-45)}`,
  dots: `radial-gradient(${PATTERN_INK} 1.2px, transparent 1.6px)`,
}

/** The same look for an element. */
export function lookStyle({ hue, pattern }: ClassLook): CSSProperties {
  return {
    backgroundColor: hue,
    backgroundImage: IMAGES[pattern],
    ...(pattern === 'dots' && { backgroundSize: '5px 5px' }),
  }
}
