import { basename } from 'node:path'
import type { PtsRange } from '#contract/attach-marks.ts'
import { charactersOf } from '#core/export/safe-name.ts'
import { timeText } from '#core/export/times.ts'
import { asNumber, type Rational } from '#core/media/rational.ts'

interface LabelFacts {
  readonly path: string
  readonly contentId: string
  readonly exact: boolean
  readonly parts: readonly PtsRange[]
  readonly timeBase: Rational
  readonly firstPts: number
  readonly note: string | undefined
}

const MOST_CHARACTERS = 120
const MOST_PARTS = 20

/**
 * The comment that a clip carries: that it is a copy, of what, and which part. It names no folder. A file's name is a
 * stranger's text: without control and direction characters, and short.
 */
export function clipLabel({ path, contentId, exact, note, ...times }: LabelFacts): string {
  const name = charactersOf(
    basename(path)
      .toWellFormed()
      .replace(/[\p{C}\p{Z}]+/gu, ' ')
      .trim(),
  )
  const shown = name.length > MOST_CHARACTERS ? [...name.slice(0, MOST_CHARACTERS), '…'] : name
  const kind = exact ? 'Working copy, encoded anew' : 'Working copy, packets unchanged'
  return `${kind}. Source: ${shown.join('')} (content ${contentId}). ${rangesText(times)} Made with Flagreel.${note === undefined ? '' : ` ${note}`}`
}

function rangesText({
  parts,
  timeBase,
  firstPts,
}: Pick<LabelFacts, 'parts' | 'timeBase' | 'firstPts'>) {
  const clock = (pts: number) => timeText((pts - firstPts) * asNumber(timeBase))
  const texts = parts
    .slice(0, MOST_PARTS)
    .map(
      ({ startPts, endPts }) =>
        `${clock(startPts)} to ${clock(endPts)} (PTS ${startPts} to ${endPts})`,
    )
  const more = parts.length > MOST_PARTS ? ` and ${parts.length - MOST_PARTS} more` : ''
  return `Range: ${texts.join(', ')}${more}, time base ${timeBase.num}/${timeBase.den}.`
}
