import { ArrowDown, ArrowUp } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { COLUMNS, type Column, type Sorting } from './library-view.ts'

interface Props {
  readonly entries: readonly LibraryEntry[]
  readonly sorting: Sorting
  readonly setSorting: (sorting: Sorting) => void
  readonly picked: ReadonlySet<number>
  readonly setPicked: (picked: ReadonlySet<number>) => void
}

export function HeaderRow({ entries, sorting, setSorting, picked, setPicked }: Props) {
  const { t } = useTranslation('library')
  const isAll = entries.every(({ fileId }) => picked.has(fileId))
  const isSome = !isAll && entries.some(({ fileId }) => picked.has(fileId))
  return (
    // biome-ignore lint/a11y/useSemanticElements: see the grid.
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={1}
      className="entry-columns border-b border-line bg-sunken px-3 py-1 text-ink-muted"
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see the grid. */}
      <span role="columnheader" tabIndex={-1}>
        <label className="grid size-6 place-items-center">
          <input
            type="checkbox"
            className="size-4 accent-(--accent)"
            aria-label={t('pickAll')}
            checked={isAll}
            ref={(box) => {
              if (box) box.indeterminate = isSome
            }}
            onChange={() =>
              setPicked(isAll ? new Set() : new Set(entries.map(({ fileId }) => fileId)))
            }
          />
        </label>
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
    // biome-ignore lint/a11y/useSemanticElements: see the grid.
    <span
      role="columnheader"
      tabIndex={-1}
      data-column={column}
      aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        className={`flex min-h-6 items-center gap-1 hover:underline ${isSorted ? 'font-medium text-ink' : ''}`}
        onClick={() => setSorting({ column, isDescending: isSorted && !isDescending })}
      >
        {t(column)}
        {isSorted && <Icon size={13} aria-hidden />}
      </button>
    </span>
  )
}
