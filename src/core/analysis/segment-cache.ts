import type { Bundle } from '#contract/bundle.ts'
import type { FlaggedSegment } from '#contract/results.ts'
import type { Mark } from '#contract/review.ts'
import { flaggedSegments, type SegmentMode } from './flagged-segments.ts'
import type { ScanTarget } from './scan.ts'
import type { StoredScores } from './stored-scores.ts'

interface Question {
  /** Of the content; undefined when it has no scores of this model. */
  readonly scoreSetId: number | undefined
  readonly read: () => StoredScores | undefined
  readonly marks: readonly Mark[]
  readonly bundle: Bundle
  readonly how: SegmentMode
}

/** Flagged segments by content. A dialog that counts what it would export asks again at every change of its fields. */
export class SegmentCache {
  readonly #entries = new Map<string, { key: string; segments: readonly FlaggedSegment[] }>()

  of({ path, contentId }: ScanTarget, question: Question): readonly FlaggedSegment[] {
    const { scoreSetId, read, marks, bundle, how } = question
    if (scoreSetId === undefined) return []
    const key = JSON.stringify([scoreSetId, path, bundle.id, bundle.training, how, marks])
    const known = this.#entries.get(contentId)
    if (known?.key === key) return known.segments
    const stored = read()
    if (!stored) return []
    const source = { file: path, contentId, stored, marks }
    const segments = flaggedSegments(source, bundle, how)
    this.#entries.set(contentId, { key, segments })
    return segments
  }
}
