import type { Protection } from '#contract/settings.ts'

/** Names the SVG filter of `LineDrawing`. */
export const LINES = 'line-drawing'

/** CSS filter over a picture `height` px high; the same share of it is blurred at every size. */
export function protectionFilter(
  { mode, blur, greyscale, lineDrawing }: Protection,
  { height, isRevealed }: { readonly height: number; readonly isRevealed: boolean },
): string {
  if (mode === 'standard' || isRevealed) return 'none'
  if (lineDrawing) return `blur(1px) url(#${LINES})`
  return `blur(${Math.round(blur * height)}px) grayscale(${greyscale})`
}
