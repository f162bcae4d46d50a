import { useChordName } from './key-labels.ts'

/** Keys as they are drawn on a keyboard. */
export function Chords({
  chords,
  none,
}: {
  readonly chords: readonly string[]
  readonly none: string
}) {
  const nameOf = useChordName()
  if (chords.length === 0) return <span className="text-ink-muted">{none}</span>
  return (
    <span className="inline-flex flex-wrap gap-1">
      {chords.map((chord) => (
        <kbd
          key={chord}
          className="min-w-6 rounded border border-line-strong px-1.5 text-center font-sans text-[0.75rem] leading-5 font-medium whitespace-nowrap"
        >
          {nameOf(chord)}
        </kbd>
      ))}
    </span>
  )
}
