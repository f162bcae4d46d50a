import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExportProgress } from '#contract/events.ts'
import { type ExportTask, isOpenTask, type SavedExport } from '#contract/export.ts'
import { useHost } from '#renderer/client/host.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useExportProgress } from './use-export-progress.ts'

interface Props {
  readonly tasks: readonly ExportTask[]
}

/** The exports that wait, are made or have ended; each that has not can be stopped. */
export function ExportTasks({ tasks }: Props) {
  const { t } = useTranslation('export')
  const progress = useExportProgress()
  const section = useRef<HTMLElement>(null)
  const newest = Math.max(0, ...tasks.map(({ id }) => id))
  useEffect(() => {
    if (newest > 0) section.current?.scrollIntoView({ block: 'nearest' })
  }, [newest])
  if (tasks.length === 0) return null
  return (
    <section ref={section} aria-label={t('tasks.title')}>
      <ul className="flex flex-col gap-2 border-t border-line pt-2">
        {tasks.map((task) => (
          <li key={task.id}>
            <Task task={task} progress={progress.get(task.id)} />
          </li>
        ))}
      </ul>
      {tasks.some(isOpenTask) && <p className="mt-1 text-ink-muted">{t('tasks.goesOn')}</p>}
    </section>
  )
}

interface TaskProps {
  readonly task: ExportTask
  readonly progress: ExportProgress | undefined
}

function Task({ task, progress }: TaskProps) {
  const { t } = useTranslation('export')
  const { state, saved, message } = task
  if (isOpenTask(task)) return <Open {...{ task, progress }} />
  if (state === 'stopped') return <p role="status">{t('tasks.stopped')}</p>
  if (saved) return <Saved saved={saved} />
  return (
    <p role="alert" className="text-danger">
      {t('failed', { message })}
    </p>
  )
}

function Open({ task: { id, format, state }, progress }: TaskProps) {
  const { t } = useTranslation('export')
  const { call } = useHost()
  const name = t(`formats.${format}`)
  const isRunning = state === 'running'
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <div className="min-w-40 flex-1">
        <p>
          {isRunning ? progress ? <Step {...progress} /> : t('preparing') : t('tasks.waiting')}
          <span className="text-ink-muted"> · {name}</span>
        </p>
        {isRunning && (
          <progress
            aria-label={name}
            className="mt-1 h-1.5 w-full accent-(--accent)"
            max={1}
            {...(progress ? { value: shareOf(progress) } : {})}
          />
        )}
      </div>
      <Button onClick={() => void call('export.cancel', { task: id })}>{t('stop')}</Button>
    </div>
  )
}

function shareOf({ done, total }: Pick<ExportProgress, 'done' | 'total'>): number {
  return total > 0 ? done / total : 0
}

/** What is being done, in words. */
export function Step({ step, done, total }: Pick<ExportProgress, 'step' | 'done' | 'total'>) {
  const { t } = useTranslation('export')
  const percent = Math.floor(100 * shareOf({ done, total }))
  const current = Math.min(total, Math.floor(done) + 1)
  return t(`steps.${step}`, { percent, current, done: Math.floor(done), total })
}

function Saved({ saved }: { readonly saved: SavedExport }) {
  const { t } = useTranslation('export')
  const { segments, files, name, unread, failed, failure } = saved
  return (
    <>
      <p role="status">{t('done', { count: segments, name })}</p>
      {files > 1 && <p>{t('files', { count: files })}</p>}
      {unread > 0 && <p className="text-warn">{t('unread', { count: unread })}</p>}
      {failed > 0 && <p className="text-warn">{t('failedClips', { count: failed, failure })}</p>}
    </>
  )
}
