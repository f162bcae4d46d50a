import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { EntryRow } from './EntryRow.tsx'
import { HeaderRow } from './HeaderRow.tsx'
import { canReview, type Sorting } from './library-view.ts'
import { useGridKeys } from './use-grid-keys.ts'
import type { Labels } from './use-labels.ts'
import { useRows } from './use-rows.ts'

interface Props {
  readonly entries: readonly LibraryEntry[]
  readonly labels: Labels
  readonly sorting: Sorting
  readonly setSorting: (sorting: Sorting) => void
  readonly picked: ReadonlySet<number>
  readonly setPicked: (picked: ReadonlySet<number>) => void
}

/** Videos as a grid, one row a stop of the keyboard; only the rows in view exist. */
export function LibraryTable({ entries, labels, sorting, setSorting, picked, setPicked }: Props) {
  const { t } = useTranslation('library')
  const review = useNavigation((navigation) => navigation.review)
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, page } = useRows(entries.length, scroller)
  const open = (entry: LibraryEntry) =>
    entry.contentId && canReview(entry) && review(entry.contentId)
  const { active, setActive, pick, onKeyDown } = useGridKeys({
    ...{ entries, picked, setPicked, page, onOpen: open },
    scrollTo: (index) => rows.scrollToIndex(index),
  })
  const latest = useRef({ pick, open })
  latest.current = { pick, open }
  // The same for every row and render, so that rows which stay in view are not made anew.
  const handlers = useMemo(
    () => ({
      onPick: (index: number, isRange: boolean) => latest.current.pick(index, isRange),
      onOpen: (entry: LibraryEntry) => latest.current.open(entry),
      onFocus: setActive,
    }),
    [setActive],
  )
  const inView = rows.getVirtualItems()
  // Also when its row was scrolled away.
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
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid. */}
      <div
        ref={scroller}
        role="rowgroup"
        tabIndex={-1}
        className="min-h-0 flex-1 overflow-auto outline-none"
        onKeyDown={onKeyDown}
      >
        <div className="relative" style={{ height: rows.getTotalSize() }}>
          {inView.map(({ index, start, size }) => (
            <EntryRow
              key={entries[index]!.fileId}
              entry={entries[index]!}
              labels={labels}
              {...{ index, top: start, height: size, isStop: index === stop, ...handlers }}
              isPicked={picked.has(entries[index]!.fileId)}
            />
          ))}
        </div>
      </div>
    </div>
  )
}
