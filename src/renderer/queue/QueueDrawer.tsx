import { Pause, Play, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { QueueState } from '#contract/library.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { clock } from '#renderer/ui/format.ts'
import { FailedJobs } from './FailedJobs.tsx'
import { QueuedJobs } from './QueuedJobs.tsx'
import { RunningJob } from './RunningJob.tsx'

/** Everything that is scanned, waits or failed, beside the screen. */
export function QueueDrawer({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('queue')
  const { data: queue, error } = useCall('queue.show', {})
  return (
    <aside
      aria-label={t('title')}
      className="flex w-[min(24rem,45vw)] shrink-0 flex-col border-l border-line bg-surface text-[0.8125rem] max-lg:absolute max-lg:inset-y-0 max-lg:right-0 max-lg:z-20 max-lg:w-[min(24rem,100%)] max-lg:shadow-xl"
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
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
    <Button
      look={isPaused ? 'primary' : 'plain'}
      onClick={() => (isPaused ? resume : pause).mutate({})}
    >
      {isPaused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />}
      {t(isPaused ? 'resume' : 'pause')}
    </Button>
  )
}

function Content({ queue }: { readonly queue: QueueState }) {
  const queued = queue.jobs.filter(({ state }) => state === 'queued')
  const failed = queue.jobs.filter(({ state }) => state === 'failed' || state === 'missing')
  const running = queue.jobs.find(({ state }) => state === 'running')
  const isEmpty = !running && queued.length + failed.length === 0
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      {queue.problem && <Problem problem={queue.problem} />}
      {running ? <RunningJob queue={queue} /> : <Idle isPaused={queue.isPaused} {...{ isEmpty }} />}
      <Totals queue={queue} />
      <FailedJobs jobs={failed} count={queue.counts.failed + queue.counts.missing} />
      <QueuedJobs jobs={queued} count={queue.counts.queued} />
    </div>
  )
}

function Problem({ problem }: { readonly problem: NonNullable<QueueState['problem']> }) {
  const { t } = useTranslation('queue')
  return (
    <div role="alert" className="m-3 mb-0 rounded border border-danger p-2 break-words">
      <p className="font-semibold text-danger">{t('problem')}</p>
      <p>{problem.message}</p>
      <p>{problem.hint}</p>
      <p>{t('problemNext')}</p>
    </div>
  )
}

function Idle({ isPaused, isEmpty }: { readonly isPaused: boolean; readonly isEmpty: boolean }) {
  const { t } = useTranslation('queue')
  const { screen, go } = useNavigation()
  if (isPaused) return <p className="p-3">{t('isPaused')}</p>
  return (
    <div className="flex flex-col items-start gap-2 p-3">
      <p>{t(isEmpty ? 'nothing' : 'nothingRuns')}</p>
      {isEmpty && screen !== 'library' && (
        <Button onClick={() => go('library')}>{t('toLibrary')}</Button>
      )}
    </div>
  )
}

function Totals({ queue }: { readonly queue: QueueState }) {
  const { t } = useTranslation('queue')
  const { counts, etaSec, device, isPaused } = queue
  const failed = counts.failed + counts.missing
  return (
    <div className="px-3 pb-2 text-ink-muted">
      <p className="tabular-nums">
        {t('counts', { queued: counts.queued, done: counts.done, failed })}
      </p>
      {!isPaused && etaSec !== null && counts.queued > 0 && (
        <p className="tabular-nums">{t('allEta', { time: clock(etaSec) })}</p>
      )}
      {device && <p className="break-words">{t('device', device)}</p>}
    </div>
  )
}
