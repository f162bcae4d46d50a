import { ArrowDown, ArrowUp, ChevronsDown, ChevronsUp, GripVertical, X } from 'lucide-react'
import { type DragEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MethodInput } from '#contract/api.ts'
import type { QueueJob } from '#contract/library.ts'
import { useAct } from '#renderer/client/queries.ts'

type Place = MethodInput<'queue.move'>['place']

/** What waits, in its order, which dragging and buttons change. The core lists no more than it can show. */
export function QueuedJobs({ jobs }: { readonly jobs: readonly QueueJob[] }) {
  const { t } = useTranslation('queue')
  const move = useAct('queue.move')
  const [over, setOver] = useState<number | null>(null)
  if (jobs.length === 0) return null
  const place = (id: number, where: Place) => move.mutate({ jobIds: [id], place: where })
  const drop = (event: DragEvent, before: number) => {
    event.preventDefault()
    setOver(null)
    const id = Number(event.dataTransfer.getData(TYPE))
    if (id && id !== before) place(id, { before })
  }
  return (
    <section aria-label={t('waiting')} className="border-t border-line p-3">
      <h3 className="font-semibold">{t('waiting')}</h3>
      <ol className="mt-1">
        {jobs.map((job, index) => (
          <li
            key={job.id}
            draggable
            className={`flex items-center gap-1 border-b border-line py-1 ${over === job.id ? 'border-t-2 border-t-accent' : ''}`}
            onDragStart={({ dataTransfer }) => dataTransfer.setData(TYPE, String(job.id))}
            onDragOver={(event) => {
              if (!event.dataTransfer.types.includes(TYPE)) return
              event.preventDefault()
              setOver(job.id)
            }}
            onDragLeave={() => setOver(null)}
            onDrop={(event) => drop(event, job.id)}
          >
            <GripVertical size={14} aria-hidden className="shrink-0 cursor-grab text-ink-muted" />
            <bdi className="min-w-0 flex-1 truncate" title={job.folder}>
              {job.name}
            </bdi>
            <Buttons {...{ jobs, index, place }} />
          </li>
        ))}
      </ol>
    </section>
  )
}

/** Text of this type comes from a row of this list and from nothing else. */
const TYPE = 'application/x-flagreel-job'

interface ButtonsProps {
  readonly jobs: readonly QueueJob[]
  readonly index: number
  readonly place: (id: number, where: Place) => void
}

function Buttons({ jobs, index, place }: ButtonsProps) {
  const { t } = useTranslation('queue')
  const cancel = useAct('queue.cancel')
  const { id, name } = jobs[index]!
  const [previous, afterNext] = [jobs[index - 1], jobs[index + 2]]
  const moves = [
    ['first', ChevronsUp, index > 0, () => place(id, 'first')],
    ['up', ArrowUp, index > 0, () => previous && place(id, { before: previous.id })],
    [
      'down',
      ArrowDown,
      index < jobs.length - 1,
      () => place(id, afterNext ? { before: afterNext.id } : 'last'),
    ],
    ['last', ChevronsDown, index < jobs.length - 1, () => place(id, 'last')],
    ['cancel', X, true, () => cancel.mutate({ jobIds: [id] })],
  ] as const
  return moves.map(([action, Icon, isEnabled, onClick]) => (
    <button
      key={action}
      type="button"
      disabled={!isEnabled}
      aria-label={t(`moves.${action}`, { name })}
      title={t(`moves.${action}`, { name })}
      className="grid size-6 shrink-0 place-items-center rounded hover:bg-sunken disabled:opacity-30"
      onClick={onClick}
    >
      <Icon size={14} aria-hidden />
    </button>
  ))
}
