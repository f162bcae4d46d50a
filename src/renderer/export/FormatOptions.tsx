import { useTranslation } from 'react-i18next'
import {
  type ChosenOptions,
  chosenOptions,
  type ListedOption,
  MOST_HANDLE_SEC,
  OPTION_VALUES,
  optionsOf,
} from '#contract/export-formats.ts'
import { Choice as Select, Switch, TextField } from '#renderer/ui/Field.tsx'
import { NumberField } from '#renderer/ui/NumberField.tsx'
import type { Choice } from './export-choice.ts'

/** The name of the first clip, or why there is none. */
export interface ClipExample {
  readonly name: string | null
  readonly problem: string | null
}

type Props = Pick<Choice, 'format' | 'options'> & {
  readonly example: ClipExample
  readonly onChange: (change: Pick<Choice, 'options'>) => void
}

/** What a format is for, and what can be chosen about it. */
export function FormatOptions({ format, options: given, example, onChange }: Props) {
  const { t } = useTranslation('export')
  const options = chosenOptions(given)
  const set = (change: Partial<ChosenOptions>) => onChange({ options: { ...given, ...change } })
  return (
    <>
      <p className="text-ink-muted">{t(`about.${format}`)}</p>
      {optionsOf(format).map((option) => {
        switch (option) {
          case 'beforeSec':
          case 'afterSec':
            return (
              <NumberField
                key={option}
                isRow
                label={t(`options.${option}`)}
                value={options[option]}
                {...{ min: 0, max: MOST_HANDLE_SEC, step: 1, unit: 's' }}
                onSet={(seconds) => set({ [option]: seconds })}
              />
            )
          case 'reel':
          case 'protect':
          case 'bom':
            return (
              <Switch
                key={option}
                label={t(`options.${option}.label`)}
                note={t(`options.${option}.note`)}
                isOn={options[option]}
                onChange={(isOn) => set({ [option]: isOn })}
              />
            )
          case 'name':
            return <ClipName key={option} {...{ options, example, set }} />
          default:
            return <Listed key={option} {...{ option, options, set }} />
        }
      })}
    </>
  )
}

interface PartProps {
  readonly options: ChosenOptions
  readonly set: (change: Partial<ChosenOptions>) => void
}

function Listed({ option, options, set }: PartProps & { readonly option: ListedOption }) {
  const { t } = useTranslation('export')
  const value = options[option]
  return (
    <>
      <Select
        label={t(`options.${option}.label`)}
        value={value}
        options={OPTION_VALUES[option].map((each) => [each, t(`options.${option}.values.${each}`)])}
        onChange={(chosen) => set({ [option]: chosen })}
      />
      {option === 'cut' && (
        <p className="text-ink-muted">{t(`options.cut.about.${options.cut}`)}</p>
      )}
    </>
  )
}

/** With the name that the first clip would have. */
function ClipName({ options, example, set }: PartProps & { readonly example: ClipExample }) {
  const { t } = useTranslation('export')
  const { name, problem } = example
  const note = problem ?? (name === null ? '' : t('options.name.example', { name }))
  return (
    <TextField
      label={t('options.name.label')}
      note={note}
      value={options.name}
      maxLength={200}
      onSet={(text) => set({ name: text })}
    />
  )
}
