import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useRunningJob } from '#renderer/app/use-running-job.ts'
import { useHost } from '#renderer/client/host.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'

/** State of a scan; how far a running one is, why one failed and what can be done. */
export function ScanCell({ entry }: { readonly entry: LibraryEntry }) {
  const { t } = useTranslation('library')
  const { state } = entry.scan
  if (state === 'failed') return <Failed entry={entry} />
  if (state === 'running') return <Running />
  return <span className="truncate">{t(`states.${state}`)}</span>
}

function Running() {
  const { t } = useTranslation('library')
  const { data: queue } = useCall('queue.show', {})
  const job = useRunningJob(queue)
  return (
    <span className="w-full">
      {t('states.running')} {job && `${job.percent} %`}
      <span aria-hidden className="mt-0.5 block h-1 overflow-hidden rounded bg-line">
        <span className="block h-full bg-accent" style={{ width: `${job?.percent ?? 0}%` }} />
      </span>
    </span>
  )
}

const LINK = 'min-h-6 text-accent hover:underline'

function Failed({ entry: { fileId, scan } }: { readonly entry: LibraryEntry }) {
  const { t } = useTranslation('library')
  const { desktop } = useHost()
  const again = useAct('library.scan')
  const forget = useAct('library.forget')
  const { isQueueOpen, toggleQueue } = useNavigation()
  return (
    <span className="min-w-0">
      <button
        type="button"
        title={scan.error?.message}
        className="block min-h-6 max-w-full truncate text-left text-danger hover:underline"
        onClick={() => !isQueueOpen && toggleQueue()}
      >
        {t('states.failed')}: {scan.error?.message}
      </button>
      <span className="flex gap-2">
        <button type="button" className={LINK} onClick={() => again.mutate({ fileIds: [fileId] })}>
          {t('retry')}
        </button>
        {desktop && (
          <button type="button" className={LINK} onClick={() => void desktop.reveal({ fileId })}>
            {t('reveal')}
          </button>
        )}
        <button type="button" className={LINK} onClick={() => forget.mutate({ fileIds: [fileId] })}>
          {t('ignore')}
        </button>
      </span>
    </span>
  )
}
