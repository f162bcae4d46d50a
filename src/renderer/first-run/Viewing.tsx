import { Eye, ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'

export type Mode = 'protected' | 'standard'

const MODES = [
  ['protected', ShieldCheck],
  ['standard', Eye],
] as const

interface Props {
  readonly mode: Mode
  readonly onChange: (mode: Mode) => void
}

/** How pictures are to be shown. */
export function Viewing({ mode, onChange }: Props) {
  const { t } = useTranslation('first-run')
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-semibold">{t('viewing')}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {MODES.map(([each, Icon]) => (
          <label
            key={each}
            className="flex cursor-pointer gap-3 rounded border border-line-strong bg-surface p-3 has-checked:border-accent has-checked:shadow-[inset_0_0_0_1px_var(--accent)]"
          >
            <input
              type="radio"
              name="mode"
              className="mt-0.5 size-4 shrink-0 accent-(--accent)"
              checked={mode === each}
              onChange={() => onChange(each)}
            />
            <span className="text-[0.8125rem] leading-5">
              <span className="flex items-center gap-2 font-medium">
                <Icon size={16} aria-hidden /> {t(`modes.${each}`)}
              </span>
              <span className="text-ink-muted">{t(`modes.${each}Text`)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
