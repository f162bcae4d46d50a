import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { useAct } from '#renderer/client/queries.ts'
import { reviewOnly } from '#renderer/review/review-only.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ForgetDialog } from './ForgetDialog.tsx'

interface Props {
  readonly entries: readonly LibraryEntry[]
  readonly shown: readonly LibraryEntry[]
  readonly picked: ReadonlySet<number>
  readonly setPicked: (picked: ReadonlySet<number>) => void
}

/** How many videos there are, and what can be done to those that are picked. */
export function BulkActions({ entries, shown, picked, setPicked }: Props) {
  const { t } = useTranslation('library')
  // What the filter hides is not acted on.
  const chosen = shown.filter(({ fileId }) => picked.has(fileId))
  const count = shown.length === entries.length ? 'videos' : 'videosOf'
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-2 text-[0.8125rem]">
      <span role="status" className="text-ink-muted tabular-nums">
        {t(count, {
          count: entries.length,
          shown: shown.length.toLocaleString(),
          all: entries.length.toLocaleString(),
        })}
      </span>
      {chosen.length > 0 && (
        <>
          <span className="font-medium tabular-nums">{t('picked', { count: chosen.length })}</span>
          <Actions chosen={chosen} onPickNone={() => setPicked(new Set())} />
        </>
      )}
    </div>
  )
}

interface ActionsProps {
  readonly chosen: readonly LibraryEntry[]
  readonly onPickNone: () => void
}

function Actions({ chosen, onPickNone }: ActionsProps) {
  const { t } = useTranslation('library')
  const [isAsking, setAsking] = useState(false)
  const scan = useAct('library.scan')
  const cancel = useAct('queue.cancel')
  const fileIds = chosen.map(({ fileId }) => fileId)
  const jobIds = chosen.flatMap(({ scan: { state, jobId } }) =>
    jobId !== null && (state === 'queued' || state === 'running') ? jobId : [],
  )
  const isScannable = chosen.some(({ scan: { state } }) => !SETTLED.has(state))
  const isAgain = chosen.every(({ scan: { state } }) => AGAIN.has(state))
  const flagged = chosen.flatMap(({ contentId, flags }) => (flags?.total ? (contentId ?? []) : []))
  const error = scan.error ?? cancel.error
  return (
    <>
      <Button disabled={flagged.length === 0} onClick={() => reviewOnly(flagged)}>
        {t('reviewThese')}
      </Button>
      <Button
        disabled={!isScannable || scan.isPending}
        title={isScannable ? undefined : t('allScanned')}
        onClick={() => scan.mutate({ fileIds })}
      >
        {t(isAgain ? 'scanAgain' : 'scan')}
      </Button>
      <Button disabled={jobIds.length === 0} onClick={() => cancel.mutate({ jobIds })}>
        {t('cancelScan')}
      </Button>
      <Button onClick={() => setAsking(true)}>{t('forget')}</Button>
      <Button look="quiet" onClick={onPickNone}>
        {t('pickNone')}
      </Button>
      {scan.data && !error && (
        <span role="status" className="text-ink-muted">
          {t('queued', { count: scan.data.queued })}
        </span>
      )}
      {error && (
        <span role="alert" className="text-danger">
          {error.message}
        </span>
      )}
      {isAsking && (
        <ForgetDialog {...{ chosen, onDone: onPickNone, onClose: () => setAsking(false) }} />
      )}
    </>
  )
}

const SETTLED: ReadonlySet<string> = new Set(['scanned', 'queued', 'running'])
const AGAIN: ReadonlySet<string> = new Set(['failed', 'cancelled', 'missing', 'stale'])
