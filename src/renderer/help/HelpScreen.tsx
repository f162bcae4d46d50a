import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { ModelScope } from '#renderer/models/ModelScope.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { KeyOverlay } from './KeyOverlay.tsx'

const TOPICS = ['scores', 'branches', 'threshold', 'verdicts', 'protection', 'data'] as const

export function HelpScreen() {
  const { t } = useTranslation('help')
  const [showsKeys, setShowsKeys] = useState(false)
  return (
    <main className="mx-auto flex max-w-2xl flex-col gap-5 p-6 text-[0.875rem] leading-6">
      <h1 className="text-xl font-semibold">{t('title')}</h1>
      <div className="flex flex-wrap gap-2">
        <StartGuide />
        <Button onClick={() => setShowsKeys(true)}>{t('keys')}</Button>
      </div>
      {TOPICS.map((topic) => (
        <section key={topic}>
          <h2 className="font-semibold">{t(`topics.${topic}`)}</h2>
          <p>{t(`texts.${topic}`)}</p>
        </section>
      ))}
      <ModelScope />
      {showsKeys && <KeyOverlay onClose={() => setShowsKeys(false)} />}
    </main>
  )
}

/** Adds the samples, and opens the review when there is something in it or nothing more to come. */
function StartGuide() {
  const { t } = useTranslation('help')
  const go = useNavigation((navigation) => navigation.go)
  const change = useAct('settings.set')
  const samples = useAct('library.addSamples')
  const { data: queue } = useCall('queue.show', {})
  const { data: list } = useCall('review.flags', {})
  const isOver = queue !== undefined && queue.counts.queued + queue.counts.running === 0
  const isReady = change.isSuccess && ((list?.flags.length ?? 0) > 0 || isOver)
  useEffect(() => {
    if (isReady) go('review')
  }, [isReady, go])
  const start = async () => {
    await samples.mutateAsync({})
    await change.mutateAsync({ guide: 'on' })
  }
  const error = samples.error ?? change.error
  return (
    <>
      <Button
        look="primary"
        disabled={samples.isPending || change.isSuccess}
        onClick={() => void start().catch(() => undefined)}
      >
        {t('startGuide')}
      </Button>
      {change.isSuccess && (
        <p role="status" className="order-last w-full text-ink-muted">
          {t('preparing')}
        </p>
      )}
      {error && (
        <p role="alert" className="order-last w-full text-danger">
          {error.message}
        </p>
      )}
    </>
  )
}
