/**
 * How soon the timeline follows a dragged threshold: `node bench/timeline.ts`. Segments and flags of ten hours of scores are
 * found anew at each step, as the screen does it, beside hundreds of decisions. Ends with 1 when the
 * 95th percentile is above 50 ms.
 */
import { flagsOf, type ReviewState, snippetTimesOf } from '#contract/flags.ts'
import type { Mark } from '#contract/review.ts'
import { findSegments } from '#contract/segments.ts'
import { checked, describeMachine, printRow } from './report.ts'

const MOST_MS = 50

const snippets = (10 * 3600 * 30) / 16
const scoreOf = (snippet: number) =>
  0.05 + 0.8 * Math.abs(Math.sin(snippet / 900)) * Math.abs(Math.sin(snippet / 7))
const frameScore = Float32Array.from({ length: snippets }, (_, i) => scoreOf(i))
const scores = {
  ...{ snippets, classes: 14, prob1: frameScore, prob2: frameScore },
  classProbabilities: new Float32Array(snippets * 14).fill(1 / 14),
}
const clock = {
  ...{ timeBase: { num: 1, den: 30 }, firstPts: 0, endPts: snippets * 16, frames: snippets * 16 },
  startPts: Float64Array.from({ length: snippets }, (_, i) => i * 16),
}
const times = snippetTimesOf(clock)
const labels = Array.from({ length: 14 }, (_, i) => ({ id: `class-${i}` }))
const rule = { threshold: 0.3, release: 0.2, mergeGapSec: 1, minLengthSec: 0.5, paddingSec: 0.5 }

/** Decisions over the whole video, a third of them trimmed by hand, and as many ranges that were seen. */
function stateOf(count: number): ReviewState {
  const marks = Array.from({ length: count }, (_, i): Mark => {
    const startPts = Math.round((i * clock.endPts) / count)
    const value = { decision: 'confirmed' as const, reason: null, class: null, note: '' }
    return {
      ...{ id: `mark-${i}`, contentId: 'c', startPts, endPts: startPts + 90 + (i % 7) * 40 },
      ...{ reviewer: '', at: 0, value: { ...value, hasOwnRange: i % 3 === 0 } },
    }
  })
  return { marks, seen: marks.map(({ startPts, endPts }) => ({ startPts, endPts })) }
}

const STEPS = 100

/**
 * Milliseconds of each step of a drag, in which segments and flags are found anew, from the shortest to the longest. Of this
 * thread alone: what a busy machine gives to others meanwhile says nothing about it.
 */
function dragThreshold(state: ReviewState): readonly number[] {
  const spent = Array.from({ length: STEPS }, (_, i) => {
    const before = process.threadCpuUsage()
    const input = { scores, frameScore, times }
    const segments = findSegments(input, { ...rule, threshold: 0.25 + i / (10 * STEPS) })
    const source = { contentId: 'c', labels, clock, times, segments, scores: () => input }
    flagsOf(source, state)
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  })
  return spent.toSorted((a, b) => a - b)
}

describeMachine()
for (const count of [0, 50, 500]) {
  const ms = dragThreshold(stateOf(count))
  console.log(`a step of the threshold over ten hours, ${count} decisions`)
  printRow('  median', ms[STEPS / 2]!, 'ms')
  checked('  95th percentile', ms[0.95 * STEPS]!, { most: MOST_MS, unit: 'ms' })
}
