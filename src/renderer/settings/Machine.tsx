import { useTranslation } from 'react-i18next'
import { useHost } from '#renderer/client/host.ts'
import { useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Choice, Section } from '#renderer/ui/Field.tsx'
import type { SettingsProps } from './settings-props.ts'

const DEVICES = ['auto', 'cpu', 'cuda', 'webgpu', 'directml', 'coreml'] as const

/** What runs the model, and what of this computer Flagreel uses. */
export function Machine({ settings, set }: SettingsProps) {
  const { t } = useTranslation('settings')
  const { desktop } = useHost()
  const { data: report, error } = useCall('doctor.report', {})
  return (
    <Section id="machine" title={t('machine')}>
      <Choice
        label={t('device')}
        value={settings.device}
        options={DEVICES.map((device) => [device, t(`devices.${device}`)])}
        onChange={(device) => set({ device })}
      />
      <p className="text-ink-muted">{t('deviceText')}</p>
      {error && (
        <p role="alert" className="text-danger">
          {error.message}
        </p>
      )}
      <dl className="grid gap-x-4 gap-y-1 border-t border-line pt-3 sm:grid-cols-[6rem_minmax(0,1fr)]">
        {report?.checks.map(({ name, state, detail, hint }) => (
          <div key={name} className="contents">
            <dt className={state === 'ok' ? 'text-ink-muted' : 'text-warn'}>
              {t(`checks.${name}`, { defaultValue: name })}
              {state !== 'ok' && ` (${t(`checkStates.${state}`)})`}
            </dt>
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
