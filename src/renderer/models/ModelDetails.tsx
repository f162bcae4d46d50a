import { useTranslation } from 'react-i18next'
import type { ModelDetails as Details, ModelSummary } from '#contract/results.ts'
import { useCall } from '#renderer/client/queries.ts'
import { LabelTable } from './LabelTable.tsx'
import { ModelActions } from './ModelActions.tsx'
import { ScopeText } from './ModelScope.tsx'

export function ModelDetails({ model }: { readonly model: ModelSummary }) {
  const { data: details, error } = useCall('models.show', { model: model.id })
  const problem = model.problem ?? error?.message
  return (
    <article className="flex min-w-0 flex-col gap-4 rounded border border-line bg-surface p-4 text-[0.8125rem] leading-5">
      <div>
        <h2 className="text-base font-semibold break-words">{model.name}</h2>
        {problem && (
          <p role="alert" className="text-danger">
            {problem}
          </p>
        )}
        {details && (
          <ScopeText name={model.name} training={model.training} labels={details.bundle.labels} />
        )}
      </div>
      <ModelActions model={model} />
      {details && <Facts details={details} />}
      {details && <LabelTable modelId={model.id} labels={details.bundle.labels} />}
    </article>
  )
}

function Facts({ details }: { readonly details: Details }) {
  const { t } = useTranslation('models')
  return (
    <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[8rem_minmax(0,1fr)]">
      {useFacts(details).map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-muted">{t(name)}</dt>
          <dd className="break-words max-sm:mb-1">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function useFacts({ bundle, bytes }: Details) {
  const { t, i18n } = useTranslation('models')
  const { provenance, recipe, clip, detector } = bundle
  const made = new Date(provenance.createdAt).toLocaleString(i18n.language)
  const numbers = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 })
  const towers = `${clip.visionLayers} × ${clip.visionWidth}, ${clip.imageResolution} px`
  return [
    ['kind', t(`kinds.${bundle.kind}`)],
    ['trainingTitle', t(`training.${bundle.training}`)],
    ['licence', bundle.licence],
    ['source', provenance.source],
    ['sha', provenance.sourceSha256 ?? t('unknown')],
    ['made', `${made}, ${provenance.createdBy}`],
    [
      'recipe',
      `${t(`frames.${recipe.frames}`)}, ${t(`resizes.${recipe.resize}`)}, ${t(`crops.${recipe.crop}`)}`,
    ],
    ['tower', detector ? `${towers} · ${t('window', { count: detector.visualLength })}` : towers],
    ['size', `${numbers.format(bytes / 1e6)} MB`],
  ] as const
}
