import { ListFilter } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flag, FlagList as List } from '#contract/review.ts'
import type { Settings } from '#contract/settings.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { ExportButton } from '#renderer/export/ExportButton.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { BulkBar } from './BulkBar.tsx'
import { FlagFilters } from './FlagFilters.tsx'
import { FlagList } from './FlagList.tsx'
import { NO_FILTER } from './flag-filter.ts'
import { pickAll, useQueueView } from './flag-queue.ts'
import { UnscoredMarks } from './UnscoredMarks.tsx'
import type { Edits } from './use-edits.ts'

interface Props {
  readonly list: List
  readonly queue: readonly Flag[]
  /** Index of the open flag in the queue, or -1. */
  readonly chosen: number
  readonly contentId: string
  readonly edits: Edits
  readonly onChoose: (flag: Flag) => void
}

/** The queue of flags: how many, in what order, which of them, and what can be done to several at once. */
export function QueuePanel({ list, queue, chosen, contentId, edits, onChoose }: Props) {
  const { t } = useTranslation('review')
  const [isFiltering, setFiltering] = useState(false)
  const picked = useQueueView((view) => view.picked)
  const isFiltered = useQueueView(({ filter }) => filter !== NO_FILTER)
  return (
    <nav
      aria-label={t('list')}
      className="flex w-[18rem] shrink-0 flex-col border-r border-line bg-surface @max-[60rem]:h-[38vh] @max-[60rem]:w-full @max-[60rem]:border-r-0 @max-[60rem]:border-b"
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-2 py-1.5 text-[0.8125rem]">
        <span className="font-medium whitespace-nowrap tabular-nums">
          {t(isFiltered ? 'countOf' : 'count', { count: queue.length, all: list.flags.length })}
        </span>
        <span className="flex grow items-center justify-end gap-1">
          <Order />
          <ExportButton {...{ model: list.model, contentId, queue, isFiltered, picked }} />
          <Button
            look="quiet"
            className="px-2! aria-expanded:bg-sunken"
            aria-expanded={isFiltering}
            aria-label={t('filter')}
            title={t('filter')}
            onClick={() => setFiltering(!isFiltering)}
          >
            <ListFilter size={16} aria-hidden />
          </Button>
        </span>
      </div>
      {isFiltering && <FlagFilters list={list} contentId={contentId} />}
      {picked.size > 0 ? (
        <BulkBar queue={queue} edits={edits} />
      ) : (
        queue.length > 1 && (
          <button
            type="button"
            className="min-h-7 border-b border-line px-2 text-left text-[0.75rem] text-ink-muted hover:bg-sunken"
            onClick={() => pickAll(queue)}
          >
            {t('pickAll', { count: queue.length })}
          </button>
        )
      )}
      {queue.length > 0 ? (
        <FlagList {...{ list, queue, chosen, onChoose }} />
      ) : (
        <div className="p-4 text-[0.8125rem]">
          <p className="mb-2">{t(isFiltered ? 'noMatch' : 'noneUnderRule')}</p>
          {isFiltered && (
            <Button onClick={() => useQueueView.setState({ filter: NO_FILTER })}>
              {t('clearFilter')}
            </Button>
          )}
        </div>
      )}
      <UnscoredMarks list={list} />
    </nav>
  )
}

const ORDERS = ['time', 'score', 'disagreement', 'class', 'length', 'interleaved'] as const

function Order() {
  const { t } = useTranslation('review')
  const { data: settings } = useCall('settings.get', {})
  const change = useAct('settings.set')
  if (!settings) return null
  const { review } = settings
  return (
    <select
      aria-label={t('order')}
      title={t('order')}
      className="min-h-8 min-w-0 max-w-32 rounded border border-line bg-surface px-1"
      value={review.order}
      onChange={({ target }) =>
        change.mutate({ review: { ...review, order: target.value as Settings['review']['order'] } })
      }
    >
      {ORDERS.map((order) => (
        <option key={order} value={order}>
          {t(`orders.${order}`)}
        </option>
      ))}
    </select>
  )
}
