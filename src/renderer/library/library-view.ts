import type { LibraryEntry, ScanState } from '#contract/library.ts'
import { isWithin } from './folders.ts'

export const REVIEW_STATES = ['open', 'done', 'none'] as const
export type ReviewState = (typeof REVIEW_STATES)[number]

export interface LibraryFilter {
  /** Words; each must occur in the name, the folder or a flagged class. */
  readonly text: string
  /** Label id of a flagged class. */
  readonly class: string | null
  readonly leastScore: number
  readonly scan: ScanState | null
  readonly review: ReviewState | null
  /** With everything below it. */
  readonly folder: string | null
}

export const NO_FILTER: LibraryFilter = {
  ...{ text: '', class: null, leastScore: 0, scan: null, review: null, folder: null },
}

export const COLUMNS = ['name', 'state', 'duration', 'flags', 'peak', 'progress'] as const
export type Column = (typeof COLUMNS)[number]

export interface Sorting {
  readonly column: Column
  readonly isDescending: boolean
}

export function filterEntries(
  entries: readonly LibraryEntry[],
  filter: LibraryFilter,
  displayOf: (label: string) => string,
): readonly LibraryEntry[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return entries.filter(
    (entry) =>
      (filter.class === null || (entry.flags?.byClass[filter.class] ?? 0) > 0) &&
      (filter.leastScore === 0 || (entry.peakScore ?? -1) >= Math.fround(filter.leastScore)) &&
      (filter.scan === null || entry.scan.state === filter.scan) &&
      (filter.review === null || reviewStateOf(entry) === filter.review) &&
      (filter.folder === null || isWithin(entry.folder, filter.folder)) &&
      hasWords(entry, words, displayOf),
  )
}

function hasWords(
  { name, folder, flags }: LibraryEntry,
  words: readonly string[],
  displayOf: (label: string) => string,
): boolean {
  if (words.length === 0) return true
  const classes = Object.keys(flags?.byClass ?? {}).map(displayOf)
  const text = [name, folder, ...classes].join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}

function reviewStateOf({ flags }: LibraryEntry): ReviewState {
  if (!flags || flags.total === 0) return 'none'
  return flags.decided < flags.total ? 'open' : 'done'
}

/** Whether there are scores to look at. */
export function canReview({ contentId, scan }: LibraryEntry): boolean {
  return contentId !== null && scan.state === 'scanned'
}

/** Entries come in the order of their names, which equal ones keep. */
export function sortEntries(
  entries: readonly LibraryEntry[],
  { column, isDescending }: Sorting,
): readonly LibraryEntry[] {
  if (column === 'name') return isDescending ? entries.toReversed() : entries
  const key = KEYS[column]
  const sign = isDescending ? -1 : 1
  return entries.toSorted((a, b) => {
    const [left, right] = [key(a), key(b)]
    // What has no value comes last, whichever way.
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return sign * (left < right ? -1 : left > right ? 1 : 0)
  })
}

const STATES: readonly ScanState[] = [
  ...(['running', 'queued', 'failed', 'missing', 'cancelled'] as const),
  ...(['stale', 'unscanned', 'scanned'] as const),
]

const KEYS: Readonly<Record<Exclude<Column, 'name'>, (entry: LibraryEntry) => number | null>> = {
  state: ({ scan }) => STATES.indexOf(scan.state),
  duration: ({ media }) => media?.durationSec ?? null,
  flags: ({ flags }) => flags?.total ?? null,
  peak: ({ peakScore }) => peakScore,
  progress: ({ flags }) => (flags && flags.total > 0 ? flags.decided / flags.total : null),
}
