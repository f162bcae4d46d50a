/** Okabe and Ito's hues, which people with any colour vision tell apart; the two-letter code tells more than eight. */
const HUES = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#f0e442'] as const

/** Hue of an abnormal class by its index, 1 for the first. */
export function classHue(classIndex: number): string {
  return HUES[(classIndex - 1) % HUES.length]!
}

/** From the eighth class on hues repeat: these are striped. */
export function isStriped(classIndex: number): boolean {
  return classIndex > HUES.length
}
