import { useTranslation } from 'react-i18next'
import type { Bundle, Label } from '#contract/bundle.ts'
import { useCall } from '#renderer/client/queries.ts'

/** What the chosen model can see and what it cannot. */
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
  return (
    <section className="rounded border border-line bg-surface p-4 text-[0.8125rem] leading-5">
      <h2 className="font-semibold">{t('scope')}</h2>
      <ScopeText name={model.name} training={model.training} labels={details.bundle.labels} />
    </section>
  )
}

interface Props {
  readonly name: string
  readonly training: Bundle['training']
  readonly labels: readonly Label[]
}

export function ScopeText({ name, training, labels }: Props) {
  const { t } = useTranslation('models')
  const classes = labels.slice(1).map(({ display }) => display)
  return (
    <div className="mt-1 flex flex-col gap-1">
      {training !== 'trained' && <p className="text-warn">{t(`notes.${training}`)}</p>}
      <p>{t('sees', { model: name, classes: classes.join(', ') })}</p>
      <p className="text-ink-muted">{t('seesNot')}</p>
    </div>
  )
}
