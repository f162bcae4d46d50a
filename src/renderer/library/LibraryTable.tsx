import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useRem } from '#renderer/ui/use-rem.ts'
import { EntryRow } from './EntryRow.tsx'
import { HeaderRow } from './HeaderRow.tsx'
import { canReview, type Sorting } from './library-view.ts'
import { useGridKeys } from './use-grid-keys.ts'
import type { Labels } from './use-labels.ts'

interface Props {
  readonly entries: readonly LibraryEntry[]
  readonly labels: Labels
  readonly sorting: Sorting
  readonly setSorting: (sorting: Sorting) => void
  readonly picked: ReadonlySet<number>
  readonly setPicked: (picked: ReadonlySet<number>) => void
}

/** rem */
const ROW = 3.75

/** Videos as a grid, one row a stop of the keyboard; only the rows in view exist. */
export function LibraryTable({ entries, labels, sorting, setSorting, picked, setPicked }: Props) {
  const { t } = useTranslation('library')
  const scroller = useRef<HTMLDivElement>(null)
  const review = useNavigation((navigation) => navigation.review)
  const rem = useRem()
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW * rem,
    overscan: 10,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the size of text is what is measured.
  useEffect(() => rows.measure(), [rows, rem])
  const open = (entry: LibraryEntry) => {
    if (entry.contentId && canReview(entry)) review(entry.contentId)
  }
  const { active, setActive, pick, onKeyDown } = useGridKeys({
    ...{ entries, picked, setPicked, onOpen: open },
    scrollTo: (index) => rows.scrollToIndex(index),
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / (ROW * rem)) - 1),
  })
  const inView = rows.getVirtualItems()
  // The keyboard gets in even when its row was scrolled away.
  const stop = inView.some(({ index }) => index === active) ? active : inView[0]?.index
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> cannot place its rows by themselves.
    <div
      role="grid"
      tabIndex={-1}
      aria-label={t('title')}
      aria-multiselectable
      aria-rowcount={entries.length + 1}
      className="@container flex min-h-64 flex-1 flex-col overflow-hidden rounded border border-line bg-surface text-[0.8125rem]"
    >
      <HeaderRow {...{ entries, sorting, setSorting, picked, setPicked }} />
      <div ref={scroller} tabIndex={-1} className="min-h-0 flex-1 overflow-auto outline-none">
        {/* biome-ignore lint/a11y/useSemanticElements: see the grid. */}
        <div
          role="rowgroup"
          className="relative"
          style={{ height: rows.getTotalSize() }}
          onKeyDown={onKeyDown}
        >
          {inView.map(({ index, start, size }) => (
            <EntryRow
              key={entries[index]!.fileId}
              entry={entries[index]!}
              labels={labels}
              place={{ index, top: start, height: size, isStop: index === stop }}
              isPicked={picked.has(entries[index]!.fileId)}
              onPick={pick}
              onFocus={setActive}
              onOpen={open}
            />
          ))}
        </div>
      </div>
    </div>
  )
}
