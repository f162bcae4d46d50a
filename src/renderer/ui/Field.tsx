import { type ReactNode, useId } from 'react'

interface SectionProps {
  /** For links to it. */
  readonly id?: string
  readonly title: string
  readonly note?: string
  readonly children: ReactNode
}

export function Section({ id, title, note, children }: SectionProps) {
  const titleId = useId()
  return (
    <section
      id={id}
      tabIndex={-1}
      aria-labelledby={titleId}
      className="scroll-mt-4 rounded border border-line bg-surface p-4 outline-none"
    >
      <h2 id={titleId} className="font-semibold">
        {title}
      </h2>
      {note && <p className="mt-1 text-[0.8125rem] text-ink-muted">{note}</p>}
      <div className="mt-3 flex flex-col gap-3 text-[0.8125rem]">{children}</div>
    </section>
  )
}

/** A label before its control; below each other where there is little room for this size of text. */
export const ROW = 'flex flex-wrap items-center gap-x-4 gap-y-1'
export const ROW_LABEL = 'w-48 max-w-full'
const ROW_CONTROL = 'flex min-w-40 flex-1'

interface ChoiceProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: Options<Value>
  readonly onChange: (value: Value) => void
}

type Options<Value> = readonly (readonly [Value, string])[]

export function Choice<Value extends string>({ options, ...rest }: ChoiceProps<Value>) {
  return <GroupedChoice {...rest} groups={[['', options]]} />
}

interface GroupedProps<Value extends string> extends Omit<ChoiceProps<Value>, 'options'> {
  /** By title; those of a group without one stand by themselves. */
  readonly groups: readonly (readonly [string, Options<Value>])[]
}

export function GroupedChoice<Value extends string>({
  label,
  value,
  groups,
  onChange,
}: GroupedProps<Value>) {
  return (
    <label className={ROW}>
      <span className={ROW_LABEL}>{label}</span>
      <span className={ROW_CONTROL}>
        <select
          className="min-h-8 max-w-full rounded border border-line-strong bg-surface px-2"
          value={value}
          onChange={({ target }) => onChange(target.value as Value)}
        >
          {groups.map(([title, options]) => {
            const all = options.map(([each, text]) => (
              <option key={each} value={each}>
                {text}
              </option>
            ))
            return title === '' ? (
              all
            ) : (
              <optgroup key={title} label={title}>
                {all}
              </optgroup>
            )
          })}
        </select>
      </span>
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
        className="mt-0.5 size-4 shrink-0 accent-(--accent)"
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
    <label className={ROW}>
      <span className={ROW_LABEL}>{label}</span>
      <span className={`${ROW_CONTROL} items-center gap-3`}>
        <input
          type="range"
          {...range}
          className="h-6 min-w-0 max-w-52 flex-1 accent-(--accent)"
          value={value}
          aria-valuetext={shown}
          onChange={({ target }) => onChange(Number(target.value))}
        />
        <span className="w-12 shrink-0 tabular-nums">{shown}</span>
      </span>
    </label>
  )
}

interface TextProps {
  readonly label: string
  readonly note: string
  readonly value: string
  readonly maxLength: number
  readonly onSet: (value: string) => void
}

/** A line of text that takes effect on Enter and on leaving the field. */
export function TextField({ label, note, value, maxLength, onSet }: TextProps) {
  const noteId = useId()
  return (
    <div className={`${ROW} items-baseline!`}>
      <label className={ROW_LABEL} htmlFor={`${noteId}-field`}>
        {label}
      </label>
      <span className="min-w-40 flex-1">
        <input
          key={value}
          id={`${noteId}-field`}
          aria-describedby={noteId}
          className="min-h-8 w-full max-w-64 rounded border border-line-strong bg-surface px-2"
          maxLength={maxLength}
          defaultValue={value}
          onBlur={({ target }) => target.value !== value && onSet(target.value)}
          onKeyDown={({ key, currentTarget }) => key === 'Enter' && currentTarget.blur()}
        />
        <span id={noteId} className="mt-1 block text-ink-muted">
          {note}
        </span>
      </span>
    </div>
  )
}
