import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flag, FlagList as List } from '#contract/review.ts'
import { classHue } from '#renderer/review/timeline/class-style.ts'
import { clock, score } from '#renderer/ui/format.ts'

interface Props {
  readonly list: List
  readonly contentId: string
  readonly startPts: number | null
  readonly onChoose: (flag: Flag) => void
}

const ROW = 52

/** Every flag of the library; only the rows in view exist. */
export function FlagList({ list, contentId, startPts, onChoose }: Props) {
  const { t } = useTranslation('review')
  const scroller = useRef<HTMLDivElement>(null)
  const { flags } = list
  const rows = useVirtualizer({
    count: flags.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  })
  const chosen = flags.findIndex(
    (flag) => flag.contentId === contentId && flag.startPts === startPts,
  )
  useEffect(() => {
    if (chosen >= 0) rows.scrollToIndex(chosen)
  }, [chosen, rows])
  return (
    <nav
      aria-label={t('list')}
      ref={scroller}
      className="w-64 shrink-0 overflow-auto border-r border-line bg-surface"
    >
      <div className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <Row
            key={index}
            flag={flags[index]!}
            list={list}
            top={start}
            isChosen={index === chosen}
            onChoose={onChoose}
          />
        ))}
      </div>
    </nav>
  )
}

interface RowProps {
  readonly flag: Flag
  readonly list: List
  readonly top: number
  readonly isChosen: boolean
  readonly onChoose: (flag: Flag) => void
}

function Row({ flag, list, top, isChosen, onChoose }: RowProps) {
  const { t } = useTranslation('review')
  const { labels } = list.model
  const index = labels.findIndex(({ id }) => id === flag.class)
  const name = list.files.find(({ contentId }) => contentId === flag.contentId)?.name ?? ''
  return (
    <button
      type="button"
      aria-current={isChosen || undefined}
      onClick={() => onChoose(flag)}
      className="absolute inset-x-0 flex items-center gap-2 border-b border-line px-3 text-left text-[13px] hover:bg-sunken aria-[current]:bg-sunken"
      style={{ top, height: ROW }}
    >
      <span
        aria-hidden
        className="grid h-7 w-8 shrink-0 place-items-center rounded-sm border border-ink"
        style={{ background: classHue(Math.max(1, index)) }}
      >
        <span className="rounded-sm bg-white px-0.5 text-[11px] font-semibold text-black">
          {labels[index]?.code}
        </span>
      </span>
      <span className="min-w-0 flex-1">
        <span className="flex justify-between gap-2">
          <span className="truncate">{labels[index]?.display ?? flag.class}</span>
          <span className="tabular-nums">{score(flag.score)}</span>
        </span>
        <span className="flex justify-between gap-2 text-[12px] text-ink-muted">
          <bdi className="truncate">{name}</bdi>
          <span className="tabular-nums">{clock(flag.startSec)}</span>
        </span>
      </span>
      <span
        className="w-4 shrink-0 text-center"
        role="img"
        aria-label={t(`decisions.${flag.mark?.value.decision ?? 'none'}`)}
      >
        {SHAPES[flag.mark?.value.decision ?? 'none']}
      </span>
    </button>
  )
}

const SHAPES = { confirmed: '✓', dismissed: '✕', escalated: '▲', none: '' } as const
