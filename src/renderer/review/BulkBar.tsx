import { Check, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flag } from '#contract/review.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ConfirmDialog } from '#renderer/ui/Dialog.tsx'
import { keyOf } from './flag-filter.ts'
import { pickAll, pickNone, useQueueView } from './flag-queue.ts'
import type { Edits } from './use-edits.ts'

interface Props {
  readonly queue: readonly Flag[]
  readonly edits: Edits
}

const DECISIONS = [
  ['confirmed', 'confirm', Check],
  ['dismissed', 'dismiss', X],
  ['escalated', 'escalate', TriangleAlert],
] as const

/** One decision about all flags that are picked, and one step to take it back. */
export function BulkBar({ queue, edits }: Props) {
  const { t } = useTranslation('review')
  const picked = useQueueView((view) => view.picked)
  const [isAsking, setAsking] = useState(false)
  const flags = queue.filter((flag) => picked.has(keyOf(flag)))
  const unseen = flags.filter(({ isSeen }) => !isSeen).length
  const decide = (decision: 'confirmed' | 'dismissed' | 'escalated') => {
    edits.decide(flags, { decision })
    pickNone()
  }
  return (
    <div
      role="toolbar"
      aria-label={t('bulk')}
      className="flex flex-wrap items-center gap-1 border-b border-line bg-sunken px-2 py-1 text-[0.8125rem]"
    >
      <span className="flex-1 font-medium">{t('picked', { count: flags.length })}</span>
      {DECISIONS.map(([decision, name, Icon]) => (
        <Button
          key={decision}
          className="px-2!"
          aria-label={t(name)}
          title={t(name)}
          onClick={() =>
            decision === 'dismissed' && unseen > 0 ? setAsking(true) : decide(decision)
          }
        >
          <Icon size={16} aria-hidden />
        </Button>
      ))}
      <Button look="quiet" onClick={() => pickAll(queue)}>
        {t('all')}
      </Button>
      <Button look="quiet" onClick={pickNone}>
        {t('none')}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t('dismissUnseen', { count: unseen })}
          action={t('dismissAll', { count: flags.length })}
          onConfirm={() => decide('dismissed')}
          onClose={() => setAsking(false)}
        >
          {t('dismissUnseenText', { unseen, count: flags.length })}
        </ConfirmDialog>
      )}
    </div>
  )
}
