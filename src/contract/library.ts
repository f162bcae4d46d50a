import type { WireError } from './errors.ts'

/** What the library and queue screens show. Folder names are text for people: no method takes one back. */

export interface MediaSummary {
  readonly durationSec: number | null
  readonly width: number
  readonly height: number
  readonly codec: string
  readonly framesPerSec: number | null
}

/** `stale`: has features or scores, but none of the chosen model. */
export type ScanState =
  | 'unscanned'
  | 'stale'
  | 'queued'
  | 'running'
  | 'scanned'
  | 'failed'
  | 'missing'
  | 'cancelled'

export interface FlagCounts {
  readonly total: number
  readonly decided: number
  readonly seen: number
  /** By label id, only those above zero. */
  readonly byClass: Readonly<Record<string, number>>
}

export interface LibraryEntry {
  readonly fileId: number
  /** Null until the file could be read. */
  readonly contentId: string | null
  readonly name: string
  readonly folder: string
  readonly state: 'present' | 'missing' | 'unreadable'
  readonly problem: string | null
  readonly bytes: number
  /** Milliseconds since 1970, UTC. */
  readonly addedAt: number
  readonly media: MediaSummary | null
  readonly scan: {
    readonly state: ScanState
    readonly jobId: number | null
    readonly error: WireError | null
  }
  readonly flags: FlagCounts | null
  readonly peakScore: number | null
}

export interface LibraryListing {
  readonly model: string
  readonly entries: readonly LibraryEntry[]
}

/** What adding did. */
export interface Added {
  readonly files: number
  readonly queued: number
  readonly problems: readonly { readonly name: string; readonly error: WireError }[]
}

export type QueueJobState = 'queued' | 'running' | 'done' | 'failed' | 'missing' | 'cancelled'

export interface QueueJob {
  readonly id: number
  readonly fileId: number | null
  readonly contentId: string | null
  readonly name: string
  readonly folder: string
  readonly state: QueueJobState
  readonly progress: JobPace | null
  readonly error: WireError | null
  readonly attempts: number
  readonly finishedAt: number | null
}

/** How far and how fast a running job is. */
export interface JobPace {
  readonly doneSec: number
  readonly totalSec: number | null
  /** Snippets a second; null in the first moments. */
  readonly snippetsPerSec: number | null
  /** Seconds of video a second. */
  readonly timesRealTime: number | null
  readonly etaSec: number | null
}

export interface QueueState {
  readonly isPaused: boolean
  readonly counts: Readonly<Record<QueueJobState, number>>
  /** Null until a scan asked for one. `isFallback`: a faster one was there or wanted, and failed. */
  readonly device: {
    readonly used: string
    readonly reason: string
    readonly isFallback: boolean
  } | null
  /** Of everything that is queued. */
  readonly etaSec: number | null
  /** What stopped the whole queue, such as a full disk. */
  readonly problem: WireError | null
  /** Running, queued, then failed and missing ones; at most 500 of each. */
  readonly jobs: readonly QueueJob[]
}
