import { useTranslation } from 'react-i18next'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { AddVideos } from '#renderer/library/AddVideos.tsx'
import { Button } from '#renderer/ui/Button.tsx'

interface Props {
  readonly finish: (guide: 'on' | 'off') => Promise<void>
  readonly later: () => void
  readonly isBusy: boolean
  /** Nothing can be scanned. */
  readonly hasNoModel: boolean
}

/** The first videos; in a library that was scanned before, by a command for example, the way to its flags. */
export function FirstVideos({ finish, later, isBusy, hasNoModel }: Props) {
  const { t } = useTranslation('first-run')
  const { data: list } = useCall('library.list', {})
  const scanned = list?.entries.filter(({ scan }) => scan.state === 'scanned').length ?? 0
  const hasScanned = scanned > 0
  const canAdd = !hasScanned && !hasNoModel
  return (
    <section className="flex flex-col gap-3">
      {!hasNoModel && (
        <h2 className="font-semibold">
          {hasScanned ? t('scanned', { count: scanned }) : t('start')}
        </h2>
      )}
      {hasScanned && <ToReview {...{ finish, isBusy }} />}
      {canAdd && <AddVideos onAdded={later} />}
      <div className="flex flex-wrap items-center gap-3 text-[0.8125rem]">
        {canAdd && <Samples {...{ finish, isBusy }} />}
        <Button look="quiet" disabled={isBusy} onClick={later}>
          {t(hasScanned ? 'toLibrary' : 'later')}
        </Button>
      </div>
    </section>
  )
}

function ToReview({ finish, isBusy }: Pick<Props, 'finish' | 'isBusy'>) {
  const { t } = useTranslation('first-run')
  const go = useNavigation((navigation) => navigation.go)
  const review = async () => {
    await finish('on')
    go('review')
  }
  return (
    <Button
      look="primary"
      className="self-start"
      disabled={isBusy}
      onClick={() => void review().catch(() => undefined)}
    >
      {t('toReview')}
    </Button>
  )
}

function Samples({ finish, isBusy }: Pick<Props, 'finish' | 'isBusy'>) {
  const { t } = useTranslation('first-run')
  const samples = useAct('library.addSamples')
  const add = async () => {
    await samples.mutateAsync({})
    await finish('on')
  }
  return (
    <>
      <Button
        disabled={samples.isPending || isBusy}
        onClick={() => void add().catch(() => undefined)}
      >
        {t('samples')}
      </Button>
      <span className="min-w-40 flex-1 text-ink-muted">{t('samplesText')}</span>
      {samples.error && (
        <p role="alert" className="order-last w-full text-danger">
          {samples.error.message}
        </p>
      )}
    </>
  )
}
