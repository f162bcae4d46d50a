import { ClassCode } from '#renderer/review/timeline/ClassSwatch.tsx'
import type { Labels } from './use-labels.ts'

interface Props {
  readonly byClass: Readonly<Record<string, number>>
  readonly labels: Labels
}

/** Chips that fit into a cell; the rest is a number, and all of them the tooltip. */
const SHOWN = 3

/** Flags of each class, the most frequent first: code and hue as on the timeline, the name for the ear and the pointer. */
export function ClassCounts({ byClass, labels }: Props) {
  const counts = Object.entries(byClass).sort(([, a], [, b]) => b - a)
  const rest = counts.slice(SHOWN)
  const nameOf = ([id, count]: readonly [string, number]) => `${labels.displayOf(id)} ${count}`
  return (
    <span
      className="flex min-w-0 gap-1.5 overflow-hidden"
      title={counts.map(nameOf).join('\n') || undefined}
    >
      {counts.slice(0, SHOWN).map(([id, count]) => (
        <span
          key={id}
          role="img"
          aria-label={nameOf([id, count])}
          className="flex shrink-0 items-center gap-1"
        >
          <ClassCode
            look={labels.lookOf(id)}
            code={labels.codeOf(id)}
            className="h-5 px-1 text-[0.625rem] leading-3"
          />
          {count}
        </span>
      ))}
      {rest.length > 0 && (
        <span role="img" aria-label={rest.map(nameOf).join(', ')} className="text-ink-muted">
          +{rest.length}
        </span>
      )}
    </span>
  )
}
