import { X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { create } from 'zustand'
import { useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'

/** The cause that a person has read; another one is told again. */
const useRead = create<{ readonly reason: string | null }>(() => ({ reason: null }))

/** On every screen: scans run on the processor although more was asked for, and why. */
export function FallbackBanner() {
  const { t } = useTranslation('queue')
  const { data: queue } = useCall('queue.show', {})
  const read = useRead(({ reason }) => reason)
  const device = queue?.device
  if (!device?.isFallback || device.reason === read) return null
  return (
    <div
      role="alert"
      className="flex items-start gap-2 border-b border-warn bg-raised px-3 py-1.5 text-[0.8125rem] text-warn"
    >
      <p className="min-w-0 flex-1 py-0.5 break-words">
        {t('fallback', { reason: device.reason })}
      </p>
      <Button
        look="quiet"
        className="min-h-6! px-1!"
        aria-label={t('closeFallback')}
        onClick={() => useRead.setState({ reason: device.reason })}
      >
        <X size={14} aria-hidden />
      </Button>
    </div>
  )
}
