import { Eye, ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '#contract/settings.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { AddVideos } from '#renderer/library/AddVideos.tsx'
import { ModelScope } from '#renderer/models/ModelScope.tsx'
import { LANGUAGES } from '#renderer/settings/languages.ts'
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
  const finish = async (guide: 'on' | 'off') => {
    await change.mutateAsync({ isSetUp: true, guide, protection: { ...settings.protection, mode } })
  }
  // Their errors are shown below.
  const later = () => void finish('off').catch(() => undefined)
  const trySamples = async () => {
    await samples.mutateAsync({})
    await finish('on')
  }
  return (
    <main className="mx-auto flex max-w-2xl flex-col gap-6 p-6 leading-6 sm:pt-[6vh]">
      <header>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h1 className="text-2xl font-semibold">{t('title')}</h1>
          <select
            aria-label={t('language')}
            className="min-h-8 rounded border border-line-strong bg-surface px-2 text-[0.8125rem]"
            value={settings.language}
            onChange={({ target }) =>
              change.mutate({ language: target.value as Settings['language'] })
            }
          >
            {LANGUAGES.map(([language, name]) => (
              <option key={language} value={language}>
                {name}
              </option>
            ))}
          </select>
        </div>
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
                className="mt-0.5 size-4 shrink-0 accent-(--accent)"
                checked={mode === each}
                onChange={() => setMode(each)}
              />
              <span className="text-[0.8125rem] leading-5">
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
        <AddVideos onAdded={later} />
        <div className="flex flex-wrap items-center gap-3 text-[0.8125rem]">
          <Button
            disabled={samples.isPending || change.isPending}
            onClick={() => void trySamples().catch(() => undefined)}
          >
            {t('samples')}
          </Button>
          <span className="min-w-40 flex-1 text-ink-muted">{t('samplesText')}</span>
          <Button look="quiet" onClick={later}>
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
