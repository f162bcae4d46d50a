import type { LibraryEntry, QueueState } from '#contract/library.ts'

export interface EmptyState {
  readonly entries: readonly LibraryEntry[]
  readonly queue: Pick<QueueState, 'counts' | 'isPaused'>
}

/** Why there is not one flag; the names are those of its texts. */
export type EmptyCause = 'noVideos' | 'paused' | 'scanning' | 'notScanned' | 'noneFlagged'

export function emptyCauseOf({ entries, queue }: EmptyState): EmptyCause {
  if (entries.length === 0) return 'noVideos'
  if (queue.counts.queued + queue.counts.running > 0) return queue.isPaused ? 'paused' : 'scanning'
  return entries.some(({ scan }) => scan.state === 'scanned') ? 'noneFlagged' : 'notScanned'
}
