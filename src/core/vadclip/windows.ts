import { FlagreelError } from '#contract/errors.ts'

/** A run of snippets that the detector sees at once. */
export interface Window {
  readonly start: number
  /** Real snippets in it; the rest of the window is zero rows. */
  readonly length: number
}

/**
 * Cuts n snippets into windows of T. A video of an exact multiple of T gets no window of padding alone: the released
 * code computes one and drops its output. No snippets, no windows.
 */
export function windowsOf(snippets: number, T: number): readonly Window[] {
  return Array.from({ length: Math.ceil(snippets / T) }, (_, i) => ({
    start: i * T,
    length: Math.min(T, snippets - i * T),
  }))
}

/** One window's rows, padded with zero rows: features [n, D] → [T, D]. The padding is seen, not masked: keep it. */
export function paddedWindow(
  features: Float32Array,
  window: Window,
  { T, width }: { readonly T: number; readonly width: number },
): Float32Array {
  const end = (window.start + window.length) * width
  if (end > features.length)
    throw new FlagreelError(
      'bad-tensor',
      `A window over snippets ${window.start} to ${window.start + window.length} needs ${end} values, and ${features.length} were given.`,
    )
  const rows = new Float32Array(T * width)
  rows.set(features.subarray(window.start * width, end))
  return rows
}
