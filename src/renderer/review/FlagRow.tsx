import type { MouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { lookOf } from '#contract/class-look.ts'
import type { Flag, FlagList as List } from '#contract/review.ts'
import { ExportedMark } from '#renderer/export/ExportedMark.tsx'
import { ClassCode } from '#renderer/review/timeline/ClassSwatch.tsx'
import { clock, score } from '#renderer/ui/format.ts'
import { DecisionShape } from './DecisionShape.tsx'
import { keyOf } from './flag-filter.ts'
import { pick, useQueueView } from './flag-queue.ts'
import { Uncertain } from './Uncertain.tsx'
import { isUncertain } from './uncertain.ts'

interface RowProps {
  readonly list: List
  readonly queue: readonly Flag[]
  readonly index: number
  readonly top: number
  readonly height: number
  readonly isChosen: boolean
  readonly onChoose: (flag: Flag) => void
}

/** Two lines a flag: class and score over file and time, with what was decided beside them. */
export function FlagRow({ list, queue, index, top, height, isChosen, onChoose }: RowProps) {
  const flag = queue[index]!
  const isPicked = useQueueView(({ picked }) => picked.has(keyOf(flag)))
  const name = list.files.find(({ contentId }) => contentId === flag.contentId)?.name ?? ''
  const onPress = (event: MouseEvent) => {
    if (event.shiftKey || event.ctrlKey || event.metaKey) pick(queue, flag, event.shiftKey)
    else onChoose(flag)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table.
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 1}
      aria-selected={isPicked}
      aria-current={isChosen || undefined}
      className="absolute inset-x-0 grid grid-cols-[2rem_2.5rem_minmax(0,1fr)_auto_1.75rem] grid-rows-2 items-center border-b border-line py-1 text-[0.8125rem] hover:bg-sunken aria-selected:bg-sunken aria-[current]:shadow-[inset_3px_0_0_var(--accent)] aria-[current]:bg-sunken"
      style={{ top, height }}
    >
      <Picker {...{ queue, flag, isPicked }} />
      <ClassCell {...{ flag, list, onPress }} />
      <Cell className="col-start-4 row-start-1 pl-2 text-right tabular-nums">
        {score(flag.score)}
      </Cell>
      <Cell className="col-start-3 row-start-2 flex items-center gap-1 text-[0.75rem] text-ink-muted">
        <bdi className="min-w-0 truncate">{name}</bdi>
        <ExportedMark exported={flag.exported} />
      </Cell>
      <Cell className="col-start-4 row-start-2 pl-2 text-right text-[0.75rem] text-ink-muted tabular-nums">
        {clock(flag.startSec)}
      </Cell>
      <Cell className="col-start-5 row-span-2 row-start-1 grid place-items-center">
        <DecisionShape decision={flag.mark?.value.decision ?? null} isSeen={flag.isSeen} />
      </Cell>
    </div>
  )
}

interface CellProps {
  readonly className: string
  readonly children: React.ReactNode
}

function Cell({ className, children }: CellProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table.
    <span role="cell" className={`min-w-0 ${className}`}>
      {children}
    </span>
  )
}

interface PickerProps {
  readonly queue: readonly Flag[]
  readonly flag: Flag
  readonly isPicked: boolean
}

function Picker({ queue, flag, isPicked }: PickerProps) {
  const { t } = useTranslation('review')
  return (
    // Above the button, which lies across the row.
    <Cell className="relative z-10 col-start-1 row-span-2 row-start-1 grid h-full place-items-center">
      <label className="grid size-6 place-items-center">
        <input
          type="checkbox"
          checked={isPicked}
          aria-label={t('pick', { time: clock(flag.startSec) })}
          className="size-4 accent-(--accent)"
          onChange={({ nativeEvent }) =>
            pick(queue, flag, nativeEvent instanceof window.MouseEvent && nativeEvent.shiftKey)
          }
        />
      </label>
    </Cell>
  )
}

interface ClassCellProps {
  readonly flag: Flag
  readonly list: List
  readonly onPress: (event: MouseEvent) => void
}

/** The class, as the button that opens the flag; it can be pressed anywhere in the row. */
function ClassCell({ flag, list, onPress }: ClassCellProps) {
  const { t } = useTranslation('review')
  const { labels } = list.model
  const label = labels.find(({ id }) => id === flag.class)
  const state = t(`decisions.${flag.mark?.value.decision ?? 'none'}`)
  const seen = t(flag.isSeen ? 'seen' : 'notSeen')
  const isGuess = isUncertain(flag)
  const name = label?.display ?? flag.class
  const spoken = [
    ...[name, ...(isGuess ? [t('uncertainShort')] : []), score(flag.score)],
    ...[clock(flag.startSec), state, seen],
  ]
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table.
    <span
      role="cell"
      className="col-span-2 col-start-2 row-span-2 row-start-1 grid h-full grid-cols-subgrid grid-rows-subgrid items-center"
    >
      <button
        type="button"
        aria-label={spoken.join(', ')}
        onClick={onPress}
        className="col-span-2 row-span-2 grid h-full grid-cols-subgrid grid-rows-subgrid items-center text-left after:absolute after:inset-0"
      >
        <ClassCode
          look={lookOf(labels, flag.class)}
          code={label?.code ?? '??'}
          isUncertain={isGuess}
          className="row-span-2 h-7 w-8 text-[0.6875rem]"
        />
        <span className={`col-start-2 row-start-1 truncate ${flag.isSeen ? '' : 'font-semibold'}`}>
          {name}
          {isGuess && <Uncertain />}
        </span>
      </button>
    </span>
  )
}
