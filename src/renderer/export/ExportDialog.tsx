import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isAbort } from '#contract/errors.ts'
import type { ExportPreview, SavedExport } from '#contract/export.ts'
import { useHost } from '#renderer/client/host.ts'
import { useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ConfirmDialog, Dialog } from '#renderer/ui/Dialog.tsx'
import { ChoiceFields } from './ChoiceFields.tsx'
import { dateOf } from './ExportedMark.tsx'
import { firstChoice, requestOf, type Scopes } from './export-choice.ts'
import { PreviewTable } from './PreviewTable.tsx'
import { useExportProgress } from './use-export-progress.ts'

interface Props {
  readonly scopes: Scopes
  readonly onClose: () => void
}

/** Which flags go out, in what form, and what the file will say. */
export function ExportDialog({ scopes, onClose }: Props) {
  const { t } = useTranslation('export')
  const { exportFlags, call } = useHost()
  const [choice, setChoice] = useState(() => firstChoice(scopes))
  const [isAsking, setAsking] = useState(false)
  const { format, options, ...wanted } = requestOf(choice, scopes)
  const { data: preview, error } = useCall('export.preview', wanted)
  const save = useMutation({
    mutationFn: () => exportFlags({ ...wanted, format, options }).catch(ignoreStop),
  })
  return (
    <Dialog title={t('title')} onClose={onClose} className="w-[44rem]">
      <ChoiceFields
        {...{ scopes, choice }}
        onChange={(change) => {
          save.reset()
          setChoice({ ...choice, ...change })
        }}
      />
      <div className="flex flex-col gap-2 text-[0.8125rem] leading-5">
        <p role="status" className="font-medium">
          {preview ? t('count', { count: preview.segments }) : t('counting')}
        </p>
        {preview && <Findings {...{ preview, scopes }} />}
        {save.isPending && <Progress />}
        {(save.error ?? error) && (
          <p role="alert" className="text-danger">
            {t('failed', { message: (save.error ?? error)?.message })}
          </p>
        )}
        {save.data && <Saved saved={save.data} />}
      </div>
      <Actions
        isOff={!preview || preview.segments === 0 || save.isPending}
        isDone={save.data != null}
        onStop={save.isPending ? () => void call('export.cancel', {}) : null}
        onSave={() => (preview && preview.repeated > 0 ? setAsking(true) : save.mutate())}
        onClose={onClose}
      />
      {isAsking && preview && (
        <ConfirmDialog
          title={t('again')}
          action={t('exportAgain')}
          onConfirm={() => save.mutate()}
          onClose={() => setAsking(false)}
        >
          <Repeated preview={preview} />
        </ConfirmDialog>
      )}
    </Dialog>
  )
}

function Saved({ saved }: { readonly saved: SavedExport }) {
  const { t } = useTranslation('export')
  const { segments, files, name, unread } = saved
  return (
    <>
      <p role="status">{t('done', { count: segments, name })}</p>
      {files > 1 && <p>{t('moreFiles', { count: files - 1 })}</p>}
      {unread > 0 && <p className="text-warn">{t('unread', { count: unread })}</p>}
    </>
  )
}

/** What was stopped is no failure: as if no place had been chosen. */
function ignoreStop(error: unknown): null {
  if (isAbort(error)) return null
  throw error
}

/** Videos that were not exported before are read whole. */
function Progress() {
  const { t } = useTranslation('export')
  const percent = useExportProgress()
  return <p role="status">{percent === null ? t('preparing') : t('reading', { percent })}</p>
}

interface ActionsProps {
  readonly isOff: boolean
  readonly isDone: boolean
  /** While something is being exported. */
  readonly onStop: (() => void) | null
  readonly onSave: () => void
  readonly onClose: () => void
}

function Actions({ isOff, isDone, onStop, onSave, onClose }: ActionsProps) {
  const { t } = useTranslation('export')
  const { desktop } = useHost()
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {onStop ? (
        <Button onClick={onStop}>{t('stop')}</Button>
      ) : (
        <Button onClick={onClose}>{t(isDone ? 'close' : 'cancel')}</Button>
      )}
      <Button look="primary" disabled={isOff} onClick={onSave}>
        {t(desktop ? 'saveAs' : 'download')}
      </Button>
    </div>
  )
}

interface FindingsProps {
  readonly preview: ExportPreview
  readonly scopes: Scopes
}

function Findings({ preview, scopes }: FindingsProps) {
  const { t } = useTranslation(['export', 'models'])
  const { model } = preview
  return (
    <>
      <Repeated preview={preview} />
      {preview.first.length > 0 && <PreviewTable {...{ preview, labels: scopes.model.labels }} />}
      <p className="text-ink-muted">{t('model', { model: model.name })}</p>
      <p className="text-ink-muted">{t('manifest')}</p>
      {model.training !== 'trained' && (
        <p className="text-warn">{t(`models:notes.${model.training}`)}</p>
      )}
    </>
  )
}

/** What went out before, and where to. */
function Repeated({ preview: { repeated, last } }: { readonly preview: ExportPreview }) {
  const { t, i18n } = useTranslation('export')
  if (!last) return null
  return (
    <p className="text-warn">
      {t('repeated', { count: repeated, when: dateOf(last, i18n.language) })}{' '}
      <bdi className="break-all">{last.place}</bdi>
    </p>
  )
}
