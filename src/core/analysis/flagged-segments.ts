import { attachMarks } from '#contract/attach-marks.ts'
import type { Bundle, SegmentRule } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { FlaggedSegment } from '#contract/results.ts'
import type { Mark } from '#contract/review.ts'
import { findProposals, findSegments, type Segment } from '#contract/segments.ts'
import type { StoredScores } from './stored-scores.ts'

interface Source {
  readonly file: string
  readonly contentId: string
  readonly stored: StoredScores
  readonly marks: readonly Mark[]
}

export type SegmentMode =
  | { readonly mode: 'rule'; readonly rule: SegmentRule }
  | { readonly mode: 'proposals' }

/** The flagged segments of one video, with the words people read. */
export function flaggedSegments(
  { file, contentId, stored, marks }: Source,
  bundle: Bundle,
  how: SegmentMode,
): FlaggedSegment[] {
  const found = how.mode === 'rule' ? findSegments(stored, how.rule) : findProposals(stored)
  // Nobody decides about proposals: they are the paper's, not flags.
  const verdicts = how.mode === 'rule' ? verdictsOf(found, stored, marks) : []
  return found.map((segment, i) => ({
    file,
    contentId,
    ...describe(segment, bundle),
    verdict: verdicts[i] ?? null,
    model: bundle.id,
    precision: stored.precision,
    training: bundle.training,
  }))
}

/** As the review attaches them. */
function verdictsOf(
  segments: readonly Segment[],
  { clock }: StoredScores,
  marks: readonly Mark[],
): (string | null)[] {
  const at = (snippet: number) => clock.startPts[snippet] ?? clock.endPts
  const ranges = segments.map(({ startSnippet, endSnippet }) => ({
    startPts: at(startSnippet),
    endPts: at(endSnippet),
  }))
  return attachMarks(ranges, marks).bySegment.map((mark) => mark?.value.decision ?? null)
}

function describe(segment: Segment, { labels }: Bundle) {
  const label = (classIndex: number) => labels[classIndex]?.id ?? `class ${classIndex}`
  const { classIndex, classScore, score, runnerUp, margin } = segment
  const { startFrame, endFrame, startSec, endSec } = segment
  return {
    class: label(classIndex),
    classScore,
    score,
    startFrame,
    endFrame,
    startSec,
    endSec,
    runnerUp: runnerUp
      ? { class: label(runnerUp.classIndex), classScore: runnerUp.classScore }
      : null,
    margin,
  }
}

/** Parts of a rule; what is left out or undefined stays. */
export type RuleChange = { readonly [Part in keyof SegmentRule]?: SegmentRule[Part] | undefined }

/**
 * A model's rule with parts replaced. A threshold below the model's release level takes that down with it. Throws
 * `bad-argument` for a release level above the threshold.
 */
export function effectiveRule(rule: SegmentRule, change: RuleChange): SegmentRule {
  const given = Object.entries(change).filter(([, value]) => value !== undefined)
  const merged: SegmentRule = { ...rule, ...Object.fromEntries(given) }
  if (change.release === undefined)
    return { ...merged, release: Math.min(merged.release, merged.threshold) }
  if (merged.release <= merged.threshold) return merged
  throw new FlagreelError(
    'bad-argument',
    `The release level ${merged.release} is above the threshold ${merged.threshold}.`,
    { hint: 'A segment lasts while its score stays at the release level: give a lower one.' },
  )
}
