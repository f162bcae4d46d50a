import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attachMarks, intersectionOverUnion, type PtsRange } from './attach-marks.ts'
import { orderFlags } from './flag-order.ts'
import { classThresholdsOf, flagsOf, snippetTimesOf, type VideoClock } from './flags.ts'
import type { Flag, Mark } from './review.ts'
import { findSegments } from './segments.ts'

const LABELS = [
  { id: 'normal', severity: 0 },
  { id: 'fighting', severity: 3 },
  { id: 'fire', severity: 2 },
]

function markOver(range: PtsRange, value: Partial<Mark['value']> = {}): Mark {
  const rest = { reason: null, class: null, note: '', hasOwnRange: false, ...value }
  const id = `${range.startPts}-${range.endPts}-${Math.random()}`
  return {
    id,
    contentId: 'c',
    ...range,
    value: { decision: 'confirmed', ...rest },
    reviewer: '',
    at: 0,
  }
}

/** Disjoint ranges in order. */
const ranges = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 60 })), {
    maxLength: 12,
  })
  .map((steps) => {
    let at = 0
    return steps.map(([gap, length]) => {
      const startPts = at + gap
      at = startPts + length
      return { startPts, endPts: at }
    })
  })

const marksOver = fc
  .array(
    fc.record({
      startPts: fc.integer({ min: 0, max: 600 }),
      length: fc.integer({ min: 1, max: 80 }),
      hasOwnRange: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(({ startPts, length, hasOwnRange }) =>
      markOver({ startPts, endPts: startPts + length }, { hasOwnRange }),
    ),
  )

describe('attachMarks', () => {
  it('keeps every mark exactly once, whatever the segments became', () => {
    fc.assert(
      fc.property(ranges, marksOver, (segments, marks) => {
        const { bySegment, unattached } = attachMarks(segments, marks)
        const all = [...bySegment.filter((mark) => mark !== null), ...unattached]
        expect(all.map(({ id }) => id).sort()).toEqual(marks.map(({ id }) => id).sort())
      }),
    )
  })

  it('attaches at half an overlap and never below, unless a person set the range', () => {
    fc.assert(
      fc.property(ranges, marksOver, (segments, marks) => {
        const { bySegment } = attachMarks(segments, marks)
        bySegment.forEach((mark, i) => {
          if (mark === null) return
          const iou = intersectionOverUnion(segments[i]!, mark)
          expect(iou).toBeGreaterThan(0)
          if (!mark.value.hasOwnRange) expect(iou).toBeGreaterThanOrEqual(0.5)
        })
      }),
    )
  })

  it('leaves no mark alone beside a free segment that it fits', () => {
    fc.assert(
      fc.property(ranges, marksOver, (segments, marks) => {
        const { bySegment, unattached } = attachMarks(segments, marks)
        for (const mark of unattached)
          segments.forEach((segment, i) => {
            if (bySegment[i] === null)
              expect(intersectionOverUnion(segment, mark)).toBeLessThan(0.5)
          })
      }),
    )
  })
})

/** One snippet of 16 PTS each, at 16 frames a second. */
function video(curve: readonly number[], fire: readonly number[] = []) {
  const n = curve.length
  const clock: VideoClock = {
    timeBase: { num: 1, den: 16 },
    firstPts: 100,
    endPts: 100 + n * 16,
    frames: n * 16,
    startPts: Float64Array.from({ length: n }, (_, i) => 100 + i * 16),
  }
  const rows = curve.map((p, i) => [1 - p, p * (1 - (fire[i] ?? 0)), p * (fire[i] ?? 0)])
  const prob = Float32Array.from(curve)
  const scores = {
    snippets: n,
    classes: 3,
    prob1: prob,
    prob2: prob,
    classProbabilities: Float32Array.from(rows.flat()),
  }
  return { clock, scores: { scores, frameScore: prob } }
}

const rule = {
  threshold: 0.6,
  release: 0.5,
  mergeGapSec: 0,
  minLengthSec: 0,
  paddingSec: 0,
  classThresholds: {} as Record<string, number>,
}

function flagsFor(
  { clock, scores }: ReturnType<typeof video>,
  marks: readonly Mark[],
  change: Partial<typeof rule> = {},
) {
  const changed = { ...rule, ...change }
  const classThresholds = classThresholdsOf(changed, LABELS)
  const segments = findSegments(
    { ...scores, times: snippetTimesOf(clock), classThresholds },
    changed,
  )
  const source = { contentId: 'c', labels: LABELS, clock, segments, scores: () => scores }
  return flagsOf(source, { marks, seen: [] })
}

describe('flagsOf', () => {
  const clip = video([0.1, 0.9, 0.9, 0.1, 0.1, 0.7, 0.1])

  it('gives a segment its exact range, and the decision about it', () => {
    const mark = markOver({ startPts: 116, endPts: 148 })
    const [first, second] = flagsFor(clip, [mark])
    expect(first).toMatchObject({ startPts: 116, endPts: 148, startSec: 1, endSec: 3, mark })
    expect(first).toMatchObject({ startFrame: 16, endFrame: 48, class: 'fighting' })
    expect(second).toMatchObject({ startSec: 5, mark: null, source: 'segment' })
  })

  it('lists a decision whose segment is gone, with its own numbers', () => {
    const mark = markOver({ startPts: 180, endPts: 196 })
    const flags = flagsFor(clip, [mark], { threshold: 0.8 })
    expect(flags.map(({ source }) => source)).toEqual(['segment', 'mark'])
    expect(flags[1]!.score).toBeCloseTo(0.7)
  })

  it("shows a person's range and class, with the model's probability of that class", () => {
    const value = { hasOwnRange: true, class: 'fire' }
    const both = video([0.1, 0.9, 0.8, 0.1], [0, 0.2, 0.4, 0])
    const [flag] = flagsFor(both, [markOver({ startPts: 120, endPts: 132 }, value)])
    expect(flag).toMatchObject({ startPts: 120, endPts: 132, startFrame: 20, endFrame: 32 })
    expect(flag!.class).toBe('fire')
    expect(flag!.classScore).toBeCloseTo(0.18)
  })

  it('takes a threshold of a class where that class is the most probable one', () => {
    const burning = video([0.1, 0.55, 0.1, 0.55, 0.1], [0, 1, 0, 0, 0])
    const lower = flagsFor(burning, [], { classThresholds: { fire: 0.5 } })
    expect(lower.map((flag) => flag.class)).toEqual(['fire'])
    const higher = flagsFor(clip, [], { classThresholds: { fighting: 0.8 } })
    expect(higher.map(({ startSec }) => startSec)).toEqual([1])
  })
})

describe('orderFlags', () => {
  const flag = (score: number, label: string, peaks: Partial<Flag> = {}) =>
    ({ ...flagsFor(video([0.9]), [])[0]!, score, class: label, ...peaks }) satisfies Flag
  const flags = [
    ...[flag(0.9, 'fighting'), flag(0.8, 'fighting'), flag(0.7, 'fire')],
    ...[flag(0.6, 'fire'), flag(0.5, 'fire'), flag(0.4, 'fire', { peakA: 0.1, peakC: 0.9 })],
  ]
  const scoresIn = (order: Parameters<typeof orderFlags>[1]) =>
    orderFlags([...flags].reverse(), order, LABELS).map(({ score }) => score)

  it('sorts by score, severity and disagreement', () => {
    expect(scoresIn('score')).toEqual([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    expect(scoresIn('class')).toEqual([0.8, 0.9, 0.4, 0.5, 0.6, 0.7])
    expect(scoresIn('disagreement')[0]).toBe(0.4)
    expect(scoresIn('time')[0]).toBe(0.4)
  })

  it('spaces severe flags among the others', () => {
    const order = scoresIn('interleaved')
    const places = [order.indexOf(0.9), order.indexOf(0.8)]
    expect(Math.abs(places[0]! - places[1]!)).toBeGreaterThanOrEqual(2)
    expect([...order].sort()).toEqual([...scoresIn('score')].sort())
  })
})
