import type { PtsRange } from '#contract/attach-marks.ts'
import type { WireError } from '#contract/errors.ts'
import type { MediaInfo } from '#core/media/probe-report.ts'
import type { AudioStream } from './packets.ts'

/**
 * `copy` takes the packets as they are: no picture is touched, and it starts at a key frame, which lies at or before the
 * in-point. `exact` encodes anew: the frames from the in-point to the out-point, and no other.
 */
export type ClipMode = 'copy' | 'exact'

/** What a name template may use of a flag. */
export interface ClipFlag {
  readonly class: string
  readonly score: number
  /** Null before a person has decided. */
  readonly verdict: string | null
}

/** A flagged range: in inclusive, out exclusive, in ticks of the video's time base. */
export interface ClipRange extends PtsRange, ClipFlag {}

/** A file and what is to be cut from it. */
export interface ClipSource {
  readonly contentId: string
  readonly info: MediaInfo
  /** Time stamp of the first decoded frame, and the end of the last one: clips never reach beyond. */
  readonly firstPts: number
  readonly endPts: number
  readonly ranges: readonly ClipRange[]
  /** What must be said of the model that flagged them. */
  readonly note?: string | undefined
}

export interface ClipOptions {
  readonly mode: ClipMode
  /** Seconds added before each in-point and after each out-point; at least 0. */
  readonly beforeSec: number
  readonly afterSec: number
  /** One clip a file with all of its ranges one after another, instead of one clip a range. */
  readonly reel: boolean
  /** Without extension; its fields are those of `TEMPLATE_FIELDS`. */
  readonly template: string
  /** Where the clips go. It must be there. */
  readonly folder: string
}

/** A piece of a source that becomes a clip, or a part of a reel. Half-open, in ticks. */
export interface PlannedPart {
  /** What was asked for, with handles, inside the file: more than one where copies of two ranges are one piece. */
  readonly asked: readonly PtsRange[]
  /** What the clip will show: a copy begins and ends where the packets allow. */
  readonly actual: PtsRange
  /** Time stamp of the last frame that is shown; undefined where the container does not tell before decoding. */
  readonly lastPts: number | undefined
  /** A copy leaves out pictures that follow its first key frame in decoding and are shown before it. */
  readonly startsOpen: boolean
  /** No frame follows. */
  readonly reachesEnd: boolean
}

export interface ClipPlan {
  readonly source: ClipSource
  readonly mode: ClipMode
  /** The flags that it shows. */
  readonly ranges: readonly ClipRange[]
  /** In order of time; more than one only in a reel. */
  readonly parts: readonly PlannedPart[]
  /** File name without extension, before it is told apart from others. */
  readonly stem: string
  readonly extension: 'mp4' | 'mkv'
  readonly audio: readonly AudioStream[]
  /** Seconds that are shown, and how many of them lie before or after what was asked for; between two ranges, before. */
  readonly seconds: number
  readonly leadInSec: number
  readonly leadOutSec: number
  /** Of the finished clip; see `estimate-bytes.ts`. */
  readonly estimatedBytes: number
}

/** A clip that cannot be made, found while planning. */
export interface UnplannedClip {
  readonly source: ClipSource
  readonly ranges: readonly ClipRange[]
  readonly error: WireError
}

export interface ClipBatch {
  readonly options: ClipOptions
  readonly clips: readonly ClipPlan[]
  readonly unplanned: readonly UnplannedClip[]
  /** Bytes that writing needs at most at one time, and those that are free in the folder. */
  readonly neededBytes: number
  readonly freeBytes: number
}

/** A finished clip, with what a manifest says of it. */
export interface MadeClip {
  /** `kept`: an earlier run had made the very same one. */
  readonly state: 'made' | 'kept'
  readonly path: string
  readonly plan: ClipPlan
  /**
   * The true in and out of each part, in ticks of the source. As planned, unless the plan could not know: a bare stream
   * without time stamps, or frames that do not decode.
   */
  readonly parts: readonly PtsRange[]
  /**
   * Arguments of each ffmpeg run, in order. The clip stands under its final name instead of the one it was written under,
   * and the parts of a reel without their folder.
   */
  readonly runs: readonly (readonly string[])[]
  readonly ffmpegVersion: string
  readonly frames: number
  readonly bytes: number
  readonly sha256: string
}

export interface FailedClip {
  readonly state: 'failed'
  readonly plan: ClipPlan
  readonly error: WireError
}

export type ClipOutcome = MadeClip | FailedClip

export interface ClipProgress {
  /** From 0, of the clip at work, and their number. */
  readonly index: number
  readonly clips: number
  /** Of this clip, and of all by their lengths. */
  readonly fraction: number
  readonly overall: number
}
