import { useEffect, useState } from 'react'
import type { JobPace, QueueJob, QueueState } from '#contract/library.ts'
import { useHost } from '#renderer/client/host.ts'

export interface RunningJob {
  readonly job: QueueJob
  readonly name: string
  readonly percent: number
  readonly pace: JobPace | null
}

/** The job that runs, with its progress as it comes in. */
export function useRunningJob(queue: QueueState | undefined): RunningJob | null {
  const { subscribe } = useHost()
  const [paces, setPaces] = useState<Readonly<Record<number, JobPace>>>({})
  useEffect(
    () =>
      subscribe((event) => {
        if (event.type === 'job-progress') setPaces({ [event.jobId]: event.pace })
      }),
    [subscribe],
  )
  const job = queue?.jobs.find(({ state }) => state === 'running')
  if (!job) return null
  const pace = paces[job.id] ?? job.progress
  const percent = pace?.totalSec
    ? Math.min(100, Math.round((pace.doneSec / pace.totalSec) * 100))
    : 0
  return { job, name: job.name, percent, pace }
}
