import type { Bundle } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { flagKey } from '#contract/export.ts'
import { classThresholdsOf, flagsOf } from '#contract/flags.ts'
import type { FlaggedSegment } from '#contract/results.ts'
import type { Flag, Mark } from '#contract/review.ts'
import { findProposals, findSegments } from '#contract/segments.ts'
import type { ReviewRule } from '#contract/settings.ts'
import type { StoredScores } from './stored-scores.ts'

interface Source {
  readonly file: string
  readonly contentId: string
  readonly stored: StoredScores
  readonly marks: readonly Mark[]
}

export type SegmentMode =
  | { readonly mode: 'rule'; readonly rule: ReviewRule }
  | { readonly mode: 'proposals' }

/** The flagged segments of one video as its reviewer sees them: with decisions, classes and ranges of people. */
export function flaggedSegments(
  { file, contentId, stored, marks }: Source,
  bundle: Bundle,
  how: SegmentMode,
): FlaggedSegment[] {
  const { labels } = bundle
  const segments =
    how.mode === 'rule' ? findByRule(stored, bundle, how.rule) : findProposals(stored)
  const { clock, times } = stored
  const source = { contentId, labels, clock, times, segments, scores: () => stored }
  // Nobody decides about proposals: they are the paper's, not flags.
  const flags = flagsOf(source, { marks: how.mode === 'rule' ? marks : [], seen: [] })
  return flags.map((flag) => ({
    file,
    ...describe(flag),
    model: bundle.id,
    precision: stored.precision,
    training: bundle.training,
    timeBase: stored.clock.timeBase,
  }))
}

function findByRule(stored: StoredScores, { labels }: Bundle, rule: ReviewRule) {
  return findSegments({ ...stored, classThresholds: classThresholdsOf(rule, labels) }, rule)
}

type Described = Omit<FlaggedSegment, 'file' | 'model' | 'precision' | 'training' | 'timeBase'>

function describe(flag: Flag): Described {
  const { contentId, classScore, score, startFrame, endFrame, startSec, endSec, mark } = flag
  const { runnerUp, margin, modelClass, source, startPts, endPts } = flag
  return {
    contentId,
    class: flag.class,
    ...{ classScore, score, startFrame, endFrame, startSec, endSec },
    verdict: mark?.value.decision ?? null,
    ...{ runnerUp, margin },
    key: flagKey(flag),
    ...{ modelClass, source },
    hasOwnRange: mark?.value.hasOwnRange ?? false,
    reason: mark?.value.reason ?? null,
    note: mark?.value.note ?? '',
    reviewer: mark?.reviewer ?? null,
    ...{ startPts, endPts },
  }
}

/** Parts of a rule; what is left out or undefined stays. */
export type RuleChange = {
  readonly [Part in Exclude<keyof ReviewRule, 'classThresholds'>]?: ReviewRule[Part] | undefined
}

/**
 * A rule with parts replaced. A threshold below the release level takes that down with it, and holds for every class.
 * Throws `bad-argument` for a release level above the threshold.
 */
export function effectiveRule(rule: ReviewRule, change: RuleChange): ReviewRule {
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  const merged: ReviewRule = { ...rule, ...Object.fromEntries(given) }
  const classThresholds = change.threshold === undefined ? rule.classThresholds : {}
  if (change.release === undefined)
    return { ...merged, release: Math.min(merged.release, merged.threshold), classThresholds }
  if (merged.release <= merged.threshold) return { ...merged, classThresholds }
  throw new FlagreelError(
    'bad-argument',
    `The release level ${merged.release} is above the threshold ${merged.threshold}.`,
    { hint: 'A segment lasts while its score stays at the release level: give a lower one.' },
  )
}
