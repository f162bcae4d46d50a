import type { Bundle, ImagePrecision } from '#contract/bundle.ts'
import type { SnippetLogits } from '#contract/scores.ts'
import type { MediaInfo } from '#core/media/probe-report.ts'
import type { DecodeOptions, SnippetStream } from '#core/media/snippet-stream.ts'

/** What a scan needs of a model; core/models supplies it. */
export interface ScanModel {
  readonly bundle: Bundle
  /** Of the image tower. */
  readonly precision: ImagePrecision
  /** Hash of everything that decides a feature: the image tower's files, which are others in another precision. */
  readonly encoderKey: string
  /** Hash of everything that decides a score beside the features: the detector's files. */
  readonly detectorKey: string
  /** Hash of the labels' ids and their embeddings. */
  readonly labelSetKey: string
  /** Snippets per call that suit the device; a power of two, so that batches never straddle a chunk. */
  readonly batch: number
  /** Calls that keep the device busy. */
  readonly parallel: number
  /** Throws `bad-bundle` for a part that is damaged, before hours of decoding for it. */
  check(): Promise<void>
  /**
   * RGB frames of the tower's resolution, [n·H·W·3] → features [n·D]. A frame's feature does not depend on the others of
   * its call.
   */
  encode(frames: Uint8Array, signal: AbortSignal): Promise<Float32Array>
  /** One detector window: features [length·D] → logits of its rows. */
  detect(features: Float32Array, signal: AbortSignal): Promise<SnippetLogits>
}

/** What a scan needs of the media layer. */
export interface MediaPort {
  probe(path: string, signal: AbortSignal): Promise<MediaInfo>
  decode(info: MediaInfo, options: DecodeOptions): SnippetStream
}
