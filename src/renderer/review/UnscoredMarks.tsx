import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlagList } from '#contract/review.ts'
import { clock } from '#renderer/ui/format.ts'
import { DecisionShape } from './DecisionShape.tsx'
import { HistoryDialog } from './HistoryDialog.tsx'

/** Decisions that no flag of the chosen model can carry: listed by themselves, so that none disappears. */
export function UnscoredMarks({ list }: { readonly list: FlagList }) {
  const { t } = useTranslation('review')
  const [isOpen, setOpen] = useState(false)
  const count = list.unscored.length
  if (count === 0) return null
  return (
    <details
      className="border-t border-line text-[0.8125rem]"
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary className="min-h-7 cursor-pointer px-2 py-1">{t('unscored', { count })}</summary>
      <p className="px-2 pb-1 text-[0.75rem] text-ink-muted">{t('unscoredText')}</p>
      {isOpen && <Marks list={list} />}
    </details>
  )
}

function Marks({ list: { unscored, files, model } }: { readonly list: FlagList }) {
  const { t } = useTranslation('review')
  const [markId, setMarkId] = useState<string | null>(null)
  const names = new Map(files.map(({ contentId, name }) => [contentId, name]))
  return (
    <>
      <ul aria-label={t('unscoredList')} className="max-h-48 overflow-auto">
        {unscored.map(({ mark, startSec }) => (
          <li key={mark.id} className="[content-visibility:auto]">
            <button
              type="button"
              title={t('history')}
              className="flex min-h-7 w-full items-center gap-2 px-2 text-left hover:bg-sunken"
              onClick={() => setMarkId(mark.id)}
            >
              <DecisionShape decision={mark.value.decision} />
              <bdi className="flex-1 truncate">{names.get(mark.contentId) ?? t('noFile')}</bdi>
              {startSec !== null && <span className="tabular-nums">{clock(startSec)}</span>}
            </button>
          </li>
        ))}
      </ul>
      {markId && <HistoryDialog {...{ markId, model, onClose: () => setMarkId(null) }} />}
    </>
  )
}
