import { useState } from 'react'

interface Props {
  readonly label: string
  readonly value: number
  readonly min: number
  readonly max: number
  readonly step: number
  readonly unit?: string
  readonly onSet: (value: number) => void
}

/** A number that takes effect on Enter, on a step and on leaving the field, brought into its bounds. */
export function NumberField({ label, value, min, max, step, unit, onSet }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const set = (text: string | null) => {
    setTyped(null)
    const number = Number(text)
    if (text === null || text.trim() === '' || !Number.isFinite(number)) return
    const next = Math.min(max, Math.max(min, number))
    if (next !== value) onSet(next)
  }
  return (
    <label className="inline-flex items-center gap-1.5 text-[0.75rem]">
      <span className="text-ink-muted">{label}</span>
      <input
        type="number"
        {...{ min, max, step }}
        className="min-h-7 w-[4.5rem] rounded border border-line-strong bg-surface px-1.5 tabular-nums"
        value={typed ?? Math.round(value * 1000) / 1000}
        onChange={({ target }) => setTyped(target.value)}
        onBlur={() => set(typed)}
        onKeyDown={({ key, currentTarget }) => {
          if (key === 'Enter') set(currentTarget.value)
          if (key === 'Escape') setTyped(null)
        }}
      />
      {unit && <span className="text-ink-muted">{unit}</span>}
    </label>
  )
}
