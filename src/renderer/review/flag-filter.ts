import { flagKey } from '#contract/export.ts'
import type { Flag } from '#contract/review.ts'
import type { FlagPlace } from '#renderer/app/navigation.ts'

export const FLAG_STATES = ['open', 'confirmed', 'dismissed', 'escalated', 'unattached'] as const
export type FlagState = (typeof FLAG_STATES)[number]

export interface FlagFilter {
  /** Part of a file's name or folder. */
  readonly text: string
  /** Label id. */
  readonly class: string | null
  readonly state: FlagState | null
  readonly leastScore: number
  /** Only this video's. */
  readonly contentId: string | null
  readonly isUnseenOnly: boolean
  /** Only these videos', as the library chose them. */
  readonly contentIds: ReadonlySet<string> | null
}

export const NO_FILTER: FlagFilter = {
  ...{ text: '', class: null, state: null, leastScore: 0, contentId: null, isUnseenOnly: false },
  contentIds: null,
}

export function stateOf({ mark, source }: Flag): FlagState {
  return mark?.value.decision ?? (source === 'mark' ? 'unattached' : 'open')
}

/** A flag in a list and in a selection, by the same key as in exports. */
export function keyOf(flag: Pick<Flag, 'contentId' | 'startPts' | 'endPts'>): string {
  return flagKey(flag)
}

/** Of one video's flags: the one with that range, else with that start, else at that time; the first for no start. */
export function flagAt(flags: readonly Flag[], { startPts, endPts }: FlagPlace): Flag | null {
  if (startPts === null) return flags[0] ?? null
  const begin = flags.filter((flag) => flag.startPts === startPts)
  return (
    begin.find((flag) => flag.endPts === endPts) ??
    begin[0] ??
    flags.find((flag) => flag.startPts <= startPts && flag.endPts > startPts) ??
    null
  )
}

/** `nameOf`: name and folder of a content, as one text. */
export function filterFlags(
  flags: readonly Flag[],
  filter: FlagFilter,
  nameOf: (contentId: string) => string,
): readonly Flag[] {
  if (filter === NO_FILTER) return flags
  const text = filter.text.trim().toLowerCase()
  return flags.filter(
    (flag) =>
      (filter.class === null || flag.class === filter.class) &&
      (filter.state === null || isInState(flag, filter.state)) &&
      flag.score >= Math.fround(filter.leastScore) &&
      (filter.contentId === null || flag.contentId === filter.contentId) &&
      (filter.contentIds === null || filter.contentIds.has(flag.contentId)) &&
      (!filter.isUnseenOnly || !flag.isSeen) &&
      (text === '' || nameOf(flag.contentId).toLowerCase().includes(text)),
  )
}

/** A decision whose segment is gone is both decided and unattached. */
function isInState(flag: Flag, state: FlagState): boolean {
  return state === 'unattached' ? flag.source === 'mark' : stateOf(flag) === state
}
