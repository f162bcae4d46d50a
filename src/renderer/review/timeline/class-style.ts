/** Okabe and Ito's hues, which people with any colour vision tell apart. */
const HUES = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#f0e442'] as const

/** With the hues these tell 28 classes apart without reading their codes. */
const PATTERNS = ['solid', 'rising', 'dots', 'falling'] as const
export type Pattern = (typeof PATTERNS)[number]

/** Hue of an abnormal class by its index, 1 for the first. */
export function classHue(classIndex: number): string {
  return HUES[(Math.max(1, classIndex) - 1) % HUES.length]!
}

/** Colour is never the only difference: neighbours in the list of classes differ in their pattern too. */
export function classPattern(classIndex: number): Pattern {
  return PATTERNS[(Math.max(1, classIndex) - 1) % PATTERNS.length]!
}
