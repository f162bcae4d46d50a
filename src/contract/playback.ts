import type { WireError } from './errors.ts'

/**
 * How the screen gets pictures. It names a content and a kind; where the file lies is the host's business:
 * `media/<contentId>/original|proxy`, `media/<contentId>/poster`, `media/<contentId>/strip/<sheet>`,
 * `media/<contentId>/still/<pts>`, below the base address that the host gives.
 */
export type MediaKind = 'original' | 'proxy' | 'poster' | 'strip' | 'still'

export interface Playback {
  readonly contentId: string
  /** `original` where Chromium plays it, `proxy` for everything else. */
  readonly source: 'original' | 'proxy'
  readonly state: 'ready' | 'making' | 'failed'
  /** Of the proxy, while it is made. */
  readonly fraction: number | null
  readonly error: WireError | null
  readonly width: number
  readonly height: number
  readonly hasAudio: boolean
  /** Pictures at even steps, in sheets of columns × rows cells; null until made. */
  readonly strip: Strip | null
}

export interface Strip {
  readonly sheets: number
  readonly columns: number
  readonly rows: number
  readonly cellWidth: number
  readonly cellHeight: number
  /** Seconds since the first frame, one a cell. */
  readonly stepSec: number
  readonly cells: number
}

/** Decoded frames of some snippets, exact. */
export interface FrameTimes {
  readonly fromFrame: number
  /** Base64 of Float64 [n]: PTS in the video's time base, whole numbers, rising. */
  readonly pts: string
}
