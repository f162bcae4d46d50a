import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { QueueJob } from '#contract/library.ts'
import { useHost } from '#renderer/client/host.ts'
import { useAct } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { plainReason } from '#renderer/ui/plain-reason.ts'

/** More at a time than a person reads. */
const PAGE = 20

interface FailedJobsProps {
  /** The first of them. */
  readonly jobs: readonly QueueJob[]
  /** Of all. */
  readonly count: number
}

/** What could not be scanned: why, and what can be done about it. */
export function FailedJobs({ jobs, count }: FailedJobsProps) {
  const { t } = useTranslation('queue')
  const [limit, setLimit] = useState(PAGE)
  const retry = useAct('queue.retry')
  if (jobs.length === 0) return null
  const hidden = jobs.length - limit
  return (
    <section
      aria-label={t('failed')}
      className="max-h-[45%] min-h-24 overflow-auto border-t border-line p-3"
    >
      <div className="flex items-center gap-2">
        <h3 className="flex-1 font-semibold">{t('failedCount', { count })}</h3>
        {count > 1 && (
          <Button disabled={retry.isPending} onClick={() => retry.mutate({ jobIds: 'failed' })}>
            {t('retryAll')}
          </Button>
        )}
      </div>
      {retry.error && (
        <p role="alert" className="text-danger">
          {retry.error.message}
        </p>
      )}
      <ul className="mt-2 flex flex-col gap-3">
        {jobs.slice(0, limit).map((job) => (
          <li key={job.id}>
            <FailedJob job={job} />
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <Button className="mt-2" onClick={() => setLimit(limit + 100)}>
          {t('moreFailed', { count: hidden })}
        </Button>
      )}
    </section>
  )
}

function FailedJob({ job }: { readonly job: QueueJob }) {
  const { id, fileId, name, folder, error } = job
  const { t } = useTranslation('queue')
  const { desktop } = useHost()
  const retry = useAct('queue.retry')
  const forget = useAct('library.forget')
  const cancel = useAct('queue.cancel')
  const ignore = () =>
    fileId === null ? cancel.mutate({ jobIds: [id] }) : forget.mutate({ fileIds: [fileId] })
  const actions = [
    ['retry', () => retry.mutate({ jobIds: [id] })],
    ...(desktop && fileId !== null
      ? ([['reveal', () => void desktop.reveal({ fileId })]] as const)
      : []),
    ['ignore', ignore],
  ] as const
  return (
    <>
      <bdi className="block truncate font-medium" title={`${folder}\n${name}`}>
        {name}
      </bdi>
      <p className="break-words text-danger">
        {error ? plainReason(error.message, job) : t('gone')}
      </p>
      {error?.hint && <p className="text-ink-muted">{error.hint}</p>}
      {retry.error && (
        <p role="alert" className="text-danger">
          {retry.error.message}
        </p>
      )}
      <div className="-ml-2 flex gap-1">
        {actions.map(([action, onClick]) => (
          <Button
            key={action}
            look="quiet"
            className="px-2! text-accent!"
            aria-label={t(`${action}File`, { name })}
            onClick={onClick}
          >
            {t(action)}
          </Button>
        ))}
      </div>
    </>
  )
}
