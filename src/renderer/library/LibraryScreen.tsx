import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryEntry } from '#contract/library.ts'
import { useCall } from '#renderer/client/queries.ts'
import { AddVideos } from './AddVideos.tsx'
import { EntryRow } from './EntryRow.tsx'
import { filterEntries } from './filter-entries.ts'

export function LibraryScreen() {
  const { t } = useTranslation('library')
  const { data, error } = useCall('library.list', {})
  const [query, setQuery] = useState('')
  if (error)
    return (
      <p role="alert" className="p-6 text-danger">
        {error.message}
      </p>
    )
  const entries = data?.entries ?? []
  const shown = filterEntries(entries, query)
  return (
    <main className="mx-auto flex h-full max-w-6xl flex-col gap-3 p-4">
      <AddVideos isEmpty={data !== undefined && entries.length === 0} />
      {entries.length > 0 && (
        <input
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          className="min-h-8 w-80 max-w-full rounded border border-line-strong bg-surface px-2 text-[13px]"
        />
      )}
      {entries.length > 0 && shown.length === 0 && <p>{t('noMatch', { query })}</p>}
      {shown.length > 0 && <EntryTable entries={shown} />}
    </main>
  )
}

const ROW = 56
const COLUMNS = ['name', 'state', 'duration', 'flags', 'peak', 'progress'] as const

function EntryTable({ entries }: { readonly entries: readonly LibraryEntry[] }) {
  const { t } = useTranslation('library')
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
  })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> cannot be virtualised without losing its layout.
    <div
      role="table"
      aria-label={t('title')}
      aria-rowcount={entries.length}
      className="flex min-h-0 flex-1 flex-col rounded border border-line bg-surface text-[13px]"
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above. */}
      <div
        role="row"
        tabIndex={-1}
        className="entry-columns border-b border-line px-3 py-2 text-ink-muted"
      >
        {COLUMNS.map((column) => (
          // biome-ignore lint/a11y/useSemanticElements: as above.
          <span role="columnheader" tabIndex={-1} key={column}>
            {t(column)}
          </span>
        ))}
      </div>
      <div ref={scroller} className="min-h-0 flex-1 overflow-auto">
        <div className="relative" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <EntryRow
              key={entries[index]!.fileId}
              entry={entries[index]!}
              top={start}
              height={ROW}
            />
          ))}
        </div>
      </div>
    </div>
  )
}
