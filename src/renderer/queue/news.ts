import type { QueueJob, QueueState } from '#contract/library.ts'

export interface News {
  /** Failed since then. */
  readonly failed: readonly QueueJob[]
  /** Nothing is left to scan. */
  readonly isDone: boolean
}

/** What a person should hear of between two looks at the queue; null for nothing. */
export function newsOf(before: QueueState, now: QueueState): News | null {
  const known = new Map(before.jobs.map((job) => [job.id, job]))
  const failed = now.jobs.filter(
    ({ id, state, attempts }) =>
      isLost(state) && !(isLost(known.get(id)?.state) && known.get(id)?.attempts === attempts),
  )
  const isDone = isBusy(before) && !isBusy(now) && now.counts.done > before.counts.done
  return failed.length > 0 || isDone ? { failed, isDone: !isBusy(now) && isBusy(before) } : null
}

function isLost(state: QueueJob['state'] | undefined): boolean {
  return state === 'failed' || state === 'missing'
}

function isBusy({ counts }: QueueState): boolean {
  return counts.queued + counts.running > 0
}
