import type { FlaggedSegment } from '#contract/results.ts'
import { note, type Output, print } from './output.ts'
import { shortNames } from './short-names.ts'
import { formatTable } from './table.ts'
import { formatTime } from './time.ts'

interface Segments {
  readonly segments: readonly FlaggedSegment[]
  readonly model: { readonly note: string | null }
}

/** Flagged segments for a person: no class without its score, and what kind of model said so. */
export function printSegments(
  output: Output,
  { segments, model }: Segments,
  { ifNone }: { readonly ifNone: string },
): void {
  const nameOf = shortNames(segments.map(({ file }) => file))
  if (segments.length === 0) note(output, ifNone)
  else
    print(
      output,
      formatTable(segments, [
        { title: 'FILE', value: (row) => nameOf(row.file) },
        { title: 'START', align: 'right', value: (row) => formatTime(row.startSec) },
        { title: 'END', align: 'right', value: (row) => formatTime(row.endSec) },
        { title: 'SCORE', align: 'right', value: (row) => row.score.toFixed(3) },
        { title: 'CLASS', value: (row) => `${row.class} ${row.classScore.toFixed(2)}` },
        { title: 'OR ELSE', value: orElse },
        ...(segments.some(({ verdict }) => verdict !== null)
          ? [{ title: 'VERDICT', value: ({ verdict }: FlaggedSegment) => verdict ?? '' }]
          : []),
      ]),
    )
  if (model.note) note(output, model.note)
}

/** The next best class; where a person chose another than the model, the model's. */
function orElse({ class: own, modelClass, runnerUp }: FlaggedSegment): string {
  const other = own === modelClass.class ? runnerUp : modelClass
  return other ? `${other.class} ${other.classScore.toFixed(2)}` : ''
}
