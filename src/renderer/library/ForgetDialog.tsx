import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { useAct } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'

interface Props {
  readonly chosen: readonly LibraryEntry[]
  readonly onDone: () => void
  readonly onClose: () => void
}

/** Asks before videos leave the list, and tells what stays and what ends. */
export function ForgetDialog({ chosen, onDone, onClose }: Props) {
  const { t } = useTranslation('library')
  const forget = useAct('library.forget')
  const verdicts = chosen.reduce((sum, { flags }) => sum + (flags?.decided ?? 0), 0)
  const waiting = chosen.filter(({ scan }) => scan.state === 'queued' || scan.state === 'running')
  const confirm = () =>
    forget.mutate(
      { fileIds: chosen.map(({ fileId }) => fileId) },
      {
        onSuccess: () => {
          onDone()
          onClose()
        },
      },
    )
  return (
    <Dialog title={t('forgetTitle', { count: chosen.length })} onClose={onClose}>
      <div className="flex flex-col gap-2 text-[0.8125rem] leading-5">
        <p>{t('forgetText')}</p>
        {verdicts > 0 && <p>{t('forgetVerdicts', { count: verdicts })}</p>}
        {waiting.length > 0 && <p>{t('forgetScans', { count: waiting.length })}</p>}
        {forget.error && (
          <p role="alert" className="text-danger">
            {forget.error.message}
          </p>
        )}
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button autoFocus onClick={onClose}>
          {t('keep')}
        </Button>
        <Button look="primary" disabled={forget.isPending} onClick={confirm}>
          {t('forget')}
        </Button>
      </div>
    </Dialog>
  )
}
