import { Clock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useHint } from '#renderer/keys/use-keys.ts'
import { Button } from '#renderer/ui/Button.tsx'

export function GoToButton({ onClick }: { readonly onClick: () => void }) {
  const { t } = useTranslation('review')
  const hint = useHint()
  return (
    <Button
      look="quiet"
      className="px-2!"
      aria-label={t('goTo')}
      title={hint(t('goTo'), 'play.goTo')}
      onClick={onClick}
    >
      <Clock size={16} aria-hidden />
    </Button>
  )
}
