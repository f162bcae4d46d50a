import { Check, Circle, Triangle, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'

const ICONS = { confirmed: Check, dismissed: X, escalated: Triangle } as const

interface Props {
  readonly decision: keyof typeof ICONS | null
  /** False for a flag that nobody has looked at: a ring, until it is decided. */
  readonly isSeen?: boolean
}

/** What was decided, by shape: tick, cross, triangle, as on the timeline. */
export function DecisionShape({ decision, isSeen = true }: Props) {
  const { t } = useTranslation('review')
  const Icon = decision ? ICONS[decision] : isSeen ? null : Circle
  const state = t(`decisions.${decision ?? 'none'}`)
  return (
    <span
      className="inline-grid w-4 shrink-0 place-items-center"
      role="img"
      aria-label={isSeen ? state : `${state}, ${t('notSeen')}`}
    >
      {Icon && <Icon size={decision ? 16 : 13} strokeWidth={2.5} aria-hidden />}
    </span>
  )
}
