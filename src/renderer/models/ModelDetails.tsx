import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ModelDetails as Details, ModelSummary } from '#contract/results.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ConfirmDialog } from '#renderer/ui/Dialog.tsx'
import { LabelTable } from './LabelTable.tsx'

export function ModelDetails({ model }: { readonly model: ModelSummary }) {
  const { data: details, error } = useCall('models.show', { model: model.id })
  return (
    <article className="flex min-w-0 flex-col gap-4 rounded border border-line bg-surface p-4 text-[0.8125rem] leading-6">
      <div>
        <h2 className="text-base font-semibold break-words">{model.name}</h2>
        {model.note && <p className="text-warn">{model.note}</p>}
        {(model.problem ?? error) && (
          <p role="alert" className="text-danger">
            {model.problem ?? error?.message}
          </p>
        )}
      </div>
      <Actions model={model} details={details} />
      {details && <Facts details={details} />}
      {details && <LabelTable modelId={model.id} labels={details.bundle.labels} />}
    </article>
  )
}

interface ActionsProps {
  readonly model: ModelSummary
  readonly details: Details | undefined
}

function Actions({ model, details }: ActionsProps) {
  const { t } = useTranslation('models')
  const [asks, setAsks] = useState<'switch' | 'remove' | null>(null)
  const verify = useAct('models.verify')
  const remove = useAct('models.remove')
  const setDefault = useAct('models.default')
  const { id } = model
  const problem = verify.error ?? remove.error ?? setDefault.error
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          disabled={model.isDefault || model.problem !== null}
          onClick={() => setAsks('switch')}
        >
          {model.isDefault ? t('default') : t('use')}
        </Button>
        <Button disabled={verify.isPending} onClick={() => verify.mutate({ model: id })}>
          {t(verify.isPending ? 'verifying' : 'verify')}
        </Button>
        {model.origin === 'installed' && (
          <Button onClick={() => setAsks('remove')}>{t('remove')}</Button>
        )}
      </div>
      {model.isDefault && details && <OpenWork details={details} />}
      {problem && (
        <p role="alert" className="text-danger">
          {problem.message}
        </p>
      )}
      {verify.data && (
        <ul role="status" className="rounded bg-sunken p-2">
          {verify.data.checks.map(({ name, ok, detail }) => (
            <li key={name} className={ok ? '' : 'text-danger'}>
              {t(ok ? 'passed' : 'notPassed')} · {name}: {detail}
            </li>
          ))}
        </ul>
      )}
      {asks === 'switch' && details && (
        <ConfirmDialog
          title={t('switchTitle', { model: model.name })}
          action={t('use')}
          onConfirm={() => setDefault.mutate({ model: id })}
          onClose={() => setAsks(null)}
        >
          <p>{t('switchScore', { count: details.toScore })}</p>
          <p>{t('switchScan', { count: details.toScan })}</p>
          <p>{t('switchKeeps')}</p>
        </ConfirmDialog>
      )}
      {asks === 'remove' && (
        <ConfirmDialog
          title={t('removeTitle', { model: model.name })}
          action={t('remove')}
          onConfirm={() => remove.mutate({ model: id })}
          onClose={() => setAsks(null)}
        >
          {t('removeText')}
        </ConfirmDialog>
      )}
    </div>
  )
}

/** What the library still lacks of the model that is used, and a button for it. */
function OpenWork({ details }: { readonly details: Details }) {
  const { t } = useTranslation('models')
  const { data: library } = useCall('library.list', {})
  const scan = useAct('library.scan')
  const open = library?.entries.filter(
    ({ scan: { state } }) => state === 'stale' || state === 'unscanned',
  )
  if (!open || open.length === 0) return null
  return (
    <p className="flex flex-wrap items-center gap-3">
      {t('openWork', { score: details.toScore, scan: details.toScan })}
      <Button onClick={() => scan.mutate({ fileIds: open.map(({ fileId }) => fileId) })}>
        {t('scoreAgain')}
      </Button>
    </p>
  )
}

function Facts({ details: { bundle, bytes } }: { readonly details: Details }) {
  const { t, i18n } = useTranslation('models')
  const { provenance, recipe, clip, detector } = bundle
  const rows = [
    [t('kind'), t(`kinds.${bundle.kind}`)],
    [t('trainingTitle'), t(`training.${bundle.training}`)],
    [t('licence'), bundle.licence],
    [t('source'), provenance.source],
    ['SHA-256', provenance.sourceSha256 ?? t('unknown')],
    [
      t('made'),
      `${new Date(provenance.createdAt).toLocaleString(i18n.language)}, ${provenance.createdBy}`,
    ],
    [t('recipe'), `${recipe.frames}, ${recipe.resize}, ${recipe.crop}`],
    [
      t('size'),
      `${(bytes / 1e6).toFixed(1)} MB · ${clip.visionLayers} × ${clip.visionWidth}, ${clip.imageResolution} px` +
        (detector ? ` · ${t('window', { count: detector.visualLength })}` : ''),
    ],
  ] as const
  return (
    <dl className="grid gap-x-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-muted">{name}</dt>
          <dd className="break-words max-sm:mb-1">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
