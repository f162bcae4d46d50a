import { useState } from 'react'
import { ROW, ROW_LABEL } from './Field.tsx'

interface Props {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly unit?: string
  /** As a row of a form instead of a part of a tool bar. */
  readonly isRow?: boolean
  readonly title?: string
  readonly onSet: (value: number) => void
}

/** A number that takes effect on Enter, on a step and on leaving the field, brought into its bounds. */
export function NumberField({ label, value, min, max, step, unit, isRow, title, onSet }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const set = (text: string | null) => {
    setTyped(null)
    const number = Number(text)
    if (text === null || text.trim() === '' || !Number.isFinite(number)) return
    const next = Math.min(max, Math.max(min, number))
    if (next !== value) onSet(next)
  }
  return (
    <label
      title={title}
      className={isRow ? ROW : 'inline-flex items-center gap-1.5 text-[0.75rem] text-ink-muted'}
    >
      <span className={isRow ? ROW_LABEL : undefined}>{label}</span>
      <span className="inline-flex items-center gap-1.5">
        <input
          type="number"
          {...{ min, max, step }}
          className={`rounded border border-line-strong bg-surface text-ink tabular-nums ${isRow ? 'min-h-8 w-[5.5rem] px-2' : 'min-h-7 w-[4.5rem] px-1.5'}`}
          value={typed ?? Math.round(value * 1000) / 1000}
          onChange={({ target }) => setTyped(target.value)}
          onBlur={() => set(typed)}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Enter') set(currentTarget.value)
            if (key === 'Escape') setTyped(null)
          }}
        />
        {unit && <span className="text-ink-muted">{unit}</span>}
      </span>
    </label>
  )
}
