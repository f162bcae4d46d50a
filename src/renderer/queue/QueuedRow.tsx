import { ArrowDown, ArrowUp, ChevronsDown, ChevronsUp, GripVertical, X } from 'lucide-react'
import type { CSSProperties, DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { MethodInput } from '#contract/api.ts'
import type { QueueJob } from '#contract/library.ts'
import { useAct } from '#renderer/client/queries.ts'

export type Place = MethodInput<'queue.move'>['place']

interface Props {
  readonly jobs: readonly QueueJob[]
  readonly index: number
  readonly place: (id: number, where: Place) => void
  /** Of what is dragged. */
  readonly type: string
  readonly style: CSSProperties
  readonly isOver: boolean
  readonly drop: {
    readonly onDragOver: (event: DragEvent) => void
    readonly onDrop: (event: DragEvent) => void
  }
}

export function QueuedRow({ jobs, index, place, type, style, isOver, drop }: Props) {
  const { id, name, folder } = jobs[index]!
  return (
    <li
      draggable
      style={style}
      aria-posinset={index + 1}
      aria-setsize={jobs.length}
      className={`absolute inset-x-0 flex items-center gap-1 border-t-2 px-3 hover:bg-sunken ${isOver ? 'border-t-accent' : 'border-t-transparent'}`}
      onDragStart={({ dataTransfer }) => dataTransfer.setData(type, String(id))}
      {...drop}
    >
      <GripVertical size={14} aria-hidden className="shrink-0 cursor-grab text-ink-muted" />
      <bdi className="min-w-0 flex-1 truncate" title={`${folder}\n${name}`}>
        {name}
      </bdi>
      <Buttons {...{ jobs, index, place }} />
    </li>
  )
}

function Buttons({ jobs, index, place }: Pick<Props, 'jobs' | 'index' | 'place'>) {
  const { t } = useTranslation('queue')
  const cancel = useAct('queue.cancel')
  const { id, name } = jobs[index]!
  const [previous, afterNext] = [jobs[index - 1], jobs[index + 2]]
  const isLast = index === jobs.length - 1
  const moves = [
    ['first', ChevronsUp, index > 0, () => place(id, 'first')],
    ['up', ArrowUp, index > 0, () => previous && place(id, { before: previous.id })],
    ['down', ArrowDown, !isLast, () => place(id, afterNext ? { before: afterNext.id } : 'last')],
    ['last', ChevronsDown, !isLast, () => place(id, 'last')],
    ['cancel', X, true, () => cancel.mutate({ jobIds: [id] })],
  ] as const
  return moves.map(([action, Icon, isPossible, onClick]) => (
    // Not `disabled`: a row that arrives at the end of the list would lose the focus.
    <button
      key={action}
      type="button"
      aria-disabled={!isPossible}
      aria-label={t(`moves.${action}`, { name })}
      title={t(`moves.${action}`, { name })}
      className="grid size-6 shrink-0 place-items-center rounded hover:bg-line aria-disabled:opacity-30"
      onClick={() => isPossible && onClick()}
    >
      <Icon size={14} aria-hidden />
    </button>
  ))
}
