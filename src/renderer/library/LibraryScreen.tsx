import { FolderSync } from 'lucide-react'
import { useDeferredValue, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryListing } from '#contract/library.ts'
import { useHost } from '#renderer/client/host.ts'
import { useCall } from '#renderer/client/queries.ts'
import { NoModel, useHasNoModel } from '#renderer/models/NoModel.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { AddVideos } from './AddVideos.tsx'
import { lookFor, useAdding } from './adding.ts'
import { BulkActions } from './BulkActions.tsx'
import { LibraryFilters } from './LibraryFilters.tsx'
import { LibraryTable } from './LibraryTable.tsx'
import { setFilter, setPicked, setSorting, useLibraryState } from './library-state.ts'
import { filterEntries, NO_FILTER, sortEntries } from './library-view.ts'
import { useLabels } from './use-labels.ts'

export function LibraryScreen() {
  const { t } = useTranslation('library')
  const { data, error } = useCall('library.list', {})
  const hasNoModel = useHasNoModel()
  if (hasNoModel) return <NoModel />
  if (error)
    return (
      <p role="alert" className="p-6 text-danger">
        {error.message}
      </p>
    )
  if (!data)
    return (
      <p role="status" className="p-6 text-[0.8125rem] text-ink-muted">
        {t('reading')}
      </p>
    )
  const isEmpty = data.entries.length === 0
  return (
    <main
      className={`mx-auto flex w-full flex-col gap-3 p-4 ${isEmpty ? 'max-w-xl sm:pt-[14vh]' : 'h-full max-w-7xl'}`}
    >
      {isEmpty ? <Welcome /> : <h1 className="sr-only">{t('title')}</h1>}
      {/* The same one before and after the first videos: it tells what was found. */}
      <div className="flex flex-wrap items-start gap-2">
        <div className="min-w-[min(18rem,100%)] flex-1">
          <AddVideos />
        </div>
        {isEmpty ? null : <Rescan />}
      </div>
      {isEmpty ? <Samples /> : <Videos entries={data.entries} />}
    </main>
  )
}

function Welcome() {
  const { t } = useTranslation('library')
  return (
    <>
      <h1 className="text-xl font-semibold">{t('emptyTitle')}</h1>
      <p className="mb-1 leading-6 text-ink-muted">{t('emptyText')}</p>
    </>
  )
}

function Samples() {
  const { t } = useTranslation('library')
  const { call } = useHost()
  const isLooking = useAdding(({ state }) => state === 'looking')
  return (
    <Button
      className="self-start"
      disabled={isLooking}
      onClick={() => void lookFor(() => call('library.addSamples', {}))}
    >
      {t('samples')}
    </Button>
  )
}

function Rescan() {
  const { t } = useTranslation('library')
  const { call } = useHost()
  const isLooking = useAdding(({ state }) => state === 'looking')
  return (
    <Button
      disabled={isLooking}
      title={t('rescanText')}
      onClick={() => void lookFor(() => call('library.rescan', {}))}
    >
      <FolderSync size={16} aria-hidden /> {t('rescan')}
    </Button>
  )
}

function Videos({ entries }: { readonly entries: LibraryListing['entries'] }) {
  const { t } = useTranslation('library')
  const labels = useLabels()
  const { filter, sorting, picked } = useLibraryState()
  const wanted = useDeferredValue(filter)
  const { displayOf } = labels
  const shown = useMemo(
    () => sortEntries(filterEntries(entries, wanted, displayOf), sorting),
    [entries, wanted, sorting, displayOf],
  )
  return (
    <>
      <LibraryFilters {...{ filter, setFilter, entries, labels }} />
      <BulkActions {...{ entries, shown, picked, setPicked }} />
      {shown.length > 0 ? (
        <LibraryTable {...{ entries: shown, labels, sorting, setSorting, picked, setPicked }} />
      ) : (
        <p className="text-[0.8125rem]">
          {t('noMatch')} <Button onClick={() => setFilter(NO_FILTER)}>{t('clearFilter')}</Button>
        </p>
      )}
    </>
  )
}
