import type { MediaInfo } from '#core/media/probe-report.ts'

/** Codecs that Chromium and Electron decode on every machine, in containers whose times they keep. */
const PLAYABLE: readonly { readonly container: RegExp; readonly codecs: readonly string[] }[] = [
  { container: /\b(mov|mp4)\b/, codecs: ['h264', 'vp9', 'av1'] },
  { container: /\bwebm\b/, codecs: ['vp8', 'vp9', 'av1'] },
]
const PIXEL_FORMATS = ['yuv420p', 'yuvj420p']

/**
 * Whether the original itself is played. In doubt it is not: Chromium has no error for HEVC, it shows nothing. ffmpeg calls
 * both Matroska and WebM "matroska,webm", so H.264 there is left to the proxy, whose times start at 0.
 */
export function isPlayable({ container, video }: MediaInfo): boolean {
  return (
    PIXEL_FORMATS.includes(video.pixelFormat) &&
    // Chromium moves times below zero, by how much depends on the other streams.
    (video.startPts ?? 0) >= 0 &&
    PLAYABLE.some((each) => each.container.test(container) && each.codecs.includes(video.codec))
  )
}

/** Seconds between key frames up to which a scrub in the original is as good as one in a proxy. */
const NEAR_SEC = 2
/** What Chromium decodes in about a tenth of a second on two cores. */
const QUICK_PIXELS = 60e6

/**
 * Whether scrubbing the original shows pictures late. Chromium decodes from the key frame before the time that is asked for,
 * so the way from one key frame to the next is what a seek costs; small pictures are decoded fast enough at any distance.
 * `keyPts`: of the scan, rising. A proxy has a key frame every half second.
 */
export function scrubsSlowly(
  { video, durationSec = 0 }: MediaInfo,
  keyPts: readonly number[],
): boolean {
  const { num, den } = video.timeBase
  const [first = 0] = keyPts
  const times = [...keyPts.map((pts) => ((pts - first) * num) / den), durationSec]
  const gaps = times.slice(1).map((sec, i) => Math.max(0, sec - times[i]!))
  const totalSec = gaps.reduce((sum, gap) => sum + gap, 0)
  // The gap that a place of the video lies in, on average: long ones take more of it.
  const gapSec = totalSec > 0 ? gaps.reduce((sum, gap) => sum + gap * gap, 0) / totalSec : 0
  const framesPerSec = video.averageFrameRate.num / video.averageFrameRate.den
  const pixels = gapSec * framesPerSec * video.codedWidth * video.codedHeight
  return gapSec > NEAR_SEC && pixels > QUICK_PIXELS
}
