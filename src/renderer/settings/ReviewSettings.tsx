import { useTranslation } from 'react-i18next'
import type { Settings } from '#contract/settings.ts'
import { Section, Switch, TextField } from '#renderer/ui/Field.tsx'
import { NumberField } from '#renderer/ui/NumberField.tsx'
import type { SettingsProps } from './settings-props.ts'

/** Bounds of the contract. */
const NUMBERS = [
  ['preRollSec', 'preRoll', { min: 0, max: 30, step: 0.5 }, 's'],
  ['reactionMs', 'reaction', { min: 0, max: 1000, step: 50 }, 'ms'],
  ['breakAfterMin', 'break', { min: 0, max: 240, step: 5 }, null],
] as const

export function ReviewSettings({ settings, set }: SettingsProps) {
  const { t } = useTranslation('settings')
  const { review } = settings
  const change = (part: Partial<Settings['review']>) => set({ review: { ...review, ...part } })
  return (
    <Section id="review" title={t('review')}>
      <TextField
        label={t('reviewer')}
        note={t('reviewerText')}
        value={settings.reviewer}
        maxLength={120}
        onSet={(reviewer) => set({ reviewer })}
      />
      {NUMBERS.map(([name, text, range, unit]) => (
        <NumberField
          key={name}
          isRow
          {...{ ...range, label: t(text), value: review[name], unit: unit ?? t('breakUnit') }}
          onSet={(value) => change({ [name]: value })}
        />
      ))}
      <Switch
        label={t('exposure')}
        note={t('exposureText')}
        isOn={review.showsExposure}
        onChange={(showsExposure) => change({ showsExposure })}
      />
      <Switch
        label={t('advances')}
        isOn={review.advances}
        onChange={(advances) => change({ advances })}
      />
    </Section>
  )
}
