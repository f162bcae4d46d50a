import { basename } from 'node:path'
import { type ClassLook, looksOf, UNKNOWN } from '#contract/class-look.ts'
import { SMALL_MARGIN } from '#contract/flags.ts'
import type { FlaggedSegment } from '#contract/results.ts'
import type { Protection } from '#contract/settings.ts'
import { visibleText } from '#contract/visible-text.ts'
import type { Report } from './report.ts'
import { type ReportTexts, textsIn } from './texts.ts'

/** What is said of the parts of a report, in words; names in it are as hostile as they came. */

export const DECISIONS = ['confirmed', 'escalated', 'dismissed', 'none'] as const
export type DecisionName = (typeof DECISIONS)[number]

export function decisionOf({ verdict }: FlaggedSegment): DecisionName {
  return DECISIONS.find((each) => each === verdict) ?? 'none'
}

export function scoreText(score: number): string {
  return score.toFixed(2)
}

/** A class by all that it is recognised by. */
export interface ClassView extends ClassLook {
  readonly name: string
  readonly code: string
}

export function classesOf(labels: Report['labels']): (id: string) => ClassView {
  const looks = looksOf(labels)
  const views = new Map(
    labels.map(({ id, display, code }, i) => [id, { ...looks[i]!, name: display, code }]),
  )
  return (id) => views.get(id) ?? { ...UNKNOWN, name: id, code: '' }
}

/** "Fighting 0.72": a class is never named without its score. */
export function classText(classOf: (id: string) => ClassView, flag: ScoredClass): string {
  return `${classOf(flag.class).name} ${scoreText(flag.classScore)}`
}
export type ScoredClass = Pick<FlaggedSegment, 'class' | 'classScore'>

/** Whether the class is a guess of the model's: the next best is close. */
export function isGuess({ class: chosen, modelClass, margin }: FlaggedSegment): boolean {
  return chosen === modelClass.class && margin < SMALL_MARGIN
}

/** "flagged from a score of 0.50, held down to 0.40": what the flags were found by. */
export function ruleText({ list, labels, language }: Report): string {
  const { ruleParts } = textsIn(language)
  const { rule } = list
  if (!rule) return ruleParts.proposals
  const classOf = classesOf(labels)
  const { threshold, release, mergeGapSec, minLengthSec, paddingSec, classThresholds } = rule
  return [
    ruleParts.threshold(scoreText(threshold)),
    ...Object.entries(classThresholds).map(([id, value]) =>
      ruleParts.ofClass(classOf(id).name, scoreText(value)),
    ),
    ...(release < threshold ? [ruleParts.release(scoreText(release))] : []),
    ...(mergeGapSec > 0 ? [ruleParts.mergeGap(String(mergeGapSec))] : []),
    ...(minLengthSec > 0 ? [ruleParts.minLength(String(minLengthSec))] : []),
    ...(paddingSec > 0 ? [ruleParts.padding(String(paddingSec))] : []),
  ].join(', ')
}

export function choiceText({ choice, labels, language }: Report): string {
  const { choices } = textsIn(language)
  const { verdicts, file, class: chosen, minScore, contentIds, flags } = choice
  return [
    choices.verdicts[verdicts],
    ...(file === undefined ? [] : [choices.file(visibleText(basename(file)))]),
    ...(chosen === undefined ? [] : [choices.ofClass(classesOf(labels)(chosen).name)]),
    ...(minScore === undefined ? [] : [choices.minScore(String(minScore))]),
    ...(contentIds ? [choices.videos(contentIds.length)] : []),
    ...(flags ? [choices.flags(flags.length)] : []),
  ].join(', ')
}

/** What was done to the stills. */
export function protectionText(protection: Protection | null, texts: ReportTexts): string {
  if (!protection || protection.mode === 'standard') return texts.asRecorded
  if (protection.lineDrawing) return texts.asLines
  const { blur, greyscale } = protection
  const colour = greyscale === 1 ? texts.withoutColour : texts.lessColour
  const done = [...(blur > 0 ? [texts.blurred] : []), ...(greyscale > 0 ? [colour] : [])]
  return done.length > 0 ? done.join(', ') : texts.asRecorded
}

/** What must be said beside the scores of the model; null for one that may be taken at its word. */
export function noteText({ list, language }: Report): string | null {
  const { training, note } = list.model
  return textsIn(language).notes?.[training] ?? note
}
