import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useAct } from '#renderer/client/queries.ts'
import { ModelScope } from '#renderer/models/ModelScope.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { KeyOverlay } from './KeyOverlay.tsx'

const TOPICS = ['scores', 'branches', 'threshold', 'verdicts', 'protection', 'data'] as const

export function HelpScreen() {
  const { t } = useTranslation('help')
  const go = useNavigation((navigation) => navigation.go)
  const change = useAct('settings.set')
  const samples = useAct('library.addSamples')
  const [showsKeys, setShowsKeys] = useState(false)
  const startGuide = async () => {
    await samples.mutateAsync({})
    await change.mutateAsync({ guide: 'on' })
    go('review')
  }
  return (
    <main className="mx-auto flex max-w-3xl flex-col gap-5 p-6 leading-6">
      <h1 className="text-xl font-semibold">{t('title')}</h1>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" onClick={() => void startGuide().catch(() => undefined)}>
          {t('startGuide')}
        </Button>
        <Button onClick={() => setShowsKeys(true)}>{t('keys')}</Button>
      </div>
      {TOPICS.map((topic) => (
        <section key={topic}>
          <h2 className="font-semibold">{t(`topics.${topic}`)}</h2>
          <p className="text-ink-muted">{t(`texts.${topic}`)}</p>
        </section>
      ))}
      <ModelScope />
      {showsKeys && <KeyOverlay onClose={() => setShowsKeys(false)} />}
    </main>
  )
}
