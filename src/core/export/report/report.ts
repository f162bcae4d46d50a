import type { Label } from '#contract/bundle.ts'
import type { FlagChoice } from '#contract/export.ts'
import type { VideoClock } from '#contract/flags.ts'
import type { SegmentList } from '#contract/results.ts'
import type { Protection, Settings } from '#contract/settings.ts'
import type { Rational } from '#core/media/rational.ts'

/** What a report or a contact sheet says. */
export interface Report {
  readonly title: string
  readonly at: Date
  readonly operator: string
  readonly appVersion: string
  readonly language: Settings['language']
  /** The flags, with the model and the rule that found them. */
  readonly list: SegmentList
  readonly labelSetId: string
  /** Of the model, with the names of the settings; the first is the normal class. */
  readonly labels: readonly Pick<Label, 'id' | 'prompt' | 'display' | 'code'>[]
  /** What the flags were chosen by. */
  readonly choice: FlagChoice & {
    /** The only video that was asked for. */
    readonly file?: string | undefined
  }
  /** Burnt into every still; null shows them as recorded. */
  readonly protection: Protection | null
  readonly moments: MomentChoice
}

/** Which frames stand for a flag: that of its highest score, or its first, highest and last. */
export type MomentChoice = 'peak' | 'in-peak-out'

export interface ReportVideo {
  /** Of the whole file, in hex; null when it was not computed. */
  readonly sha256: string | null
  /** Null while the file is away. */
  readonly media: VideoFacts | null
  /** Null for a video that the model has not scored. */
  readonly scores: VideoCurve | null
}

export interface VideoFacts {
  readonly durationSec: number | null
  /** Frames a second, from the times of all frames; of a variable rate the mean. */
  readonly rate: Rational
  readonly isVariable: boolean
  /** As shown. */
  readonly width: number
  readonly height: number
  readonly codec: string
  /** Embedded, of the first frame. */
  readonly timecode: string | null
}

export interface VideoCurve {
  readonly clock: VideoClock
  /** [n] */
  readonly frameScore: Float32Array
}

export interface StillRequest {
  readonly contentId: string
  /** Of the frame. */
  readonly pts: number
  /** px that it fits into. */
  readonly width: number
  readonly height: number
  readonly protection: Protection | null
  readonly format: 'jpeg' | 'png'
}

/** What a report needs of the other parts. */
export interface ReportPorts {
  /** Throws `not-found` for a content that the library does not know. */
  video(contentId: string, signal: AbortSignal): Promise<ReportVideo>
  /** PTS of the decoded frames of snippets [from, to) of a scored video. */
  framePts(contentId: string, from: number, to: number): Promise<readonly number[]>
  /** The bytes of a picture (`readExactStill`). */
  still(request: StillRequest, signal: AbortSignal): Promise<Uint8Array>
}

export interface ReportRun {
  readonly signal: AbortSignal
  /** Flags that are done, of all. */
  readonly onProgress: (done: number, total: number) => void
}
