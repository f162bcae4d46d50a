import { FolderSync } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryListing } from '#contract/library.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { AddVideos } from './AddVideos.tsx'
import { BulkActions } from './BulkActions.tsx'
import { DropArea } from './DropArea.tsx'
import { LibraryFilters } from './LibraryFilters.tsx'
import { LibraryTable } from './LibraryTable.tsx'
import {
  filterEntries,
  type LibraryFilter,
  NO_FILTER,
  type Sorting,
  sortEntries,
} from './library-view.ts'

export function LibraryScreen() {
  const { data, error } = useCall('library.list', {})
  if (error)
    return (
      <p role="alert" className="p-6 text-danger">
        {error.message}
      </p>
    )
  if (!data) return null
  return (
    <DropArea>
      {data.entries.length === 0 ? <EmptyLibrary /> : <FullLibrary listing={data} />}
    </DropArea>
  )
}

function EmptyLibrary() {
  const { t } = useTranslation('library')
  const samples = useAct('library.addSamples')
  return (
    <main className="mx-auto flex w-full max-w-xl flex-col gap-4 p-6 sm:pt-[12vh]">
      <h1 className="text-2xl font-semibold">{t('emptyTitle')}</h1>
      <p className="leading-6 text-ink-muted">{t('emptyText')}</p>
      <AddVideos />
      <Button
        className="self-start"
        disabled={samples.isPending}
        onClick={() => samples.mutate({})}
      >
        {t('samples')}
      </Button>
      {samples.error && (
        <p role="alert" className="text-danger">
          {samples.error.message}
        </p>
      )}
    </main>
  )
}

function FullLibrary({ listing }: { readonly listing: LibraryListing }) {
  const { t } = useTranslation('library')
  const [filter, setFilter] = useState<LibraryFilter>(NO_FILTER)
  const [sorting, setSorting] = useState<Sorting>({ column: 'name', isDescending: false })
  const [picked, setPicked] = useState<ReadonlySet<number>>(new Set())
  const { entries } = listing
  const wanted = useDeferredValue(filter)
  const shown = useMemo(
    () => sortEntries(filterEntries(entries, wanted), sorting),
    [entries, wanted, sorting],
  )
  const rescan = useAct('library.rescan')
  return (
    <main className="mx-auto flex h-full w-full max-w-7xl flex-col gap-3 p-4">
      <h1 className="sr-only">{t('title')}</h1>
      <div className="flex flex-wrap items-start gap-2">
        <div className="min-w-72 flex-1">
          <AddVideos />
        </div>
        <Button
          disabled={rescan.isPending}
          title={t('rescanText')}
          onClick={() => rescan.mutate({})}
        >
          <FolderSync size={16} aria-hidden /> {t('rescan')}
        </Button>
      </div>
      <LibraryFilters {...{ filter, setFilter, entries }} />
      <BulkActions {...{ entries, shown, picked, setPicked }} />
      {shown.length > 0 ? (
        <LibraryTable {...{ entries: shown, sorting, setSorting, picked, setPicked }} />
      ) : (
        <p className="text-[0.8125rem]">
          {t('noMatch')} <Button onClick={() => setFilter(NO_FILTER)}>{t('clearFilter')}</Button>
        </p>
      )}
    </main>
  )
}
