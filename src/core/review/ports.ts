import type { Bundle, ImagePrecision } from '#contract/bundle.ts'
import type { ExportedRange } from '#contract/export.ts'
import type { VideoClock, VideoScores } from '#contract/flags.ts'

/** What reviewing needs of the other parts; core/app supplies it. */
export interface ReviewPorts {
  /** The default model, as it is now. */
  model(): Promise<ScoredModel>
  /** Every content with a known place, in natural order; one entry a content. */
  files(): readonly ReviewFile[]
  /** Ranges of one content, or of all, that were exported. */
  exports(contentId?: string): readonly ExportedRange[]
}

export interface ReviewFile {
  readonly contentId: string
  readonly name: string
  readonly folder: string
  readonly isPresent: boolean
}

/** A model and the stored scores that it made. */
export interface ScoredModel {
  readonly bundle: Bundle
  readonly note: string | null
  readonly labelSetId: string
  /** Names the complete scores of every content that has some, without reading them. */
  all(): ReadonlyMap<string, { readonly scoreSetId: number }>
  read(contentId: string): ReviewedScores | undefined
  /** PTS of the decoded frames of snippets [from, to); undefined for what it has not scored. */
  framePts(contentId: string, from: number, to: number): readonly number[] | undefined
  /** PTS of its key frames; undefined where they were not kept. */
  keyPts(contentId: string): readonly number[] | undefined
  /** Extent of a scanned content, whichever model scanned it: decisions outlive a change of model. */
  span(contentId: string): Omit<VideoClock, 'startPts'> | undefined
}

export interface ReviewedScores extends VideoScores {
  readonly clock: VideoClock
  readonly precision: ImagePrecision
  readonly warnings: readonly string[]
}
