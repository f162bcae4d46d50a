import { useTranslation } from 'react-i18next'
import { VERDICT_CHOICES } from '#contract/export.ts'
import { EXPORT_FORMATS } from '#contract/export-formats.ts'
import { Choice as Select } from '#renderer/ui/Field.tsx'
import { NumberField } from '#renderer/ui/NumberField.tsx'
import { type Choice, offeredScopes, type Scopes } from './export-choice.ts'
import { FormatOptions } from './FormatOptions.tsx'

interface Props {
  readonly scopes: Scopes
  readonly choice: Choice
  readonly onChange: (change: Partial<Choice>) => void
}

export function ChoiceFields({ scopes, choice, onChange }: Props) {
  const { t } = useTranslation('export')
  return (
    <div className="flex flex-col gap-2 text-[0.8125rem]">
      <Select
        label={t('which')}
        value={choice.scope}
        options={offeredScopes(scopes).map((scope) => [scope, t(`scopes.${scope}`)])}
        onChange={(scope) => onChange({ scope })}
      />
      <Select
        label={t('verdict')}
        value={choice.verdicts}
        options={VERDICT_CHOICES.map((each) => [each, t(`verdicts.${each}`)])}
        onChange={(verdicts) => onChange({ verdicts })}
      />
      <Select
        label={t('class')}
        value={choice.class}
        options={[
          ['', t('allClasses')],
          ...scopes.model.labels.slice(1).map(({ id, display }) => [id, display] as const),
        ]}
        onChange={(label) => onChange({ class: label })}
      />
      <NumberField
        isRow
        label={t('leastScore')}
        value={choice.minScore}
        {...{ min: 0, max: 1, step: 0.05 }}
        onSet={(minScore) => onChange({ minScore })}
      />
      <Select
        label={t('format')}
        value={choice.format}
        options={EXPORT_FORMATS.map((each) => [each, t(`formats.${each}`)])}
        onChange={(format) => onChange({ format })}
      />
      <FormatOptions {...choice} onChange={onChange} />
    </div>
  )
}
