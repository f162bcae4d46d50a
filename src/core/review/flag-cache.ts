import type { PtsRange } from '#contract/attach-marks.ts'
import type { ExportedRange } from '#contract/export.ts'
import { classThresholdsOf, flagsOf, snippetTimesOf } from '#contract/flags.ts'
import type { FlagCounts } from '#contract/library.ts'
import type { Flag, Mark, ReviewModel } from '#contract/review.ts'
import { findSegments } from '#contract/segments.ts'
import type { ScoredModel } from './ports.ts'

interface Question {
  /** Of the content; undefined when it has no scores of this model. */
  readonly scoreSetId: number | undefined
  readonly scored: ScoredModel
  readonly model: ReviewModel
  readonly marks: readonly Mark[]
  readonly seen: readonly PtsRange[]
  readonly exports: readonly ExportedRange[]
}

export interface FoundFlags {
  readonly flags: readonly Flag[]
  /** Of the whole video, flagged or not; null where its scores cannot be read. */
  readonly peakScore: number | null
}

interface Entry extends FoundFlags {
  readonly key: string
}

/** Flags by content. Reading scores again for every look at the library would cost a second for ten thousand videos. */
export class FlagCache {
  readonly #entries = new Map<string, Entry>()

  /** Undefined for a content without scores of this model. */
  find(contentId: string, question: Question): FoundFlags | undefined {
    const { scoreSetId, model, marks, seen, exports } = question
    if (scoreSetId === undefined) return undefined
    const key = JSON.stringify([scoreSetId, model.rule, marks, seen, exports])
    const known = this.#entries.get(contentId)
    if (known?.key === key) return known
    const entry = { key, ...findFlags(contentId, question) }
    this.#entries.set(contentId, entry)
    return entry
  }
}

function findFlags(contentId: string, { scored, model, ...state }: Question): FoundFlags {
  const stored = scored.read(contentId)
  if (!stored) return { flags: [], peakScore: null }
  const { clock } = stored
  const classThresholds = classThresholdsOf(model.rule, model.labels)
  const times = snippetTimesOf(clock)
  const segments = findSegments({ ...stored, times, classThresholds }, model.rule)
  const source = { contentId, labels: model.labels, clock, times, segments, scores: () => stored }
  const peakScore = stored.frameScore.reduce((a, b) => Math.max(a, b), 0)
  return { flags: flagsOf(source, state), peakScore }
}

export function countFlags({
  flags,
  peakScore,
}: FoundFlags): FlagCounts & { readonly peakScore: number | null } {
  const byClass: Record<string, number> = {}
  for (const flag of flags) byClass[flag.class] = (byClass[flag.class] ?? 0) + 1
  return {
    total: flags.length,
    decided: flags.filter(({ mark }) => mark?.value.decision != null).length,
    seen: flags.filter(({ isSeen }) => isSeen).length,
    byClass,
    peakScore,
  }
}
