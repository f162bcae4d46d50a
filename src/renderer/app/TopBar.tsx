import { Pause, Play, ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Settings } from '#contract/settings.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useNavigation } from './navigation.ts'
import { useRunningJob } from './use-running-job.ts'

export function TopBar() {
  return (
    <header className="flex min-h-11 flex-wrap items-center gap-3 border-b border-line bg-surface px-3 text-[13px]">
      <span className="font-semibold">Flagreel</span>
      <Screens />
      <ModelBadge />
      <span className="flex-1" />
      <QueueStatus />
      <Appearance />
    </header>
  )
}

function Screens() {
  const { t } = useTranslation('app')
  const { screen, go } = useNavigation()
  return (
    <nav className="flex gap-1">
      {(['library', 'review'] as const).map((name) => (
        <Button
          key={name}
          look="quiet"
          aria-current={screen === name ? 'page' : undefined}
          className="aria-[current=page]:bg-sunken aria-[current=page]:font-semibold"
          onClick={() => go(name)}
        >
          {t(name)}
        </Button>
      ))}
    </nav>
  )
}

function ModelBadge() {
  const { t } = useTranslation('app')
  const { data: models } = useCall('models.list', {})
  const model = models?.find(({ isDefault }) => isDefault)
  if (!model || (model.training !== 'untrained' && model.training !== 'demonstration')) return null
  return (
    <span
      title={model.note ?? undefined}
      className="rounded border border-warn px-2 py-0.5 text-warn"
    >
      {t(model.training)}
    </span>
  )
}

function QueueStatus() {
  const { t } = useTranslation('app')
  const { data: queue } = useCall('queue.show', {})
  const pause = useAct('queue.pause')
  const resume = useAct('queue.resume')
  const running = useRunningJob(queue)
  if (!queue) return null
  const { queued } = queue.counts
  const isBusy = running !== null || queued > 0
  return (
    <span className="flex items-center gap-2">
      <span role="status" className={queue.problem ? 'text-danger' : 'text-ink-muted'}>
        {queue.problem?.message ??
          (queue.isPaused
            ? t('paused', { count: queued })
            : running
              ? t('scanning', running)
              : queued > 0
                ? t('waiting', { count: queued })
                : t('idle'))}
      </span>
      {(isBusy || queue.isPaused) && (
        <Button
          look="quiet"
          aria-label={t(queue.isPaused ? 'resume' : 'pause')}
          onClick={() => (queue.isPaused ? resume : pause).mutate({})}
        >
          {queue.isPaused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />}
        </Button>
      )}
    </span>
  )
}

const THEMES = ['system', 'light', 'dark', 'contrast'] as const

function Appearance() {
  const { t } = useTranslation('app')
  const { data: settings } = useCall('settings.get', {})
  const change = useAct('settings.set')
  if (!settings) return null
  const { protection } = settings
  const isProtected = protection.mode === 'protected'
  const select = 'min-h-8 rounded border border-line bg-surface px-1'
  return (
    <span className="flex items-center gap-2">
      <Button
        look="quiet"
        aria-pressed={isProtected}
        className="aria-pressed:text-ok"
        onClick={() =>
          change.mutate({
            protection: { ...protection, mode: isProtected ? 'standard' : 'protected' },
          })
        }
      >
        <ShieldCheck size={16} aria-hidden /> {t('protected')}
      </Button>
      <select
        aria-label={t('theme')}
        className={select}
        value={settings.theme}
        onChange={(event) => change.mutate({ theme: event.target.value as Settings['theme'] })}
      >
        {THEMES.map((theme) => (
          <option key={theme} value={theme}>
            {t(`themes.${theme}`)}
          </option>
        ))}
      </select>
      <select
        aria-label={t('language')}
        className={select}
        value={settings.language}
        onChange={(event) =>
          change.mutate({ language: event.target.value as Settings['language'] })
        }
      >
        <option value="en">English</option>
        <option value="de">Deutsch</option>
      </select>
    </span>
  )
}
