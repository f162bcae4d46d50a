import { useMemo } from 'react'
import { classThresholdsOf, flagsOf } from '#contract/flags.ts'
import type { Flag, Mark, ReviewModel } from '#contract/review.ts'
import { findSegments } from '#contract/segments.ts'
import type { ReviewRule } from '#contract/settings.ts'
import type { TimelineData } from '#renderer/review/timeline/decode-review-video.ts'

interface Question {
  readonly contentId: string
  readonly data: TimelineData
  readonly model: ReviewModel
  readonly rule: ReviewRule
  readonly marks: readonly Mark[]
}

/** The flags of the open video under a rule, found here and now: the line can be dragged without asking the core. */
export function useLiveFlags({ contentId, data, model, rule, marks }: Question): readonly Flag[] {
  return useMemo(() => {
    const { labels } = model
    const classThresholds = classThresholdsOf(rule, labels)
    const segments = findSegments({ ...data, classThresholds }, rule)
    const source = { contentId, labels, clock: data.clock, segments, scores: () => data }
    return flagsOf(source, { marks, seen: [] })
  }, [contentId, data, model, rule, marks])
}
