import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Bundle } from '#contract/bundle.ts'
import type { ReviewRule } from '#contract/settings.ts'
import { useCall } from '#renderer/client/queries.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Choice, Section } from '#renderer/ui/Field.tsx'
import { NumberField } from '#renderer/ui/NumberField.tsx'
import type { SettingsProps } from './settings-props.ts'

const SCORE = { min: 0, max: 1, step: 0.01 }
const SECONDS = { min: 0, max: 600, step: 0.5, unit: 's' }
const LENGTHS = [
  ['mergeGapSec', 'mergeGap'],
  ['minLengthSec', 'minLength'],
  ['paddingSec', 'padding'],
] as const

/** The rule of each model, in place of its bundle's. */
export function RuleSettings({ settings, set }: SettingsProps) {
  const { t } = useTranslation('settings')
  const { data: models } = useCall('models.list', {})
  const [chosen, setChosen] = useState<string | null>(null)
  const usable = models?.filter(({ problem }) => problem === null) ?? []
  const model = usable.find(({ id }) => id === chosen) ?? usable.find((each) => each.isDefault)
  const { data } = useCall(
    'models.show',
    { model: model?.id ?? '' },
    { enabled: model !== undefined },
  )
  if (!model || !data) return null
  const { [model.id]: own, ...others } = settings.rules
  return (
    <Section id="rule" title={t('rule')} note={t('ruleText', { model: model.name })}>
      {usable.length > 1 && (
        <Choice
          label={t('ruleOf')}
          value={model.id}
          options={usable.map(({ id, name }) => [id, name])}
          onChange={setChosen}
        />
      )}
      <RuleFields
        key={model.id}
        rule={own ?? { ...data.bundle.rule, classThresholds: {} }}
        labels={data.bundle.labels.slice(1).map(({ id, display }) => ({
          id,
          display: settings.labels[model.id]?.[id]?.display ?? display,
        }))}
        onChange={(rule) => set({ rules: { ...others, [model.id]: rule } })}
      />
      {own && (
        <Button className="self-start" onClick={() => set({ rules: others })}>
          {t('resetRule')}
        </Button>
      )}
    </Section>
  )
}

interface FieldsProps {
  readonly rule: ReviewRule
  /** The abnormal classes. */
  readonly labels: readonly Pick<Bundle['labels'][number], 'id' | 'display'>[]
  readonly onChange: (rule: ReviewRule) => void
}

function RuleFields({ rule, labels, onChange }: FieldsProps) {
  const { t } = useTranslation('settings')
  const change = (part: Partial<ReviewRule>) => {
    const next = { ...rule, ...part }
    onChange({ ...next, release: Math.min(next.release, next.threshold) })
  }
  return (
    <>
      <NumberField
        isRow
        {...{ ...SCORE, label: t('threshold'), value: rule.threshold }}
        onSet={(threshold) => change({ threshold })}
      />
      <NumberField
        isRow
        {...{ ...SCORE, label: t('release'), value: rule.release, max: rule.threshold }}
        onSet={(release) => change({ release })}
      />
      {LENGTHS.map(([name, text]) => (
        <NumberField
          key={name}
          isRow
          {...{ ...SECONDS, label: t(text), value: rule[name] }}
          onSet={(value) => change({ [name]: value })}
        />
      ))}
      <ClassThresholds
        {...{ rule, labels }}
        onChange={(classThresholds) => change({ classThresholds })}
      />
    </>
  )
}

interface ClassProps extends Pick<FieldsProps, 'rule' | 'labels'> {
  readonly onChange: (classThresholds: ReviewRule['classThresholds']) => void
}

/** Thresholds of single classes; one without its own has the common one. */
function ClassThresholds({ rule, labels, onChange }: ClassProps) {
  const { t } = useTranslation('settings')
  const { classThresholds } = rule
  const count = labels.filter(({ id }) => classThresholds[id] !== undefined).length
  const without = (id: string) =>
    Object.fromEntries(Object.entries(classThresholds).filter(([key]) => key !== id))
  return (
    <details>
      <summary className="min-h-6 cursor-pointer">{t('classThresholds', { count })}</summary>
      <div className="mt-2 flex flex-col gap-2">
        {labels.map(({ id, display }) => (
          <div key={id} className="flex flex-wrap items-end gap-x-3 sm:items-center">
            <NumberField
              isRow
              {...{ ...SCORE, label: display, value: classThresholds[id] ?? rule.threshold }}
              onSet={(value) => onChange({ ...classThresholds, [id]: value })}
            />
            {classThresholds[id] === undefined ? (
              <span className="text-ink-muted">{t('asCommon')}</span>
            ) : (
              <Button
                look="quiet"
                aria-label={t('useCommonFor', { class: display })}
                onClick={() => onChange(without(id))}
              >
                {t('useCommon')}
              </Button>
            )}
          </div>
        ))}
      </div>
    </details>
  )
}
