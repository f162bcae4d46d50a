import { useTranslation } from 'react-i18next'
import type { QueueJob } from '#contract/library.ts'
import { useHost } from '#renderer/client/host.ts'
import { useAct } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'

/** What could not be scanned: why, and what can be done about it. */
export function FailedJobs({ jobs }: { readonly jobs: readonly QueueJob[] }) {
  const { t } = useTranslation('queue')
  const { desktop } = useHost()
  const retry = useAct('queue.retry')
  const forget = useAct('library.forget')
  if (jobs.length === 0) return null
  return (
    <section aria-label={t('failed')} className="border-t border-line p-3">
      <div className="flex items-center gap-2">
        <h3 className="flex-1 font-semibold">{t('failedCount', { count: jobs.length })}</h3>
        {jobs.length > 1 && (
          <Button onClick={() => retry.mutate({ jobIds: jobs.map(({ id }) => id) })}>
            {t('retryAll')}
          </Button>
        )}
      </div>
      <ul className="mt-2 flex flex-col gap-3">
        {jobs.map(({ id, fileId, name, error }) => (
          <li key={id}>
            <bdi className="block truncate font-medium">{name}</bdi>
            <p className="break-words text-danger">{error?.message ?? t('gone')}</p>
            {error?.hint && <p className="text-ink-muted">{error.hint}</p>}
            <div className="flex gap-1">
              <Button look="quiet" onClick={() => retry.mutate({ jobIds: [id] })}>
                {t('retry')}
              </Button>
              {desktop && fileId !== null && (
                <Button look="quiet" onClick={() => void desktop.reveal({ fileId })}>
                  {t('reveal')}
                </Button>
              )}
              {fileId !== null && (
                <Button look="quiet" onClick={() => forget.mutate({ fileIds: [fileId] })}>
                  {t('ignore')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
