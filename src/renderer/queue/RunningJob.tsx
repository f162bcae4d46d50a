import { useTranslation } from 'react-i18next'
import type { JobPace, QueueState } from '#contract/library.ts'
import { useRunningJob } from '#renderer/app/use-running-job.ts'
import { useAct } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { clock } from '#renderer/ui/format.ts'

/** The video that is scanned: how far, how fast, how long still. */
export function RunningJob({ queue }: { readonly queue: QueueState }) {
  const { t } = useTranslation('queue')
  const cancel = useAct('queue.cancel')
  const running = useRunningJob(queue)
  if (!running) return null
  const { job, pace, percent, name } = running
  return (
    <section aria-label={t('running')} className="m-3 rounded border border-line p-3">
      <div className="flex items-start gap-2">
        <span className="min-w-0 flex-1">
          <bdi className="block truncate font-medium" title={name}>
            {name}
          </bdi>
          <bdi className="block truncate text-[0.75rem] text-ink-muted" title={job.folder}>
            {job.folder}
          </bdi>
        </span>
        <Button
          aria-label={t('cancelFile', { name })}
          onClick={() => cancel.mutate({ jobIds: [job.id] })}
        >
          {t('cancel')}
        </Button>
      </div>
      <progress
        aria-label={name}
        className="mt-2 h-2 w-full accent-(--accent)"
        max={100}
        value={percent}
      />
      {queue.isPaused && <p>{t('pausing')}</p>}
      {pace && !queue.isPaused && <Pace pace={pace} />}
    </section>
  )
}

function Pace({ pace }: { readonly pace: JobPace }) {
  const { t } = useTranslation('queue')
  const { doneSec, totalSec, snippetsPerSec, timesRealTime, etaSec } = pace
  const total = totalSec === null ? '?' : clock(totalSec)
  const rates = [
    snippetsPerSec === null ? null : t('rate', { rate: snippetsPerSec.toFixed(1) }),
    timesRealTime === null ? null : t('times', { times: timesRealTime.toFixed(1) }),
  ].filter((rate) => rate !== null)
  return (
    <div className="tabular-nums">
      <p className="flex justify-between gap-2">
        <span>{t('position', { done: clock(doneSec), total })}</span>
        {etaSec !== null && <span>{t('eta', { time: clock(etaSec) })}</span>}
      </p>
      {rates.length > 0 && <p className="text-ink-muted">{rates.join(' · ')}</p>}
    </div>
  )
}
