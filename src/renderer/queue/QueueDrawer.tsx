import { Pause, Play, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { QueueState } from '#contract/library.ts'
import { useRunningJob } from '#renderer/app/use-running-job.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { clock } from '#renderer/ui/format.ts'
import { FailedJobs } from './FailedJobs.tsx'
import { QueuedJobs } from './QueuedJobs.tsx'

/** Everything that is scanned, waits or failed, beside the screen. */
export function QueueDrawer({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('queue')
  const { data: queue, error } = useCall('queue.show', {})
  return (
    <aside
      aria-label={t('title')}
      className="flex w-[24rem] max-w-full shrink-0 flex-col border-l border-line bg-surface text-[0.8125rem] max-md:absolute max-md:inset-y-0 max-md:right-0 max-md:z-20 max-md:shadow-xl"
    >
      <div className="flex items-center gap-2 border-b border-line px-3 py-1.5">
        <h2 className="flex-1 font-semibold">{t('title')}</h2>
        {queue && <PauseButton isPaused={queue.isPaused} />}
        <Button look="quiet" className="px-2!" aria-label={t('close')} onClick={onClose}>
          <X size={16} aria-hidden />
        </Button>
      </div>
      {error && (
        <p role="alert" className="p-3 text-danger">
          {error.message}
        </p>
      )}
      {queue && <Content queue={queue} />}
    </aside>
  )
}

function PauseButton({ isPaused }: { readonly isPaused: boolean }) {
  const { t } = useTranslation('queue')
  const pause = useAct('queue.pause')
  const resume = useAct('queue.resume')
  return (
    <Button onClick={() => (isPaused ? resume : pause).mutate({})}>
      {isPaused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />}
      {t(isPaused ? 'resume' : 'pause')}
    </Button>
  )
}

function Content({ queue }: { readonly queue: QueueState }) {
  const { t } = useTranslation('queue')
  const queued = queue.jobs.filter(({ state }) => state === 'queued')
  const failed = queue.jobs.filter(({ state }) => state === 'failed' || state === 'missing')
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-auto">
      {queue.problem && (
        <div role="alert" className="m-3 rounded border border-danger p-2 text-danger">
          <p>{queue.problem.message}</p>
          {queue.problem.hint && <p>{queue.problem.hint}</p>}
        </div>
      )}
      {queue.device?.isFallback && (
        <p role="alert" className="m-3 rounded border border-warn p-2 text-warn">
          {t('fallback', { reason: queue.device.reason })}
        </p>
      )}
      <Running queue={queue} />
      <p role="status" className="px-3 pb-2 text-ink-muted">
        {t('counts', {
          queued: queue.counts.queued,
          done: queue.counts.done,
          failed: queue.counts.failed + queue.counts.missing,
        })}
        {queue.etaSec !== null &&
          queue.counts.queued > 0 &&
          ` · ${t('allEta', { time: clock(queue.etaSec) })}`}
      </p>
      <FailedJobs jobs={failed} />
      <QueuedJobs jobs={queued} />
    </div>
  )
}

function Running({ queue }: { readonly queue: QueueState }) {
  const { t } = useTranslation('queue')
  const cancel = useAct('queue.cancel')
  const running = useRunningJob(queue)
  if (!running) return <p className="p-3">{t(queue.isPaused ? 'isPaused' : 'nothing')}</p>
  const { job, pace, percent, name } = running
  return (
    <section className="m-3 rounded border border-line p-3">
      <div className="flex items-start gap-2">
        <span className="min-w-0 flex-1">
          <bdi className="block truncate font-medium">{name}</bdi>
          <bdi className="block truncate text-[0.75rem] text-ink-muted">{job.folder}</bdi>
        </span>
        <Button onClick={() => cancel.mutate({ jobIds: [job.id] })}>{t('cancel')}</Button>
      </div>
      <progress
        aria-label={name}
        className="mt-2 h-2 w-full accent-(--accent)"
        max={100}
        value={percent}
      />
      {pace && (
        <p className="tabular-nums">
          {t('position', {
            done: clock(pace.doneSec),
            total: pace.totalSec === null ? '?' : clock(pace.totalSec),
          })}
          {pace.snippetsPerSec !== null &&
            ` · ${t('rate', { rate: pace.snippetsPerSec.toFixed(1) })}`}
          {pace.timesRealTime !== null &&
            ` · ${t('times', { times: pace.timesRealTime.toFixed(1) })}`}
          {pace.etaSec !== null && ` · ${t('eta', { time: clock(pace.etaSec) })}`}
        </p>
      )}
      {queue.device && (
        <p className="text-ink-muted">
          {queue.device.used}: {queue.device.reason}
        </p>
      )}
    </section>
  )
}
