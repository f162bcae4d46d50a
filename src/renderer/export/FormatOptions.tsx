import { useTranslation } from 'react-i18next'
import {
  EXPORT_DEFAULTS,
  type ExportOption,
  OPTION_VALUES,
  optionsOf,
} from '#contract/export-formats.ts'
import { Choice as Select } from '#renderer/ui/Field.tsx'
import type { Choice } from './export-choice.ts'

type Props = Pick<Choice, 'format' | 'options'> & {
  readonly onChange: (change: Pick<Choice, 'options'>) => void
}

/** What a format is for, and what can be chosen about it. */
export function FormatOptions({ format, options, onChange }: Props) {
  const { t } = useTranslation('export')
  return (
    <>
      <p className="text-ink-muted">{t(`about.${format}`)}</p>
      {optionsOf(format).map((option: ExportOption) => (
        <Select
          key={option}
          label={t(`options.${option}.label`)}
          value={options[option] ?? EXPORT_DEFAULTS[option]}
          options={OPTION_VALUES[option].map((value) => [
            value,
            t(`options.${option}.values.${value}`),
          ])}
          onChange={(value) => onChange({ options: { ...options, [option]: value } })}
        />
      ))}
    </>
  )
}
