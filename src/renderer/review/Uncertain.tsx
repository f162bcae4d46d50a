import { useTranslation } from 'react-i18next'

/** Behind the name of a class that is a guess. */
export function Uncertain() {
  const { t } = useTranslation('review')
  return (
    <span title={t('uncertain')} className="relative z-1">
      <span aria-hidden>?</span>
      <span className="sr-only"> ({t('uncertainShort')})</span>
    </span>
  )
}
