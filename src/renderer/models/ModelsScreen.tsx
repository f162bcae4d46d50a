import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall } from '#renderer/client/queries.ts'
import { ImportModel } from './ImportModel.tsx'
import { ModelDetails } from './ModelDetails.tsx'

export function ModelsScreen() {
  const { t } = useTranslation('models')
  const { data: models, error } = useCall('models.list', {})
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = models?.find(({ id }) => id === chosen) ?? models?.find((each) => each.isDefault)
  return (
    <main className="mx-auto flex max-w-5xl flex-col gap-4 p-4">
      <h1 className="sr-only">{t('title')}</h1>
      {error && <p role="alert">{error.message}</p>}
      <ImportModel onImported={setChosen} />
      <div className="grid gap-4 md:grid-cols-[16rem_minmax(0,1fr)]">
        <ul className="flex flex-col gap-1" aria-label={t('installed')}>
          {models?.map((model) => (
            <li key={model.id}>
              <button
                type="button"
                aria-current={model.id === shown?.id || undefined}
                className="w-full rounded border border-transparent px-3 py-2 text-left text-[0.8125rem] hover:bg-sunken aria-[current]:border-line-strong aria-[current]:bg-surface"
                onClick={() => setChosen(model.id)}
              >
                <span className="block font-medium break-words">{model.name}</span>
                <span className="block text-ink-muted">{t(`training.${model.training}`)}</span>
                {model.isDefault && <span className="text-ok">✓ {t('default')}</span>}
                {model.problem && <span className="block text-danger">{t('broken')}</span>}
              </button>
            </li>
          ))}
        </ul>
        {shown && <ModelDetails key={shown.id} model={shown} />}
      </div>
    </main>
  )
}
