import type { WireError } from './errors.ts'
import type { ExportStep } from './export.ts'
import type { JobPace } from './library.ts'
import type { TrainProgress } from './training.ts'

/** What the core announces while it works. Events only tell; they never steer. */
export type CoreEvent =
  | { readonly type: 'scan-started'; readonly files: number }
  | ScanProgress
  | {
      readonly type: 'scan-file-done'
      readonly file: string
      readonly outcome: 'scanned' | 'unchanged'
    }
  | { readonly type: 'scan-file-failed'; readonly file: string; readonly error: WireError }
  /** Another process scans these files; this one waits for it. */
  | { readonly type: 'scan-waiting'; readonly files: number }
  | { readonly type: 'device'; readonly used: string; readonly reason: string }
  /** What `auto` has come to. */
  | { readonly type: 'precision'; readonly used: string; readonly reason: string }
  | { readonly type: 'train-progress'; readonly progress: TrainProgress }
  /** Clips that are about to be copied: how much earlier than their flags they begin, in seconds. */
  | { readonly type: 'export-lead-in'; readonly total: number; readonly most: number }
  /** Videos whose features have been scored. */
  | { readonly type: 'evaluate-progress'; readonly done: number; readonly of: number }
  | ScreenEvent

/** The events that the screens follow: what to ask for again, and what moves too fast to ask for. No paths. */
export type ScreenEvent =
  | { readonly type: 'changed'; readonly what: readonly ChangedPart[] }
  | { readonly type: 'job-progress'; readonly jobId: number; readonly pace: JobPace }
  | { readonly type: 'proxy-progress'; readonly contentId: string; readonly fraction: number }
  | { readonly type: 'import-progress'; readonly step: string; readonly fraction: number }
  | ExportProgress
  /** Files found so far while folders are walked and read. */
  | { readonly type: 'adding'; readonly files: number }

export interface ExportProgress {
  readonly type: 'export-progress'
  /** Id of an export; null for what is no export, as a check of one. */
  readonly task: number | null
  readonly step: ExportStep
  /** Bytes of videos that are read for their hash, clips that are planned or made, flags with stills. */
  readonly done: number
  readonly total: number
}

export const CHANGED_PARTS = [
  'library',
  'queue',
  'review',
  'models',
  'settings',
  'playback',
  'exports',
] as const
export type ChangedPart = (typeof CHANGED_PARTS)[number]

export interface ScanProgress {
  readonly type: 'scan-progress'
  readonly file: string
  /** Seconds of this video that have features. */
  readonly doneSec: number
  /** Its length by the container's word; undefined when that says nothing. */
  readonly totalSec: number | undefined
  /** Snippets encoded in this run, not those kept from an earlier one. */
  readonly snippets: number
}

export type Listener = (event: CoreEvent) => void
