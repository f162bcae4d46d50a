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
