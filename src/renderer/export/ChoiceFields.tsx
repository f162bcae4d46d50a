import { useTranslation } from 'react-i18next'
import { VERDICT_CHOICES } from '#contract/export.ts'
import { LIST_FORMATS, REPORT_FORMATS } from '#contract/export-formats.ts'
import { useHost } from '#renderer/client/host.ts'
import { GroupedChoice, Choice as Select } from '#renderer/ui/Field.tsx'
import { NumberField } from '#renderer/ui/NumberField.tsx'
import { type Choice, offeredScopes, type Scopes } from './export-choice.ts'
import { type ClipExample, FormatOptions } from './FormatOptions.tsx'

interface Props {
  readonly scopes: Scopes
  readonly choice: Choice
  /** What the first clip would be called. */
  readonly example: ClipExample
  readonly onChange: (change: Partial<Choice>) => void
}

export function ChoiceFields({ scopes, choice, example, onChange }: Props) {
  const { t } = useTranslation('export')
  const { desktop } = useHost()
  const reports = REPORT_FORMATS.filter((format) => desktop || format !== 'pdf')
  const groups = [
    ['lists', LIST_FORMATS],
    ['clips', ['clips']],
    ['reports', reports],
  ] as const
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
      <GroupedChoice
        label={t('format')}
        value={choice.format}
        groups={groups.map(([group, formats]) => [
          t(`groups.${group}`),
          formats.map((each) => [each, t(`formats.${each}`)]),
        ])}
        onChange={(format) => onChange({ format })}
      />
      <FormatOptions {...choice} {...{ example, onChange }} />
    </div>
  )
}
