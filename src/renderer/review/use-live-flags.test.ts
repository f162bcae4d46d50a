import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { Flag, Mark, ReviewVideo } from '#contract/review.ts'
import type { ReviewRule } from '#contract/settings.ts'
import type { TimelineData } from '#renderer/review/timeline/decode-review-video.ts'
import { useLiveFlags } from './use-live-flags.ts'

const SNIPPETS = 40
const scoreOf = (snippet: number) => (snippet % 10 === 5 ? 0.5 + snippet / 100 : 0.05)
const frameScore = Float32Array.from({ length: SNIPPETS }, (_, i) => scoreOf(i))
const startPts = Float64Array.from({ length: SNIPPETS }, (_, i) => i * 16)
const endSec = (SNIPPETS * 16) / 25
const data = {
  frameScore,
  clock: {
    ...{ timeBase: { num: 1, den: 25 }, firstPts: 0, endPts: SNIPPETS * 16, startPts },
    frames: SNIPPETS * 16,
  },
  times: { startSec: startPts.map((pts) => pts / 25), endSec },
  scores: {
    ...{ snippets: SNIPPETS, classes: 2, prob1: frameScore, prob2: frameScore },
    classProbabilities: Float32Array.from({ length: 2 * SNIPPETS }, () => 0.5),
  },
} as unknown as TimelineData

const value = { decision: 'confirmed' as const, reason: null, class: null, note: '' }
/** About the highest of the four, which no threshold above 0.85 finds. */
const MARK: Mark = {
  ...{ id: 'm', contentId: 'c', startPts: 35 * 16, endPts: 36 * 16, reviewer: 'Ada', at: 0 },
  value: { ...value, hasOwnRange: false },
}
const RULE = { release: 0.3, mergeGapSec: 0, minLengthSec: 0, paddingSec: 0, classThresholds: {} }
const labels = ['normal', 'fighting'].map((id) => ({ id }))

/** There is no host around it: a call to the core would throw. */
function flagsUnder(threshold: number, marks: readonly Mark[] = []): readonly Flag[] {
  const rule: ReviewRule = { ...RULE, threshold }
  const model = { labels, rule: { ...RULE, threshold: 0.5 } }
  const video = { contentId: 'c', seen: [], exports: [], marks, model } as unknown as ReviewVideo
  let flags: readonly Flag[] = []
  const Probe = () => {
    flags = useLiveFlags({ video, data, rule })
    return null
  }
  renderToStaticMarkup(createElement(Probe))
  return flags
}

it('finds the flags under a dragged threshold here and now, without asking the core', () => {
  const counts = [0.5, 0.6, 0.7, 0.8, 0.9].map((threshold) => flagsUnder(threshold).length)
  expect(counts).toEqual([4, 3, 2, 1, 0])
})

it('keeps what was decided beside them, also where its segment is gone', () => {
  expect(flagsUnder(0.5, [MARK])).toHaveLength(4)
  expect(flagsUnder(0.9, [MARK])).toMatchObject([{ source: 'mark', mark: { id: 'm' } }])
})
