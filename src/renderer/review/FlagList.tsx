import { useVirtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flag, FlagList as List } from '#contract/review.ts'
import { ExportedMark } from '#renderer/export/ExportedMark.tsx'
import { classHue } from '#renderer/review/timeline/class-style.ts'
import { SMALL_MARGIN } from '#renderer/review/timeline/draw-flags.ts'
import { clock, score } from '#renderer/ui/format.ts'
import { useRem } from '#renderer/ui/use-rem.ts'
import { DecisionShape } from './DecisionShape.tsx'
import { keyOf } from './flag-filter.ts'
import { pick, useQueueView } from './flag-queue.ts'

interface Props {
  readonly list: List
  readonly queue: readonly Flag[]
  readonly chosen: number
  readonly onChoose: (flag: Flag) => void
}

/** rem */
const ROW = 3.5

/** The flags of the queue as a table; only the rows in view exist. */
export function FlagList({ list, queue, chosen, onChoose }: Props) {
  const { t } = useTranslation('review')
  const scroller = useRef<HTMLDivElement>(null)
  const rem = useRem()
  const rows = useVirtualizer({
    count: queue.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW * rem,
    overscan: 12,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the size of text is what is measured.
  useEffect(() => rows.measure(), [rows, rem])
  useEffect(() => {
    if (chosen >= 0) rows.scrollToIndex(chosen)
  }, [chosen, rows])
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> cannot place its rows by themselves.
    <div
      role="table"
      aria-label={t('list')}
      aria-rowcount={queue.length}
      ref={scroller}
      className="min-h-24 flex-1 overflow-auto"
    >
      <div className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, size }) => (
          <Row
            key={keyOf(queue[index]!)}
            {...{ list, queue, index, top: start, height: size, onChoose }}
            isChosen={index === chosen}
          />
        ))}
      </div>
    </div>
  )
}

interface RowProps {
  readonly list: List
  readonly queue: readonly Flag[]
  readonly index: number
  readonly top: number
  readonly height: number
  readonly isChosen: boolean
  readonly onChoose: (flag: Flag) => void
}

function Row({ list, queue, index, top, height, isChosen, onChoose }: RowProps) {
  const flag = queue[index]!
  const isPicked = useQueueView(({ picked }) => picked.has(keyOf(flag)))
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
      className="absolute inset-x-0 flex items-center border-b border-line text-[0.8125rem] hover:bg-sunken aria-selected:bg-sunken aria-[current]:shadow-[inset_3px_0_0_var(--accent)] aria-[current]:bg-sunken"
      style={{ top, height }}
    >
      <Picker {...{ queue, flag, isPicked }} />
      <FlagButton {...{ flag, list, onPress }} />
    </div>
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
    // biome-ignore lint/a11y/useSemanticElements: see the table.
    <span role="cell" className="grid h-full w-8 shrink-0 place-items-center">
      <input
        type="checkbox"
        checked={isPicked}
        aria-label={t('pick', { time: clock(flag.startSec) })}
        className="size-4 accent-(--accent)"
        onChange={({ nativeEvent }) =>
          pick(queue, flag, nativeEvent instanceof window.MouseEvent && nativeEvent.shiftKey)
        }
      />
    </span>
  )
}

interface FlagButtonProps {
  readonly flag: Flag
  readonly list: List
  readonly onPress: (event: MouseEvent) => void
}

function FlagButton({ flag, list, onPress }: FlagButtonProps) {
  const { t } = useTranslation('review')
  const { labels } = list.model
  const index = labels.findIndex(({ id }) => id === flag.class)
  const name = list.files.find(({ contentId }) => contentId === flag.contentId)?.name ?? ''
  const isUncertain = flag.margin < SMALL_MARGIN
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table.
    <span role="cell" className="h-full min-w-0 flex-1">
      <button
        type="button"
        onClick={onPress}
        className="flex size-full items-center gap-2 pr-3 text-left"
      >
        <span
          aria-hidden
          className={`grid h-7 w-8 shrink-0 place-items-center rounded-sm border border-ink ${isUncertain ? 'border-dashed' : ''}`}
          style={{ background: classHue(index) }}
        >
          <span className="rounded-sm bg-white px-0.5 text-[0.6875rem] font-semibold text-black">
            {labels[index]?.code}
          </span>
        </span>
        <span className="min-w-0 flex-1">
          <span className={`flex justify-between gap-2 ${flag.isSeen ? '' : 'font-semibold'}`}>
            <span className="truncate">
              {labels[index]?.display ?? flag.class}
              {isUncertain && <span title={t('uncertain')}>?</span>}
            </span>
            <span className="tabular-nums">{score(flag.score)}</span>
          </span>
          <span className="flex justify-between gap-2 text-[0.75rem] text-ink-muted">
            <bdi className="min-w-0 flex-1 truncate">{name}</bdi>
            <ExportedMark exported={flag.exported} />
            <span className="tabular-nums">{clock(flag.startSec)}</span>
          </span>
        </span>
        <DecisionShape decision={flag.mark?.value.decision ?? null} />
      </button>
    </span>
  )
}
