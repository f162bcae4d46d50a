import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { useRem } from '#renderer/ui/use-rem.ts'
import { EntryRow } from './EntryRow.tsx'
import { COLUMNS, type Column, type Sorting } from './library-view.ts'

interface Props {
  readonly entries: readonly LibraryEntry[]
  readonly sorting: Sorting
  readonly setSorting: (sorting: Sorting) => void
  readonly picked: ReadonlySet<number>
  readonly setPicked: (picked: ReadonlySet<number>) => void
}

/** rem */
const ROW = 3.75

/** Videos as a table; only the rows in view exist. */
export function LibraryTable({ entries, sorting, setSorting, picked, setPicked }: Props) {
  const { t } = useTranslation('library')
  const scroller = useRef<HTMLDivElement>(null)
  const anchor = useRef<number | null>(null)
  const rem = useRem()
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW * rem,
    overscan: 10,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the size of text is what is measured.
  useEffect(() => rows.measure(), [rows, rem])
  const onPick = (index: number, isRange: boolean) => {
    const next = new Set(picked)
    const from = isRange && anchor.current !== null ? anchor.current : index
    const range = entries.slice(Math.min(from, index), Math.max(from, index) + 1)
    const isOn = !picked.has(entries[index]!.fileId)
    for (const { fileId } of range) {
      if (isOn) next.add(fileId)
      else next.delete(fileId)
    }
    anchor.current = index
    setPicked(next)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> cannot place its rows by themselves.
    <div
      role="table"
      aria-label={t('title')}
      aria-rowcount={entries.length}
      className="@container flex min-h-64 flex-1 flex-col rounded border border-line bg-surface text-[0.8125rem]"
    >
      <HeaderRow {...{ entries, sorting, setSorting, picked, setPicked }} />
      <div ref={scroller} className="min-h-0 flex-1 overflow-auto">
        <div className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start, size }) => (
            <EntryRow
              key={entries[index]!.fileId}
              entry={entries[index]!}
              place={{ index, top: start, height: size }}
              isPicked={picked.has(entries[index]!.fileId)}
              onPick={onPick}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

function HeaderRow({ entries, sorting, setSorting, picked, setPicked }: Props) {
  const { t } = useTranslation('library')
  const isAll = entries.every(({ fileId }) => picked.has(fileId))
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table.
    <div
      role="row"
      tabIndex={-1}
      className="entry-columns border-b border-line px-3 py-1 text-ink-muted"
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see the table. */}
      <span role="columnheader" tabIndex={-1} className="flex">
        <input
          type="checkbox"
          className="size-4 accent-(--accent)"
          aria-label={t('pickAll')}
          checked={isAll}
          onChange={() =>
            setPicked(isAll ? new Set() : new Set(entries.map(({ fileId }) => fileId)))
          }
        />
      </span>
      {COLUMNS.map((column) => (
        <Header key={column} {...{ column, sorting, setSorting }} />
      ))}
    </div>
  )
}

interface HeaderProps {
  readonly column: Column
  readonly sorting: Sorting
  readonly setSorting: (sorting: Sorting) => void
}

function Header({ column, sorting, setSorting }: HeaderProps) {
  const { t } = useTranslation('library')
  const isSorted = sorting.column === column
  const { isDescending } = sorting
  const Icon = isDescending ? ArrowDown : ArrowUp
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the table.
    <span
      role="columnheader"
      tabIndex={-1}
      data-column={column}
      aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        className="flex min-h-6 items-center gap-1 hover:underline"
        onClick={() => setSorting({ column, isDescending: isSorted && !isDescending })}
      >
        {t(column)}
        {isSorted && <Icon size={13} aria-hidden />}
      </button>
    </span>
  )
}
