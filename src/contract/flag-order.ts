import type { Label } from './bundle.ts'
import type { Flag } from './review.ts'
import type { Settings } from './settings.ts'

export type FlagOrder = Settings['review']['order']

/** From this severity on, flags are spaced out in the interleaved order. */
const SEVERE = 3

/** Flags in the order of a review queue; `flags` come by file and time, and equal ones stay so. */
export function orderFlags(
  flags: readonly Flag[],
  order: FlagOrder,
  labels: readonly Pick<Label, 'id' | 'severity'>[],
): Flag[] {
  const severity = new Map(labels.map((label) => [label.id, label.severity]))
  const severityOf = (flag: Flag) => severity.get(flag.class) ?? 0
  const by = (key: (flag: Flag) => number) => [...flags].sort((a, b) => key(b) - key(a))
  switch (order) {
    case 'time':
      return [...flags]
    case 'score':
      return by(({ score }) => score)
    case 'disagreement':
      return by(({ peakA, peakC }) => (peakC === null ? 0 : Math.abs(peakA - peakC)))
    case 'length':
      return by(({ startSec, endSec }) => endSec - startSec)
    case 'class':
      return [...flags].sort(
        (a, b) => severityOf(b) - severityOf(a) || a.class.localeCompare(b.class),
      )
    case 'interleaved':
      return interleave(
        by(({ score }) => score),
        (flag) => severityOf(flag) >= SEVERE,
      )
  }
}

/** Severe flags at even distances among the others, so that they do not come in a row. */
function interleave(flags: readonly Flag[], isSevere: (flag: Flag) => boolean): Flag[] {
  const severe = flags.filter(isSevere)
  const others = flags.filter((flag) => !isSevere(flag))
  const placed = [
    ...severe.map((flag, i) => ({ flag, place: (i + 0.5) / severe.length })),
    ...others.map((flag, i) => ({ flag, place: (i + 0.5) / others.length })),
  ]
  return placed.sort((a, b) => a.place - b.place).map(({ flag }) => flag)
}
