import { useVirtualizer } from '@tanstack/react-virtual'
import { type DragEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { QueueJob } from '#contract/library.ts'
import { useAct } from '#renderer/client/queries.ts'
import { useRem } from '#renderer/ui/use-rem.ts'
import { type Place, QueuedRow } from './QueuedRow.tsx'

/** Text of this type comes from a row of this list and from nothing else. */
const TYPE = 'application/x-flagreel-job'
/** rem */
const ROW = 2.125

interface Props {
  readonly jobs: readonly QueueJob[]
  /** Of all that wait; the core lists the first ones. */
  readonly count: number
}

/** What waits, in its order, which dragging and buttons change; only the rows in view exist. */
export function QueuedJobs({ jobs, count }: Props) {
  const { t } = useTranslation('queue')
  const move = useAct('queue.move')
  const [over, setOver] = useState<number | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const rem = useRem()
  const rows = useVirtualizer({
    count: jobs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW * rem,
    getItemKey: (index) => jobs[index]!.id,
    overscan: 8,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the size of text is what is measured.
  useEffect(() => rows.measure(), [rows, rem])
  if (jobs.length === 0) return null
  const place = (id: number, where: Place) => move.mutate({ jobIds: [id], place: where })
  /** Where a dragged row would go: before a job, or 0 for the end. */
  const dropOn = (target: number) => ({
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(TYPE)) return
      event.preventDefault()
      event.stopPropagation()
      setOver(target)
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      event.stopPropagation()
      setOver(null)
      const id = Number(event.dataTransfer.getData(TYPE))
      if (id && id !== target) place(id, target === 0 ? 'last' : { before: target })
    },
  })
  return (
    <section
      aria-label={t('waiting')}
      className="flex min-h-40 flex-1 flex-col border-t border-line"
    >
      <h3 className="px-3 pt-3 pb-1 font-semibold">{t('waitingCount', { count })}</h3>
      {move.error && (
        <p role="alert" className="px-3 text-danger">
          {move.error.message}
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging is an extra; the buttons do the same. */}
      <div
        ref={scroller}
        className="min-h-0 flex-1 overflow-auto"
        {...dropOn(0)}
        onDragLeave={() => setOver(null)}
      >
        <ol className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start, size }) => (
            <QueuedRow
              key={jobs[index]!.id}
              {...{ jobs, index, place, type: TYPE }}
              style={{ top: start, height: size }}
              isOver={over === jobs[index]!.id}
              drop={dropOn(jobs[index]!.id)}
            />
          ))}
        </ol>
        {over === 0 && <div aria-hidden className="border-t-2 border-accent" />}
        {count > jobs.length && (
          <p className="px-3 py-2 text-ink-muted">{t('more', { count: count - jobs.length })}</p>
        )}
      </div>
    </section>
  )
}
