import type { Protection } from '#contract/settings.ts'

/** CSS filter over a picture `height` px high; the same share of it is blurred at every size. */
export function protectionFilter(
  { mode, blur, greyscale }: Protection,
  { height, isRevealed }: { readonly height: number; readonly isRevealed: boolean },
): string {
  if (mode === 'standard' || isRevealed) return 'none'
  return `blur(${Math.round(blur * height)}px) grayscale(${greyscale})`
}
