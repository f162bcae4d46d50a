import type { FlaggedSegment, SegmentList } from '#contract/results.ts'
import { plainText } from './plain-text.ts'

/** A class, never without its score. */
export function classText(flag: FlaggedSegment): string {
  return `${plainText(flag.class)} ${flag.classScore.toFixed(2)}`
}

/** One line for an editor: class, score, decision, and what the person noted. */
export function flagText(flag: FlaggedSegment): string {
  const note = plainText(flag.note)
  const parts = [
    classText(flag),
    `score ${flag.score.toFixed(3)}`,
    flag.verdict ?? 'not reviewed',
    ...(flag.source === 'mark' ? ['set by a person'] : []),
    ...(note === '' ? [] : [`note: ${note}`]),
  ]
  return parts.join(', ')
}

/** What kind of model said so; an untrained or demonstration model is never left unsaid. */
export function modelText({ id, name, training, note }: SegmentList['model']): string {
  const named = `${plainText(name)} (${plainText(id)}), ${training}`
  return note === null ? named : `${named}: ${plainText(note)}`
}
