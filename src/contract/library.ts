import { z } from 'zod'
import type { ErrorCode, WireError } from './errors.ts'

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
  /** Highest score of the whole video, whether it is flagged or not; null without scores. */
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
  /** Were there before and are gone. What is known of them stays. */
  readonly missing: number
  readonly problems: readonly { readonly name: string; readonly error: WireError }[]
}

const queueJobState = z.enum(['queued', 'running', 'done', 'failed', 'missing', 'cancelled'])

const wireError = z.object({
  code: z.string() as unknown as z.ZodType<ErrorCode>,
  message: z.string(),
  hint: z.string().optional(),
})

/** How far and how fast a running job is. */
const jobPaceSchema = z.object({
  doneSec: z.number(),
  totalSec: z.number().nullable(),
  snippetsPerSec: z.number().nullable().describe('null in the first moments'),
  timesRealTime: z.number().nullable().describe('Seconds of video a second'),
  etaSec: z.number().nullable(),
})
export type JobPace = z.infer<typeof jobPaceSchema>

const queueJobSchema = z.object({
  id: z.int(),
  fileId: z.int().nullable(),
  contentId: z.string().nullable(),
  name: z.string(),
  folder: z.string(),
  state: queueJobState,
  progress: jobPaceSchema.nullable(),
  error: wireError.nullable(),
  attempts: z.int(),
  finishedAt: z.int().nullable().describe('Milliseconds since 1970, UTC'),
})
export type QueueJob = z.infer<typeof queueJobSchema>

export const queueStateSchema = z
  .object({
    isPaused: z.boolean(),
    counts: z.record(queueJobState, z.int()),
    device: z
      .object({ used: z.string(), reason: z.string(), isFallback: z.boolean() })
      .nullable()
      .describe('null until a scan asked for one'),
    etaSec: z.number().nullable().describe('Of everything that is queued'),
    problem: wireError.nullable().describe('What stopped the whole queue, such as a full disk'),
    jobs: z
      .array(queueJobSchema)
      .describe('Running, queued, then failed and missing ones; at most 500 of each'),
  })
  .meta({ id: 'QueueState' })
export type QueueState = z.infer<typeof queueStateSchema>
