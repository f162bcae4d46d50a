import { useTranslation } from 'react-i18next'
import { useCall } from '#renderer/client/queries.ts'

/** What the chosen model can see and what it cannot, in its own words. */
export function ModelScope() {
  const { t } = useTranslation('models')
  const { data: models } = useCall('models.list', {})
  const model = models?.find(({ isDefault }) => isDefault)
  const { data: details } = useCall(
    'models.show',
    { model: model?.id ?? '' },
    { enabled: model !== undefined },
  )
  if (!model || !details) return null
  const classes = details.bundle.labels.slice(1).map(({ display }) => display)
  return (
    <section className="rounded border border-line bg-surface p-4 text-[0.8125rem]">
      <h2 className="font-semibold">{t('scope')}</h2>
      <p className="mt-1">{t('sees', { model: model.name, classes: classes.join(', ') })}</p>
      <p className="mt-1 text-ink-muted">{t('seesNot')}</p>
      {model.note && <p className="mt-1 text-warn">{model.note}</p>}
    </section>
  )
}
