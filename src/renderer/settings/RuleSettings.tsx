import { useTranslation } from 'react-i18next'
import type { ReviewRule } from '#contract/settings.ts'
import { useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Section } from '#renderer/ui/Field.tsx'
import { NumberField } from '#renderer/ui/NumberField.tsx'
import type { SettingsProps } from './SettingsScreen.tsx'

/** The rule of the model that is used. Thresholds of single classes are set where their curves are seen, in the review. */
export function RuleSettings({ settings, set }: SettingsProps) {
  const { t } = useTranslation('settings')
  const { data: models } = useCall('models.list', {})
  const id = models?.find(({ isDefault }) => isDefault)?.id
  const { data: details } = useCall(
    'models.show',
    { model: id ?? '' },
    { enabled: id !== undefined },
  )
  if (!id || !details) return null
  const own = settings.rules[id]
  const rule = own ?? { ...details.bundle.rule, classThresholds: {} }
  const change = (part: Partial<ReviewRule>) => {
    const next = { ...rule, ...part }
    const release = Math.min(next.release, next.threshold)
    set({ rules: { ...settings.rules, [id]: { ...next, release } } })
  }
  const reset = () => {
    const { [id]: _, ...rules } = settings.rules
    set({ rules })
  }
  const score = { min: 0, max: 1, step: 0.01 }
  const seconds = { min: 0, max: 600, step: 0.5, unit: 's' }
  return (
    <Section title={t('rule')} note={t('ruleText', { model: details.bundle.name })}>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <NumberField
          {...{ ...score, label: t('threshold'), value: rule.threshold }}
          onSet={(threshold) => change({ threshold })}
        />
        <NumberField
          {...{ ...score, label: t('release'), value: rule.release, max: rule.threshold }}
          onSet={(release) => change({ release })}
        />
        <NumberField
          {...{ ...seconds, label: t('mergeGap'), value: rule.mergeGapSec }}
          onSet={(mergeGapSec) => change({ mergeGapSec })}
        />
        <NumberField
          {...{ ...seconds, label: t('minLength'), value: rule.minLengthSec }}
          onSet={(minLengthSec) => change({ minLengthSec })}
        />
        <NumberField
          {...{ ...seconds, label: t('padding'), value: rule.paddingSec }}
          onSet={(paddingSec) => change({ paddingSec })}
        />
      </div>
      {own && (
        <Button className="self-start" onClick={reset}>
          {t('resetRule')}
        </Button>
      )}
    </Section>
  )
}
