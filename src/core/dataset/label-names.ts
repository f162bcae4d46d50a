import type { Label } from '#contract/bundle.ts'

/** XD-Violence's codes, as its file names carry them, and what the released model calls them. */
const XD_CODES: Readonly<Record<string, string>> = {
  A: 'normal',
  B1: 'fighting',
  B2: 'shooting',
  B4: 'riot',
  B5: 'abuse',
  B6: 'car accident',
  G: 'explosion',
}

const NO_CODE = '0'

type Named = Pick<Label, 'id' | 'prompt' | 'display'>

/**
 * The classes that a data set's label means, as positions in the label set, ascending; empty when it knows none of them.
 * A label is an id, a prompt or a display name in any case; several are joined by `|`. XD-Violence's way is known too:
 * codes joined by `-`, where `0` says nothing. One unknown name makes the whole label unknown.
 */
export function classesNamed(text: string, labels: readonly Named[]): number[] {
  const name = text.trim()
  const whole = classNamed(name, labels)
  if (whole >= 0) return [whole]
  const several = name.split('|').map((part) => classNamed(part.trim(), labels))
  if (!several.includes(-1)) return sorted(several)
  const codes = name.split('-')
  // A code that is not known is a mistake, not nothing.
  if (!codes.every((code) => code === NO_CODE || Object.hasOwn(XD_CODES, code))) return []
  const classes = codes.filter((code) => code !== NO_CODE).map((code) => XD_CODES[code]!)
  return sorted(classes.map((code) => classNamed(code, labels)).filter((at) => at >= 0))
}

/** [C], summing to 1 over the classes. */
export function targetsOf(classes: readonly number[], count: number): Float32Array {
  const targets = new Float32Array(count)
  for (const at of classes) targets[at] = 1 / classes.length
  return targets
}

function classNamed(name: string, labels: readonly Named[]): number {
  const wanted = simple(name)
  if (wanted === '') return -1
  return labels.findIndex(({ id, prompt, display }) =>
    [id, prompt, display].some((known) => simple(known) === wanted),
  )
}

/** 'RoadAccidents', 'road accidents' and 'road-accidents' are one name. */
function simple(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, '')
}

function sorted(classes: readonly number[]): number[] {
  return [...new Set(classes)].sort((a, b) => a - b)
}
