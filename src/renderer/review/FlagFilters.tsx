import { useTranslation } from 'react-i18next'
import type { FlagList } from '#contract/review.ts'
import { FLAG_STATES, type FlagState, NO_FILTER } from './flag-filter.ts'
import { setFilter, useQueueView } from './flag-queue.ts'

interface Props {
  readonly list: FlagList
  readonly contentId: string
}

const FIELD = 'min-h-8 w-full rounded border border-line-strong bg-surface px-2'

export function FlagFilters({ list, contentId }: Props) {
  const { t } = useTranslation('review')
  const filter = useQueueView((view) => view.filter)
  return (
    <div className="grid grid-cols-2 gap-2 border-b border-line p-2 text-[0.8125rem]">
      <select
        aria-label={t('class')}
        className={FIELD}
        value={filter.class ?? ''}
        onChange={({ target }) => setFilter({ class: target.value || null })}
      >
        <option value="">{t('allClasses')}</option>
        {list.model.labels.slice(1).map(({ id, display }) => (
          <option key={id} value={id}>
            {display}
          </option>
        ))}
      </select>
      <select
        aria-label={t('state')}
        className={FIELD}
        value={filter.state ?? ''}
        onChange={({ target }) => setFilter({ state: (target.value || null) as FlagState | null })}
      >
        <option value="">{t('allStates')}</option>
        {FLAG_STATES.map((state) => (
          <option key={state} value={state}>
            {t(`states.${state}`)}
          </option>
        ))}
      </select>
      <input
        type="search"
        aria-label={t('fileName')}
        placeholder={t('fileName')}
        className={FIELD}
        value={filter.text}
        onChange={({ target }) => setFilter({ text: target.value })}
      />
      <label className="flex items-center gap-2">
        <span className="shrink-0">{t('leastScore')}</span>
        <input
          type="number"
          min={0}
          max={1}
          step={0.05}
          className={FIELD}
          value={filter.leastScore}
          onChange={({ target }) => setFilter({ leastScore: Number(target.value) || 0 })}
        />
      </label>
      <Check
        text={t('thisFile')}
        isOn={filter.contentId !== null}
        onChange={(isOn) => setFilter({ contentId: isOn ? contentId : null })}
      />
      <Check
        text={t('unseenOnly')}
        isOn={filter.isUnseenOnly}
        onChange={(isOn) => setFilter({ isUnseenOnly: isOn })}
      />
      {filter.contentIds && (
        <p className="col-span-2 text-ink-muted">
          {t('chosenFiles', { count: filter.contentIds.size })}
        </p>
      )}
      {filter !== NO_FILTER && (
        <button
          type="button"
          className="col-span-2 min-h-7 text-left text-accent hover:underline"
          onClick={() => useQueueView.setState({ filter: NO_FILTER })}
        >
          {t('clearFilter')}
        </button>
      )}
    </div>
  )
}

interface CheckProps {
  readonly text: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

function Check({ text, isOn, onChange }: CheckProps) {
  return (
    <label className="flex min-h-6 items-center gap-2">
      <input
        type="checkbox"
        className="size-4 accent-(--accent)"
        checked={isOn}
        onChange={({ target }) => onChange(target.checked)}
      />
      {text}
    </label>
  )
}
