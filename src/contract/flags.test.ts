import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markOverlap, type PtsRange } from './attach-marks.ts'
import { classThresholdsOf, flagsOf, frameAt, snippetTimesOf, type VideoClock } from './flags.ts'
import type { Mark } from './review.ts'
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
  const times = snippetTimesOf(clock)
  const source = { contentId: 'c', labels: LABELS, clock, times, segments, scores: () => scores }
  return flagsOf(source, { marks, seen: [] })
}

const curve = fc.array(fc.constantFrom(0.1, 0.3, 0.5, 0.7, 0.9), {
  minLength: 1,
  maxLength: 40,
})
const range = fc
  .tuple(fc.nat(38), fc.integer({ min: 1, max: 12 }))
  .map(([start, length]) => ({ startPts: 100 + start * 16, endPts: 100 + (start + length) * 16 }))
const mark = fc
  .tuple(range, fc.boolean(), fc.option(range, { nil: undefined }))
  .map(([own, hasOwnRange, trimmedFrom]) =>
    markOver(own, hasOwnRange ? { hasOwnRange, trimmedFrom } : {}),
  )

describe('flagsOf', () => {
  it('loses no mark and no segment, whatever the rule becomes', () => {
    fc.assert(
      fc.property(curve, fc.array(mark, { maxLength: 10 }), (scores, marks) => {
        const clip = video(scores)
        for (const threshold of [0.3, 0.5, 0.9]) {
          const change = { threshold, release: threshold }
          const flags = flagsFor(clip, marks, change)
          const shown = flags.flatMap((flag) => flag.mark?.id ?? [])
          expect(shown.sort()).toEqual(marks.map(({ id }) => id).sort())
          for (const { startPts, endPts } of flagsFor(clip, [], change)) {
            const isListed = flags.some(
              (flag) =>
                flag.source === 'segment' && flag.startPts === startPts && flag.endPts === endPts,
            )
            const isReplaced = marks.some((each) => markOverlap({ startPts, endPts }, each) >= 0.5)
            expect(isListed || isReplaced).toBe(true)
          }
        }
      }),
    )
  })

  it('keeps a long segment that a short decision merely touches, and lists both', () => {
    const long = video([...Array<number>(40).fill(0.9), 0.1])
    const short = { startPts: 116, endPts: 132 }
    const flags = flagsFor(long, [markOver(short, { hasOwnRange: true })])
    expect(flags.map(({ source, startPts, endPts }) => [source, startPts, endPts])).toEqual([
      ['segment', 100, 740],
      ['mark', 116, 132],
    ])
    const trimmedFrom = { startPts: 100, endPts: 700 }
    const trimmed = flagsFor(long, [markOver(short, { hasOwnRange: true, trimmedFrom })])
    expect(trimmed.map(({ source, startPts }) => [source, startPts])).toEqual([['segment', 116]])
  })

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
    const trimmedFrom = { startPts: 116, endPts: 148 }
    const value = { hasOwnRange: true, trimmedFrom, class: 'fire' }
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

describe('frameAt', () => {
  // The first snippet lasts 1 s, the second, at a tenth of the rate, 10 s.
  const clock = {
    ...{ timeBase: { num: 1, den: 1000 }, firstPts: 500, endPts: 11_500, frames: 32 },
    startPts: Float64Array.from([500, 1500]),
  }

  it('names the frame on screen where the frame rate varies', () => {
    expect(frameAt(500, clock)).toBe(0)
    expect(frameAt(1499, clock)).toBe(15)
    expect(frameAt(1500, clock)).toBe(16)
    // Half of the snippet; by the mean rate it would be frame 17.
    expect(frameAt(6500, clock)).toBe(24)
    expect(frameAt(11_499, clock)).toBe(31)
  })

  it('stays inside the video', () => {
    expect(frameAt(0, clock)).toBe(0)
    expect(frameAt(20_000, clock)).toBe(31)
  })
})
