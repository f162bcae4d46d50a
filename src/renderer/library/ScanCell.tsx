import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useRunningJob } from '#renderer/app/use-running-job.ts'
import { useHost } from '#renderer/client/host.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { clock } from '#renderer/ui/format.ts'
import { plainReason } from '#renderer/ui/plain-reason.ts'

interface Props {
  readonly entry: LibraryEntry
  readonly tabIndex: number
}

/** State of a scan; how far a running one is, why one failed and what can be done. */
export function ScanCell({ entry, tabIndex }: Props) {
  const { t } = useTranslation('library')
  const { state } = entry.scan
  if (state === 'failed') return <Failed {...{ entry, tabIndex }} />
  if (state === 'running') return <Running />
  return (
    <span className={`truncate ${state === 'scanned' ? 'text-ink-muted' : ''}`}>
      {t(`states.${state}`)}
    </span>
  )
}

function Running() {
  const { t } = useTranslation('library')
  const { data: queue } = useCall('queue.show', {})
  const job = useRunningJob(queue)
  const eta = job?.pace?.etaSec ?? null
  return (
    <span className="w-full">
      <span className="flex justify-between gap-2">
        <span className="truncate">{t('states.running')}</span>
        {job && <span>{job.percent} %</span>}
      </span>
      <span aria-hidden className="my-0.5 block h-1 overflow-hidden rounded bg-line">
        <span className="block h-full bg-accent" style={{ width: `${job?.percent ?? 0}%` }} />
      </span>
      {eta !== null && (
        <span className="text-[0.75rem] text-ink-muted">{t('eta', { time: clock(eta) })}</span>
      )}
    </span>
  )
}

const LINK = 'min-h-6 text-accent hover:underline'

function Failed({ entry, tabIndex }: Props) {
  const { fileId, name, folder, scan } = entry
  const { t } = useTranslation('library')
  const { desktop } = useHost()
  const again = useAct('library.scan')
  const forget = useAct('library.forget')
  const { isQueueOpen, toggleQueue } = useNavigation()
  const actions = [
    ['retry', () => again.mutate({ fileIds: [fileId] })],
    ...(desktop ? ([['reveal', () => void desktop.reveal({ fileId })]] as const) : []),
    ['ignore', () => forget.mutate({ fileIds: [fileId] })],
  ] as const
  return (
    <span className="min-w-0">
      <button
        type="button"
        tabIndex={tabIndex}
        title={[scan.error?.message, scan.error?.hint].filter(Boolean).join('\n')}
        className="block min-h-6 max-w-full truncate text-left text-danger hover:underline"
        onClick={() => !isQueueOpen && toggleQueue()}
      >
        {t('states.failed')}: {plainReason(scan.error?.message ?? '', { name, folder })}
      </button>
      <span className="flex gap-3">
        {actions.map(([action, onClick]) => (
          <button
            key={action}
            type="button"
            tabIndex={tabIndex}
            aria-label={t(`${action}File`, { name })}
            className={LINK}
            onClick={onClick}
          >
            {t(action)}
          </button>
        ))}
      </span>
    </span>
  )
}
