import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '#contract/settings.ts'
import { DropAnywhere } from '#renderer/app/DropAnywhere.tsx'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { ImportModel } from '#renderer/models/ImportModel.tsx'
import { ModelScope } from '#renderer/models/ModelScope.tsx'
import { useHasNoModel } from '#renderer/models/NoModel.tsx'
import { LANGUAGES } from '#renderer/settings/languages.ts'
import { FirstVideos } from './FirstVideos.tsx'
import { type Mode, Viewing } from './Viewing.tsx'

/** The first screen: what this is, how pictures are shown, what the model can see, and the first videos. */
export function FirstRun() {
  const { t } = useTranslation('first-run')
  const { data: settings } = useCall('settings.get', {})
  const [mode, setMode] = useState<Mode>('protected')
  const hasNoModel = useHasNoModel()
  const change = useAct('settings.set')
  if (!settings) return null
  const finish = async (guide: 'on' | 'off') => {
    await change.mutateAsync({ isSetUp: true, guide, protection: { ...settings.protection, mode } })
  }
  // Its error is shown below.
  const later = () => void finish('off').catch(() => undefined)
  const isBusy = change.isPending
  const parts = [
    <FirstVideos key="videos" {...{ finish, later, isBusy, hasNoModel }} />,
    <OwnModel key="model" hasNone={hasNoModel} />,
  ]
  return (
    <main className="mx-auto flex max-w-2xl flex-col gap-6 p-6 leading-6 sm:pt-[6vh]">
      <header>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h1 className="text-2xl font-semibold">{t('title')}</h1>
          <Language
            language={settings.language}
            onChange={(language) => change.mutate({ language })}
          />
        </div>
        <p className="mt-2 text-ink-muted">{t('what')}</p>
      </header>
      <Viewing mode={mode} onChange={setMode} />
      <ModelScope />
      {/* Without a model that comes first; an import that ends moves it, and goes on. */}
      {hasNoModel ? parts.toReversed() : parts}
      {change.error && (
        <p role="alert" className="text-danger">
          {change.error.message}
        </p>
      )}
      <DropAnywhere onDrop={() => undefined} onAdded={later} />
    </main>
  )
}

interface LanguageProps {
  readonly language: Settings['language']
  readonly onChange: (language: Settings['language']) => void
}

function Language({ language, onChange }: LanguageProps) {
  const { t } = useTranslation('first-run')
  return (
    <select
      aria-label={t('language')}
      className="min-h-8 rounded border border-line-strong bg-surface px-2 text-[0.8125rem]"
      value={language}
      onChange={({ target }) => onChange(target.value as Settings['language'])}
    >
      {LANGUAGES.map(([each, name]) => (
        <option key={each} value={each}>
          {name}
        </option>
      ))}
    </select>
  )
}

/** A model of the person's own, which is used at once: nothing has scores of another yet, or they can go back. */
function OwnModel({ hasNone }: { readonly hasNone: boolean }) {
  const { t } = useTranslation('first-run')
  const use = useAct('models.default')
  return (
    <section className="flex flex-col gap-2">
      <h2 className="font-semibold">{t(hasNone ? 'noModel' : 'ownModel')}</h2>
      <p className="text-[0.8125rem] text-ink-muted">
        {t(hasNone ? 'noModelText' : 'ownModelText')}
      </p>
      <ImportModel onImported={(model) => use.mutate({ model })} />
      {use.error && (
        <p role="alert" className="text-danger">
          {use.error.message}
        </p>
      )}
    </section>
  )
}
