import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'

const TICK_MS = 15_000

/** How long a person has been looking, and a word when it is time to stop. Kept nowhere. */
export function BreakReminder() {
  const { t } = useTranslation('review')
  const { data: settings } = useCall('settings.get', {})
  const afterMin = settings?.review.breakAfterMin ?? 0
  const [minutes, setMinutes] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setMinutes((now) => now + TICK_MS / 60_000)
    }, TICK_MS)
    return () => clearInterval(timer)
  }, [])
  if (afterMin === 0 || minutes < afterMin) return null
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-3 border-b border-line bg-raised px-3 py-1.5 text-[0.8125rem]"
    >
      <span className="flex-1">{t('break', { count: Math.round(minutes) })}</span>
      <Button onClick={() => setMinutes(0)}>{t('breakTaken')}</Button>
    </div>
  )
}
