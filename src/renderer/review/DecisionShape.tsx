import { Check, Triangle, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'

const ICONS = { confirmed: Check, dismissed: X, escalated: Triangle } as const

/** What was decided, by shape: tick, cross, triangle, as on the timeline. */
export function DecisionShape({ decision }: { readonly decision: keyof typeof ICONS | null }) {
  const { t } = useTranslation('review')
  const Icon = decision && ICONS[decision]
  return (
    <span className="w-4 shrink-0" role="img" aria-label={t(`decisions.${decision ?? 'none'}`)}>
      {Icon && <Icon size={15} strokeWidth={2.5} aria-hidden />}
    </span>
  )
}
