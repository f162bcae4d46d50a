import type { Label } from './bundle.ts'
import type { Flag } from './review.ts'
import type { Settings } from './settings.ts'

export type FlagOrder = Settings['review']['order']

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
        ...splitBySeverity(
          by(({ score }) => score),
          severityOf,
        ),
      )
  }
}

/**
 * The most severe flags and the others, both by score. Severity is taken relative to the flags there are: where all have
 * the same, as with models whose classes are all grave, the higher half of the scores counts as the severe one.
 */
function splitBySeverity(
  byScore: readonly Flag[],
  severityOf: (flag: Flag) => number,
): [severe: readonly Flag[], others: readonly Flag[]] {
  const highest = byScore.reduce((most, flag) => Math.max(most, severityOf(flag)), 0)
  const severe = byScore.filter((flag) => severityOf(flag) === highest)
  if (severe.length < byScore.length)
    return [severe, byScore.filter((flag) => severityOf(flag) < highest)]
  const middle = Math.ceil(byScore.length / 2)
  return [byScore.slice(0, middle), byScore.slice(middle)]
}

/** Severe flags at even distances among the others, so that they do not come in a row. */
function interleave(severe: readonly Flag[], others: readonly Flag[]): Flag[] {
  const placed = [
    ...severe.map((flag, i) => ({ flag, place: (i + 0.5) / severe.length })),
    ...others.map((flag, i) => ({ flag, place: (i + 0.5) / others.length })),
  ]
  return placed.sort((a, b) => a.place - b.place).map(({ flag }) => flag)
}
