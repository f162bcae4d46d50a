import { useTranslation } from 'react-i18next'
import type { Flag, ReviewModel, VerdictValue } from '#contract/review.ts'
import { clock } from '#renderer/ui/format.ts'
import type { Edits } from './use-edits.ts'

const REASONS = ['false-positive', 'not-actionable', 'duplicate', 'other'] as const

interface SelectProps {
  readonly label: string
  readonly reason: VerdictValue['reason']
  readonly onSet: (reason: VerdictValue['reason']) => void
  readonly none: string
  readonly className?: string
}

/** Why a flag is dismissed. */
export function DismissalReason({ label, none, reason, onSet, className = '' }: SelectProps) {
  const { t } = useTranslation('review')
  return (
    <select
      aria-label={label}
      title={label}
      className={`min-h-8 rounded border border-line-strong bg-surface px-1 text-[0.8125rem] ${className}`}
      value={reason ?? ''}
      onChange={({ target }) => onSet(REASONS.find((each) => each === target.value) ?? null)}
    >
      <option value="">{none}</option>
      {REASONS.map((each) => (
        <option key={each} value={each}>
          {t(`reasons.${each}`)}
        </option>
      ))}
    </select>
  )
}

interface Props {
  readonly flags: readonly Flag[]
  /** The one that is open: its reason is in the panel beside the video. */
  readonly selected: Flag | null
  readonly model: ReviewModel
  readonly edits: Edits
}

/** The reason for the dismissal just made, while the next flag is open already. */
export function LastDismissal({ flags, selected, model, edits }: Props) {
  const { t } = useTranslation('review')
  const { lastDismissed } = edits
  const flag = flags.find(({ mark }) => mark !== null && mark.id === lastDismissed)
  if (!flag?.mark || flag.mark.id === selected?.mark?.id) return null
  const place = clock(flag.startSec)
  const display = model.labels.find(({ id }) => id === flag.class)?.display ?? flag.class
  return (
    <DismissalReason
      label={t('lastDismissed', { class: display, time: place })}
      none={t('whyDismissed', { time: place })}
      reason={flag.mark.value.reason}
      onSet={(reason) => edits.decide([flag], { reason })}
      className="max-w-52"
    />
  )
}
