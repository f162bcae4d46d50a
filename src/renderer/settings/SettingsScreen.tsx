import { useTranslation } from 'react-i18next'
import type { Settings } from '#contract/settings.ts'
import { useHost } from '#renderer/client/host.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Choice, Section, Slide, Switch } from '#renderer/ui/Field.tsx'
import { NumberField } from '#renderer/ui/NumberField.tsx'
import { KeySettings } from './KeySettings.tsx'
import { ProtectionSettings } from './ProtectionSettings.tsx'
import { RuleSettings } from './RuleSettings.tsx'

export interface SettingsProps {
  readonly settings: Settings
  readonly set: (change: Partial<Settings>) => void
}

export function SettingsScreen() {
  const { t } = useTranslation('settings')
  const { data: settings } = useCall('settings.get', {})
  const change = useAct('settings.set')
  if (!settings) return null
  const set: SettingsProps['set'] = (part) => change.mutate(part)
  return (
    <main className="mx-auto flex max-w-3xl flex-col gap-4 p-4">
      <h1 className="sr-only">{t('title')}</h1>
      {change.error && (
        <p role="alert" className="text-danger">
          {change.error.message}
        </p>
      )}
      <Appearance {...{ settings, set }} />
      <ProtectionSettings {...{ settings, set }} />
      <Reviewing {...{ settings, set }} />
      <RuleSettings {...{ settings, set }} />
      <KeySettings {...{ settings, set }} />
      <Machine {...{ settings, set }} />
      <About />
    </main>
  )
}

const THEMES = ['system', 'light', 'dark', 'contrast'] as const

function Appearance({ settings, set }: SettingsProps) {
  const { t } = useTranslation('settings')
  return (
    <Section title={t('appearance')}>
      <Choice
        label={t('theme')}
        value={settings.theme}
        options={THEMES.map((theme) => [theme, t(`themes.${theme}`)])}
        onChange={(theme) => set({ theme })}
      />
      <Choice
        label={t('language')}
        value={settings.language}
        options={[
          ['en', 'English'],
          ['de', 'Deutsch'],
        ]}
        onChange={(language) => set({ language })}
      />
      <Slide
        {...{ label: t('textScale'), value: settings.textScale, min: 1, max: 2, step: 0.1 }}
        shown={`${Math.round(settings.textScale * 100)} %`}
        onChange={(textScale) => set({ textScale })}
      />
    </Section>
  )
}

function Reviewing({ settings, set }: SettingsProps) {
  const { t } = useTranslation('settings')
  const { review } = settings
  const setReview = (part: Partial<Settings['review']>) => set({ review: { ...review, ...part } })
  return (
    <Section title={t('review')}>
      <label className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-52">{t('reviewer')}</span>
        <input
          key={settings.reviewer}
          className="min-h-8 rounded border border-line-strong bg-surface px-2"
          maxLength={120}
          defaultValue={settings.reviewer}
          onBlur={({ target }) =>
            target.value !== settings.reviewer && set({ reviewer: target.value })
          }
        />
      </label>
      <p className="text-ink-muted">{t('reviewerText')}</p>
      <NumberField
        {...{
          label: t('preRoll'),
          value: review.preRollSec,
          min: 0,
          max: 30,
          step: 0.5,
          unit: 's',
        }}
        onSet={(preRollSec) => setReview({ preRollSec })}
      />
      <NumberField
        {...{
          label: t('reaction'),
          value: review.reactionMs,
          min: 0,
          max: 1000,
          step: 50,
          unit: 'ms',
        }}
        onSet={(reactionMs) => setReview({ reactionMs })}
      />
      <NumberField
        {...{
          label: t('break'),
          value: review.breakAfterMin,
          min: 0,
          max: 240,
          step: 5,
          unit: 'min',
        }}
        onSet={(breakAfterMin) => setReview({ breakAfterMin })}
      />
      <Switch
        label={t('advances')}
        isOn={review.advances}
        onChange={(advances) => setReview({ advances })}
      />
    </Section>
  )
}

const DEVICES = ['auto', 'cpu', 'cuda', 'webgpu', 'directml', 'coreml'] as const

function Machine({ settings, set }: SettingsProps) {
  const { t } = useTranslation('settings')
  const { desktop } = useHost()
  const { data: report } = useCall('doctor.report', {})
  return (
    <Section title={t('machine')}>
      <Choice
        label={t('device')}
        value={settings.device}
        options={DEVICES.map((device) => [device, t(`devices.${device}`)])}
        onChange={(device) => set({ device })}
      />
      <p className="text-ink-muted">{t('deviceText')}</p>
      <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[6rem_minmax(0,1fr)]">
        {report?.checks.map(({ name, state, detail, hint }) => (
          <div key={name} className="contents">
            <dt className={state === 'ok' ? 'text-ink-muted' : 'text-warn'}>{name}</dt>
            <dd className="break-words">
              {detail}
              {hint && <span className="block text-ink-muted">{hint}</span>}
            </dd>
          </div>
        ))}
      </dl>
      {desktop && (
        <Button className="self-start" onClick={() => void desktop.reveal('data')}>
          {t('showData')}
        </Button>
      )}
    </Section>
  )
}

function About() {
  const { t } = useTranslation('settings')
  return (
    <Section title={t('about')}>
      <p>
        Flagreel {__VERSION__} · Apache-2.0. {t('aboutText')}
      </p>
      <p className="text-ink-muted">{t('network')}</p>
      <details>
        <summary className="min-h-6 cursor-pointer">{t('parts')}</summary>
        <ul className="mt-2 columns-2 text-ink-muted max-sm:columns-1">
          {__PARTS__.map(({ name, version, licence }) => (
            <li key={name}>
              {name} {version}, {licence}
            </li>
          ))}
        </ul>
      </details>
    </Section>
  )
}
