import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { countExposure, exposureMinutes, takeBreak, useExposure } from './exposure.ts'

/** How long a person has been looking, for those who want to see it, and a word when it is time to stop. */
export function BreakReminder() {
  const { t } = useTranslation('review')
  const { data: settings } = useCall('settings.get', {})
  const { breakAfterMin = 0, showsExposure = false } = settings?.review ?? {}
  const minutes = useExposure(exposureMinutes)
  useEffect(() => countExposure(() => document.visibilityState === 'visible'), [])
  const isDue = breakAfterMin > 0 && minutes >= breakAfterMin
  if (!isDue && !showsExposure) return null
  return (
    <div className="flex flex-wrap items-center gap-3 border-b border-line bg-raised px-3 py-1.5 text-[0.8125rem]">
      <span role={isDue ? 'status' : undefined} className={isDue ? 'flex-1' : 'text-ink-muted'}>
        {isDue ? t('break', { count: minutes }) : t('exposure', { minutes })}
      </span>
      {isDue && <Button onClick={takeBreak}>{t('breakTaken')}</Button>}
    </div>
  )
}
