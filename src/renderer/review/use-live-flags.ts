import { useEffect, useMemo } from 'react'
import { classThresholdsOf, flagsOf } from '#contract/flags.ts'
import type { Flag, ReviewVideo } from '#contract/review.ts'
import { findSegments } from '#contract/segments.ts'
import type { ReviewRule } from '#contract/settings.ts'
import type { TimelineData } from '#renderer/review/timeline/decode-review-video.ts'
import { useQueueView } from './flag-queue.ts'
import { marksWithPending, usePending } from './pending.ts'

interface Question {
  readonly video: ReviewVideo
  readonly data: TimelineData
  readonly rule: ReviewRule
}

/** The flags of the open video under a rule, found here and now: the line can be dragged without asking the core. */
export function useLiveFlags({ video, data, rule }: Question): readonly Flag[] {
  const { contentId, seen, exports, model } = video
  const pending = usePending(({ decisions }) => decisions)
  const marks = useMemo(() => marksWithPending(video, pending), [video, pending])
  const { labels } = model
  const segments = useMemo(
    () => findSegments({ ...data, classThresholds: classThresholdsOf(rule, labels) }, rule),
    [data, labels, rule],
  )
  const flags = useMemo(() => {
    const { clock, times } = data
    const source = { contentId, labels, clock, times, segments, scores: () => data }
    return flagsOf(source, { marks, seen, exports })
  }, [contentId, data, labels, segments, marks, seen, exports])
  // While it is dragged the list shows these, too.
  const isDragged = rule !== model.rule
  useEffect(() => {
    useQueueView.setState({ live: isDragged ? { contentId, flags } : null })
    return () => useQueueView.setState({ live: null })
  }, [isDragged, contentId, flags])
  return flags
}
