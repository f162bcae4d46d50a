import type { VideoInfo } from '#core/media/probe-report.ts'
import { asNumber } from '#core/media/rational.ts'

/** Of AAC, for each stream of sound. */
export const AUDIO_BITS_PER_SEC = 192_000
/** Container headers, and an index entry with the box around it for each frame. */
const HEADER_BYTES = 64 * 1024
const FRAME_BYTES = 64
/** A part of a file may be busier than the whole. */
const UNEVEN = 1.25

/** Of a copy: its share of the file by time. Not a bound, because bit rates vary. */
export function copyBytes(fileBytes: number, share: number): number {
  return Math.ceil(fileBytes * Math.min(1, share) * UNEVEN) + HEADER_BYTES
}

/**
 * What an exact clip's encoder is held to: one bit for each pixel, several times what such quality needs of camera
 * pictures, and no less than 4 Mbit/s for small ones.
 */
export function mostBitsPerSec({ width, height, averageFrameRate }: VideoInfo): number {
  return Math.max(4_000_000, Math.ceil(width * height * asNumber(averageFrameRate)))
}

/**
 * Of an exact clip, at most. The rate control never passes on more than its rate times the time plus one buffer, which is
 * a second of that rate; sound has a constant rate.
 */
export function exactBytes(video: VideoInfo, seconds: number, audioStreams: number): number {
  const bits = mostBitsPerSec(video) * (seconds + 1) + AUDIO_BITS_PER_SEC * audioStreams * seconds
  const frames = Math.ceil(seconds * asNumber(video.averageFrameRate))
  return Math.ceil(bits / 8) + frames * FRAME_BYTES + HEADER_BYTES
}
