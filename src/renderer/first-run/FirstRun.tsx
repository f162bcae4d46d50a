import { Eye, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { AddVideos } from '#renderer/library/AddVideos.tsx'
import { ModelScope } from '#renderer/models/ModelScope.tsx'
import { Button } from '#renderer/ui/Button.tsx'

type Mode = 'protected' | 'standard'
const MODES = [
  ['protected', ShieldCheck],
  ['standard', Eye],
] as const

/** The first screen: what this is, how pictures are shown, what the model can see, and the first videos. */
export function FirstRun() {
  const { t } = useTranslation('first-run')
  const { data: settings } = useCall('settings.get', {})
  const [mode, setMode] = useState<Mode>('protected')
  const change = useAct('settings.set')
  const samples = useAct('library.addSamples')
  if (!settings) return null
  const finish = (guide: 'on' | 'off') =>
    change.mutateAsync({ isSetUp: true, guide, protection: { ...settings.protection, mode } })
  const trySamples = async () => {
    await samples.mutateAsync({})
    await finish('on')
  }
  return (
    <main className="mx-auto flex max-w-2xl flex-col gap-6 p-6 leading-6 sm:pt-[7vh]">
      <header>
        <h1 className="text-2xl font-semibold">{t('title')}</h1>
        <p className="mt-2 text-ink-muted">{t('what')}</p>
      </header>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-2 font-semibold">{t('viewing')}</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {MODES.map(([each, Icon]) => (
            <label
              key={each}
              className="flex cursor-pointer gap-3 rounded border border-line-strong bg-surface p-3 has-checked:border-accent has-checked:shadow-[inset_0_0_0_1px_var(--accent)]"
            >
              <input
                type="radio"
                name="mode"
                className="mt-1 size-4 accent-(--accent)"
                checked={mode === each}
                onChange={() => setMode(each)}
              />
              <span className="text-[0.8125rem]">
                <span className="flex items-center gap-2 font-medium">
                  <Icon size={16} aria-hidden /> {t(`modes.${each}`)}
                </span>
                <span className="text-ink-muted">{t(`modes.${each}Text`)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <ModelScope />
      <section className="flex flex-col gap-3">
        <h2 className="font-semibold">{t('start')}</h2>
        <AddVideos onAdded={() => void finish('off')} />
        <div className="flex flex-wrap items-center gap-3 text-[0.8125rem]">
          <Button
            disabled={samples.isPending || change.isPending}
            onClick={() => void trySamples().catch(() => undefined)}
          >
            {t('samples')}
          </Button>
          <span className="text-ink-muted">{t('samplesText')}</span>
          <Button look="quiet" onClick={() => void finish('off')}>
            {t('later')}
          </Button>
        </div>
        {(samples.error ?? change.error) && (
          <p role="alert" className="text-danger">
            {(samples.error ?? change.error)?.message}
          </p>
        )}
      </section>
    </main>
  )
}
