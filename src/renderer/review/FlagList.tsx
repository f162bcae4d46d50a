import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flag, FlagList as List } from '#contract/review.ts'
import { useRem } from '#renderer/ui/use-rem.ts'
import { FlagRow } from './FlagRow.tsx'
import { keyOf } from './flag-filter.ts'

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
      className="relative min-h-24 flex-1 overflow-x-hidden overflow-y-auto"
    >
      <Head />
      {/* biome-ignore lint/a11y/useSemanticElements: see the table. */}
      <div role="rowgroup" className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, size }) => (
          <FlagRow
            key={keyOf(queue[index]!)}
            {...{ list, queue, index, top: start, height: size, onChoose }}
            isChosen={index === chosen}
          />
        ))}
      </div>
    </div>
  )
}

/** In the order of the cells. */
const COLUMNS = ['choose', 'class', 'score', 'file', 'time', 'decided'] as const

/** For the ear: what each cell is; the eye knows it by its place. */
function Head() {
  const { t } = useTranslation('review')
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table.
    <div role="rowgroup" className="sr-only">
      {/* biome-ignore lint/a11y/useSemanticElements: see the table. */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: it does nothing. */}
      <div role="row">
        {COLUMNS.map((column) => (
          // biome-ignore lint/a11y/useSemanticElements: see the table.
          // biome-ignore lint/a11y/useFocusableInteractive: it does nothing.
          <span key={column} role="columnheader">
            {t(`columns.${column}`)}
          </span>
        ))}
      </div>
    </div>
  )
}
