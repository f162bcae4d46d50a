import { Check, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FlagreelError } from '#contract/errors.ts'
import type { ModelSummary, Verification } from '#contract/results.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { ConfirmDialog } from '#renderer/ui/Dialog.tsx'

export function ModelActions({ model }: { readonly model: ModelSummary }) {
  const { t } = useTranslation('models')
  const [asks, setAsks] = useState<'switch' | 'remove' | null>(null)
  const verify = useAct('models.verify')
  const remove = useAct('models.remove')
  const setDefault = useAct('models.default')
  const { id } = model
  const problem = verify.error ?? remove.error ?? setDefault.error
  const close = () => setAsks(null)
  return (
    <div className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {model.isDefault ? (
          <span className="inline-flex min-h-8 items-center gap-1.5 rounded border border-ok px-2.5 text-ok">
            <Check size={14} aria-hidden /> {t('default')}
          </span>
        ) : (
          <Button
            look="primary"
            disabled={model.problem !== null}
            onClick={() => setAsks('switch')}
          >
            {t('use')}
          </Button>
        )}
        <Button disabled={verify.isPending} onClick={() => verify.mutate({ model: id })}>
          {t(verify.isPending ? 'verifying' : 'verify')}
        </Button>
        {model.origin === 'installed' && (
          <Button onClick={() => setAsks('remove')}>{t('remove')}</Button>
        )}
      </div>
      {problem && <Problem error={problem} />}
      {model.isDefault && <OpenWork modelId={id} />}
      {verify.data && <Checks verification={verify.data} />}
      {asks === 'switch' && (
        <ConfirmDialog
          title={t('switchTitle', { model: model.name })}
          action={t('use')}
          onConfirm={() => setDefault.mutate({ model: id })}
          onClose={close}
        >
          <Impact modelId={id} />
        </ConfirmDialog>
      )}
      {asks === 'remove' && (
        <ConfirmDialog
          title={t('removeTitle', { model: model.name })}
          action={t('remove')}
          onConfirm={() => remove.mutate({ model: id })}
          onClose={close}
        >
          {t('removeText')}
        </ConfirmDialog>
      )}
    </div>
  )
}

/** What is lost and what has to be done again when the library goes over to a model. */
function Impact({ modelId }: { readonly modelId: string }) {
  const { t } = useTranslation('models')
  const { data: impact, error } = useCall('models.impact', { model: modelId })
  if (error) return <Problem error={error} />
  if (!impact) return <p role="status">{t('counting')}</p>
  const { rescore, rescan } = impact
  return (
    <>
      {rescore > 0 && <p>{t('switchScore', { count: rescore })}</p>}
      {rescan > 0 && <p>{t('switchScan', { count: rescan })}</p>}
      {rescore + rescan === 0 && <p>{t('switchNothing')}</p>}
      <p>{t('switchKeeps')}</p>
    </>
  )
}

/** What the library still lacks of the model that is used, and a button for it. */
function OpenWork({ modelId }: { readonly modelId: string }) {
  const { t } = useTranslation('models')
  const { data: impact } = useCall('models.impact', { model: modelId })
  const { data: library } = useCall('library.list', {})
  const scan = useAct('library.scan')
  const open = library?.entries.filter(
    ({ scan: { state } }) => state === 'stale' || state === 'unscanned',
  )
  if (!impact || !open || open.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-3 rounded border border-warn p-2">
      <p className="min-w-60 flex-1">
        {impact.rescore > 0 && `${t('openScore', { count: impact.rescore })} `}
        {impact.rescan > 0 && t('openScan', { count: impact.rescan })}
      </p>
      <Button
        look="primary"
        disabled={scan.isPending}
        onClick={() => scan.mutate({ fileIds: open.map(({ fileId }) => fileId) })}
      >
        {t(impact.rescore > 0 ? 'scoreAgain' : 'scanAgain')}
      </Button>
      {scan.error && <Problem error={scan.error} />}
    </div>
  )
}

function Checks({ verification }: { readonly verification: Verification }) {
  const { t } = useTranslation('models')
  const { ok, checks } = verification
  return (
    <div role="status" className="rounded bg-sunken p-3">
      <p className={`font-medium ${ok ? 'text-ok' : 'text-danger'}`}>
        {t(ok ? 'verified' : 'notVerified')}
      </p>
      <ul className="mt-1">
        {checks.map((check) => (
          <li key={check.name} className="flex gap-2">
            {check.ok ? (
              <Check size={14} aria-hidden className="mt-0.5 shrink-0 text-ok" />
            ) : (
              <X size={14} aria-hidden className="mt-0.5 shrink-0 text-danger" />
            )}
            <span className="min-w-0 break-words">
              {t(check.ok ? 'passed' : 'notPassed')} · {check.name}: {check.detail}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

interface ProblemProps {
  readonly error: Error
  /** In place of the message. */
  readonly text?: string
}

export function Problem({ error, text = error.message }: ProblemProps) {
  return (
    <div role="alert" className="w-full text-danger">
      <p>{text}</p>
      {error instanceof FlagreelError && error.hint && <p>{error.hint}</p>}
    </div>
  )
}
