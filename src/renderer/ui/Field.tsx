import { type ReactNode, useId } from 'react'

interface SectionProps {
  readonly title: string
  readonly note?: string
  readonly children: ReactNode
}

export function Section({ title, note, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="rounded border border-line bg-surface p-4">
      <h2 id={id} className="font-semibold">
        {title}
      </h2>
      {note && <p className="mt-1 text-[0.8125rem] text-ink-muted">{note}</p>}
      <div className="mt-3 flex flex-col gap-3 text-[0.8125rem]">{children}</div>
    </section>
  )
}

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly (readonly [Value, string])[]
  readonly onChange: (value: Value) => void
}

export function Choice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: ChoiceProps<Value>) {
  return (
    <label className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="min-w-52">{label}</span>
      <select
        className="min-h-8 rounded border border-line-strong bg-surface px-2"
        value={value}
        onChange={({ target }) => onChange(target.value as Value)}
      >
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}

interface SwitchProps {
  readonly label: string
  readonly note?: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

export function Switch({ label, note, isOn, onChange }: SwitchProps) {
  return (
    <label className="flex min-h-6 items-start gap-2">
      <input
        type="checkbox"
        className="mt-0.5 size-4 accent-(--accent)"
        checked={isOn}
        onChange={({ target }) => onChange(target.checked)}
      />
      <span>
        {label}
        {note && <span className="block text-ink-muted">{note}</span>}
      </span>
    </label>
  )
}

interface SlideProps {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly shown: string
  readonly onChange: (value: number) => void
}

export function Slide({ label, value, shown, onChange, ...range }: SlideProps) {
  return (
    <label className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="min-w-52">{label}</span>
      <input
        type="range"
        {...range}
        className="h-6 w-52 accent-(--accent)"
        value={value}
        aria-valuetext={shown}
        onChange={({ target }) => onChange(Number(target.value))}
      />
      <span className="tabular-nums">{shown}</span>
    </label>
  )
}
