import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { useAct } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ConfirmDialog } from '#renderer/ui/Dialog.tsx'

interface Props {
  readonly entries: readonly LibraryEntry[]
  readonly shown: readonly LibraryEntry[]
  readonly picked: ReadonlySet<number>
  readonly setPicked: (picked: ReadonlySet<number>) => void
}

/** How many videos there are, and what can be done to those that are picked. */
export function BulkActions({ entries, shown, picked, setPicked }: Props) {
  const { t } = useTranslation('library')
  const [isAsking, setAsking] = useState(false)
  const scan = useAct('library.scan')
  const cancel = useAct('queue.cancel')
  const forget = useAct('library.forget')
  const chosen = entries.filter(({ fileId }) => picked.has(fileId))
  const fileIds = chosen.map(({ fileId }) => fileId)
  const jobIds = chosen.flatMap(({ scan: { state, jobId } }) =>
    jobId !== null && (state === 'queued' || state === 'running') ? jobId : [],
  )
  const error = scan.error ?? cancel.error ?? forget.error
  const count = shown.length === entries.length ? 'videos' : 'videosOf'
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-2 text-[0.8125rem]">
      <span role="status" className="text-ink-muted tabular-nums">
        {t(count, { count: shown.length, all: entries.length })}
      </span>
      {chosen.length > 0 && (
        <>
          <span className="font-medium tabular-nums">{t('picked', { count: chosen.length })}</span>
          <Button onClick={() => scan.mutate({ fileIds })}>{t('scan')}</Button>
          <Button disabled={jobIds.length === 0} onClick={() => cancel.mutate({ jobIds })}>
            {t('cancelScan')}
          </Button>
          <Button onClick={() => setAsking(true)}>{t('forget')}</Button>
          <Button look="quiet" onClick={() => setPicked(new Set())}>
            {t('pickNone')}
          </Button>
        </>
      )}
      {error && (
        <span role="alert" className="text-danger">
          {error.message}
        </span>
      )}
      {isAsking && (
        <ConfirmDialog
          title={t('forgetTitle', { count: chosen.length })}
          action={t('forget')}
          onConfirm={() => forget.mutate({ fileIds }, { onSuccess: () => setPicked(new Set()) })}
          onClose={() => setAsking(false)}
        >
          {t('forgetText')}
        </ConfirmDialog>
      )}
    </div>
  )
}
