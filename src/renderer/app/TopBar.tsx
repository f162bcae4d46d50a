import { ListVideo, Pause, Play, ShieldCheck, ShieldOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { useHint } from '#renderer/keys/use-keys.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { SCREENS, useNavigation } from './navigation.ts'
import { useRunningJob } from './use-running-job.ts'

export function TopBar() {
  return (
    <header className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-surface px-3 py-1 text-[0.8125rem]">
      <span className="font-semibold max-md:sr-only">Flagreel</span>
      <Screens />
      <ModelBadge />
      <span className="flex-1" />
      <QueueStatus />
      <ProtectionToggle />
    </header>
  )
}

function Screens() {
  const { t } = useTranslation('app')
  const { screen, go } = useNavigation()
  return (
    <nav aria-label={t('screens')} className="flex flex-wrap">
      {SCREENS.map((name) => (
        <Button
          key={name}
          look="quiet"
          aria-current={screen === name ? 'page' : undefined}
          className="px-2.5! aria-[current=page]:bg-sunken aria-[current=page]:font-semibold"
          onClick={() => go(name)}
        >
          {t(name)}
        </Button>
      ))}
    </nav>
  )
}

/** Always in sight: scores of such a model are not to be relied on. */
function ModelBadge() {
  const { t } = useTranslation(['app', 'models'])
  const go = useNavigation((navigation) => navigation.go)
  const { data: models } = useCall('models.list', {})
  const model = models?.find(({ isDefault }) => isDefault)
  if (!model || (model.training !== 'untrained' && model.training !== 'demonstration')) return null
  return (
    <button
      type="button"
      title={t(`models:notes.${model.training}`)}
      className="min-h-6 min-w-0 truncate rounded border border-warn px-2 text-warn hover:bg-sunken"
      onClick={() => go('models')}
    >
      {t(model.training)}
    </button>
  )
}

function QueueStatus() {
  const { t } = useTranslation('app')
  const { isQueueOpen, toggleQueue } = useNavigation()
  const { data: queue } = useCall('queue.show', {})
  const pause = useAct('queue.pause')
  const resume = useAct('queue.resume')
  const running = useRunningJob(queue)
  if (!queue) return null
  const { queued } = queue.counts
  const text = () => {
    if (queue.problem) return queue.problem.message
    if (queue.isPaused) return t('paused', { count: queued })
    if (running) return t('scanning', { name: running.name, percent: running.percent })
    return queued > 0 ? t('waiting', { count: queued }) : t('idle')
  }
  return (
    <span className="flex min-w-0 items-center">
      <Button
        look="quiet"
        aria-expanded={isQueueOpen}
        aria-label={`${t('queue')}: ${text()}`}
        title={t('queue')}
        className={`px-2! ${queue.problem ? 'text-danger!' : 'text-ink-muted!'}`}
        onClick={toggleQueue}
      >
        <ListVideo size={16} aria-hidden className="shrink-0" />
        <span className="max-w-80 truncate">{text()}</span>
      </Button>
      {(running !== null || queued > 0 || queue.isPaused) && (
        <Button
          look="quiet"
          className="px-2!"
          aria-label={t(queue.isPaused ? 'resume' : 'pause')}
          title={t(queue.isPaused ? 'resume' : 'pause')}
          onClick={() => (queue.isPaused ? resume : pause).mutate({})}
        >
          {queue.isPaused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />}
        </Button>
      )}
    </span>
  )
}

function ProtectionToggle() {
  const { t } = useTranslation('app')
  const hint = useHint()
  const { data: settings } = useCall('settings.get', {})
  const change = useAct('settings.set')
  if (!settings) return null
  const { protection } = settings
  const isOn = protection.mode === 'protected'
  const Icon = isOn ? ShieldCheck : ShieldOff
  return (
    <Button
      look="quiet"
      aria-pressed={isOn}
      title={hint(t('protected'), 'protection.toggle')}
      className="px-2! aria-pressed:text-ok"
      onClick={() =>
        change.mutate({ protection: { ...protection, mode: isOn ? 'standard' : 'protected' } })
      }
    >
      <Icon size={16} aria-hidden /> {t(isOn ? 'protected' : 'unprotected')}
    </Button>
  )
}
