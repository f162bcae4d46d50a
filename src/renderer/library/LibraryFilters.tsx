import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { LibraryEntry, ScanState } from '#contract/library.ts'
import { folderTree } from './folders.ts'
import { type LibraryFilter, NO_FILTER, REVIEW_STATES, type ReviewState } from './library-view.ts'
import type { Labels } from './use-labels.ts'

interface Props {
  readonly filter: LibraryFilter
  readonly setFilter: (filter: LibraryFilter) => void
  readonly entries: readonly LibraryEntry[]
  readonly labels: Labels
}

const FIELD = 'min-h-8 max-w-56 rounded border border-line-strong bg-surface px-2'

export function LibraryFilters({ filter, setFilter, entries, labels }: Props) {
  const { t } = useTranslation('library')
  const present = useMemo(() => presentIn(entries), [entries])
  const set = (change: Partial<LibraryFilter>) => setFilter({ ...filter, ...change })
  return (
    <search aria-label={t('filter')} className="flex flex-wrap gap-2 text-[0.8125rem]">
      <input
        type="search"
        aria-label={t('search')}
        placeholder={t('search')}
        value={filter.text}
        onChange={({ target }) => set({ text: target.value })}
        className={`${FIELD} w-56`}
      />
      <Select
        name={t('anyClass')}
        value={filter.class}
        options={present.classes.map((id) => [id, labels.displayOf(id)])}
        onChange={(value) => set({ class: value })}
      />
      <Select
        name={t('anyState')}
        value={filter.scan}
        options={present.states.map((state) => [state, t(`states.${state}`)])}
        onChange={(value) => set({ scan: value as ScanState | null })}
      />
      <Select
        name={t('anyReview')}
        value={filter.review}
        options={REVIEW_STATES.map((state) => [state, t(`reviews.${state}`)])}
        onChange={(value) => set({ review: value as ReviewState | null })}
      />
      {present.folders.length > 1 && (
        <Select
          name={t('anyFolder')}
          value={filter.folder}
          options={present.folders.map(({ path, name, depth, count }) => [
            path,
            `${'\u2003'.repeat(depth)}${name} (${count})`,
          ])}
          onChange={(value) => set({ folder: value })}
        />
      )}
      <label className="flex items-center gap-2">
        {t('leastScore')}
        <input
          type="number"
          {...{ min: 0, max: 1, step: 0.05 }}
          className={`${FIELD} w-20`}
          value={filter.leastScore}
          onChange={({ target }) => set({ leastScore: Number(target.value) || 0 })}
        />
      </label>
      {filter !== NO_FILTER && (
        <button
          type="button"
          className="min-h-8 px-2 text-accent hover:underline"
          onClick={() => setFilter(NO_FILTER)}
        >
          {t('clearFilter')}
        </button>
      )}
    </search>
  )
}

/** What there is to filter by. */
function presentIn(entries: readonly LibraryEntry[]) {
  const unique = <T,>(values: readonly T[]) => [...new Set(values)].sort()
  return {
    classes: unique(entries.flatMap(({ flags }) => Object.keys(flags?.byClass ?? {}))),
    states: unique(entries.map(({ scan }) => scan.state)),
    folders: folderTree(entries.map(({ folder }) => folder)),
  }
}

interface SelectProps {
  /** What is meant when nothing is chosen. */
  readonly name: string
  readonly value: string | null
  readonly options: readonly (readonly [string, string])[]
  readonly onChange: (value: string | null) => void
}

function Select({ name, value, options, onChange }: SelectProps) {
  return (
    <select
      aria-label={name}
      className={FIELD}
      value={value ?? ''}
      onChange={({ target }) => onChange(target.value || null)}
    >
      <option value="">{name}</option>
      {options.map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </select>
  )
}
