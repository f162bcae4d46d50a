import { useTranslation } from 'react-i18next'
import type { Protection } from '#contract/settings.ts'
import { protectionFilter } from '#renderer/protection/filter.ts'
import { Choice, Section, Slide, Switch } from '#renderer/ui/Field.tsx'
import type { SettingsProps } from './settings-props.ts'

const MODES = ['protected', 'standard'] as const

/** How pictures are shown, with a drawn picture that shows it. */
export function ProtectionSettings({ settings, set }: SettingsProps) {
  const { t } = useTranslation('settings')
  const { protection } = settings
  const change = (part: Partial<Protection>) => set({ protection: { ...protection, ...part } })
  const percent = (value: number) => `${Math.round(value * 100)} %`
  return (
    <Section id="protection" title={t('protection')} note={t('protectionText')}>
      <div className="flex flex-wrap gap-6">
        <div className="flex min-w-64 flex-1 flex-col gap-3">
          <Choice
            label={t('mode')}
            value={protection.mode}
            options={MODES.map((mode) => [mode, t(`modes.${mode}`)])}
            onChange={(mode) => change({ mode })}
          />
          <Slide
            {...{ label: t('blur'), value: protection.blur, min: 0, max: 0.2, step: 0.01 }}
            shown={percent(protection.blur / 0.2)}
            onChange={(blur) => change({ blur })}
          />
          <Slide
            {...{ label: t('greyscale'), value: protection.greyscale, min: 0, max: 1, step: 0.1 }}
            shown={percent(protection.greyscale)}
            onChange={(greyscale) => change({ greyscale })}
          />
          <Switch
            label={t('lineDrawing')}
            isOn={protection.lineDrawing}
            onChange={(lineDrawing) => change({ lineDrawing })}
          />
          <Switch
            label={t('compactPlayer')}
            isOn={protection.compactPlayer}
            onChange={(compactPlayer) => change({ compactPlayer })}
          />
          <Switch
            label={t('muted')}
            isOn={protection.muted}
            onChange={(muted) => change({ muted })}
          />
        </div>
        <Example filter={protectionFilter(protection, { height: 144, isRevealed: false })} />
      </div>
    </Section>
  )
}

function Example({ filter }: { readonly filter: string }) {
  const { t } = useTranslation('settings')
  return (
    <div className="h-36 w-64 overflow-hidden rounded border border-line">
      <svg viewBox="0 0 256 144" role="img" aria-label={t('example')} style={{ filter }}>
        <rect width="256" height="144" fill="#9cc4e4" />
        <rect y="86" width="256" height="58" fill="#55606a" />
        <rect x="18" y="30" width="58" height="60" fill="#a8693f" />
        <rect x="28" y="42" width="14" height="14" fill="#f5e8b0" />
        <rect x="52" y="42" width="14" height="14" fill="#f5e8b0" />
        <rect x="120" y="92" width="70" height="22" rx="6" fill="#b3261e" />
        <circle cx="135" cy="116" r="8" fill="#1a1a1a" />
        <circle cx="175" cy="116" r="8" fill="#1a1a1a" />
        <circle cx="222" cy="68" r="9" fill="#e0b48c" />
        <rect x="213" y="78" width="18" height="36" rx="5" fill="#2d5f3a" />
      </svg>
    </div>
  )
}
