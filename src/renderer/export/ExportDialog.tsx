import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isAbort } from '#contract/errors.ts'
import { type ExportPreview, type ExportRequest, isOpenTask } from '#contract/export.ts'
import type { ExportFormat } from '#contract/export-formats.ts'
import { useHost } from '#renderer/client/host.ts'
import { useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ConfirmDialog, Dialog } from '#renderer/ui/Dialog.tsx'
import { ChoiceFields } from './ChoiceFields.tsx'
import { ClipOutlook } from './ClipOutlook.tsx'
import { dateOf } from './ExportedMark.tsx'
import { ExportTasks } from './ExportTasks.tsx'
import { firstChoice, requestOf, type Scopes } from './export-choice.ts'
import { PreviewTable } from './PreviewTable.tsx'

interface Props {
  readonly scopes: Scopes
  /** Ids of ended exports that were shown before. */
  readonly seen: Set<number>
  readonly onClose: () => void
}

/** Which flags go out, in what form, and what the file will say. */
export function ExportDialog({ scopes, seen, onClose }: Props) {
  const { t } = useTranslation('export')
  const { exportFlags } = useHost()
  const { data: settings } = useCall('settings.get', {})
  const protect = settings?.protection.mode !== 'standard'
  const [given, setGiven] = useState(() => firstChoice(scopes))
  const choice = { ...given, options: { protect, ...given.options } }
  const [isAsking, setAsking] = useState(false)
  const request = requestOf(choice, scopes)
  const { format, options = {}, ...wanted } = request
  const { data: preview, error } = useCall('export.preview', wanted)
  const { outlook, example, isPlanned, problem } = useClips(request)
  const { data: all = [] } = useCall('export.tasks', {})
  const tasks = all.filter(({ id }) => !seen.has(id))
  const save = useMutation({
    mutationFn: (what: ExportRequest) => exportFlags(what).catch(ignoreStop),
  })
  const isAsked = save.isPending && JSON.stringify(save.variables) === JSON.stringify(request)
  const failure = [save.error, error, problem].find(
    (each) => each && !tasks.some(({ message }) => message === each.message),
  )
  const close = () => {
    for (const task of tasks) if (!isOpenTask(task)) seen.add(task.id)
    onClose()
  }
  return (
    <Dialog title={t('title')} onClose={close} className="w-[44rem] scroll-pb-20">
      <ChoiceFields
        {...{ scopes, choice, example }}
        onChange={(change) => setGiven({ ...given, ...change })}
      />
      <div className="flex flex-col gap-2 text-[0.8125rem] leading-5">
        <p role="status" className="font-medium">
          {preview ? t('count', { count: preview.segments }) : t('counting')}
        </p>
        {format === 'clips' && !problem && <ClipOutlook outlook={outlook} />}
        {preview && <Findings {...{ preview, scopes }} />}
        {failure && (
          <p role="alert" className="text-danger">
            {t('failed', { message: failure.message })}
          </p>
        )}
        <ExportTasks tasks={tasks} />
      </div>
      <Actions
        isOff={!preview || preview.segments === 0 || !isPlanned || isAsked}
        isDone={tasks.length > 0}
        format={format}
        onSave={() => (preview && preview.repeated > 0 ? setAsking(true) : save.mutate(request))}
        onClose={close}
      />
      {isAsking && preview && (
        <ConfirmDialog
          title={t('again')}
          action={t('exportAgain')}
          onConfirm={() => save.mutate(request)}
          onClose={() => setAsking(false)}
        >
          <Repeated preview={preview} />
        </ConfirmDialog>
      )}
    </Dialog>
  )
}

/** What is to be known before clips are cut. */
function useClips({ format, options = {}, ...wanted }: ExportRequest) {
  const { name, ...cutting } = options
  const enabled = format === 'clips'
  const named = useCall('export.clipName', { ...wanted, options }, { enabled })
  const plan = useCall('export.outlook', { ...wanted, options: cutting }, { enabled })
  return {
    outlook: plan.data,
    example: { name: named.data?.name ?? null, problem: named.error?.message ?? null },
    isPlanned: !enabled || (plan.data !== undefined && !named.error),
    problem: enabled ? plan.error : null,
  }
}

/** What was stopped is no failure: as if no place had been chosen. */
function ignoreStop(error: unknown): null {
  if (isAbort(error)) return null
  throw error
}

interface ActionsProps {
  readonly isOff: boolean
  readonly isDone: boolean
  readonly format: ExportFormat
  readonly onSave: () => void
  readonly onClose: () => void
}

function Actions({ isOff, isDone, format, onSave, onClose }: ActionsProps) {
  const { t } = useTranslation('export')
  const { desktop } = useHost()
  const save = format === 'clips' ? 'chooseFolder' : 'saveAs'
  return (
    <div className="sticky bottom-0 -mx-4 -mb-4 flex flex-wrap justify-end gap-2 border-t border-line bg-surface px-4 py-3">
      <Button onClick={onClose}>{t(isDone ? 'close' : 'cancel')}</Button>
      <Button look="primary" disabled={isOff} onClick={onSave}>
        {t(desktop ? save : 'download')}
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
      <bdi className="wrap-anywhere">{last.place}</bdi>
    </p>
  )
}
