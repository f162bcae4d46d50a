import { describe, expect, it } from 'vitest'
import type { SegmentRule } from './bundle.ts'
import type { SnippetScores } from './scores.ts'
import { findProposals, findSegments, type Segment, type SnippetTimes } from './segments.ts'

const rule: SegmentRule = {
  threshold: 0.6,
  release: 0.4,
  mergeGapSec: 0,
  minLengthSec: 0,
  paddingSec: 0,
}

/** One snippet a second: 16 frames a second, `tail` frames in the last. */
function secondsGrid(snippets: number, tail = 16): SnippetTimes {
  return {
    frames: (snippets - 1) * 16 + tail,
    startSec: Float64Array.from({ length: snippets }, (_, i) => i),
    endSec: snippets - 1 + tail / 16,
  }
}

/** Class probabilities from rows; class 0 first. */
function scoresFrom(rows: readonly (readonly number[])[]): SnippetScores {
  const classes = rows[0]?.length ?? 2
  return {
    snippets: rows.length,
    classes,
    prob1: undefined,
    prob2: Float32Array.from(rows, (row) => 1 - (row[0] ?? 0)),
    classProbabilities: Float32Array.from(rows.flat()),
  }
}

function segmentsOf(curve: readonly number[], change: Partial<SegmentRule> = {}, tail = 16) {
  const scores = scoresFrom(curve.map((p) => [1 - p, p]))
  const input = {
    scores,
    frameScore: Float32Array.from(curve),
    times: secondsGrid(curve.length, tail),
  }
  return findSegments(input, { ...rule, ...change })
}

const ranges = (segments: readonly Segment[]) =>
  segments.map(({ startSnippet, endSnippet }) => [startSnippet, endSnippet])

describe('findSegments', () => {
  it('finds nothing below the threshold, and nothing in no snippets', () => {
    expect(segmentsOf([0.1, 0.59, 0.5])).toEqual([])
    expect(segmentsOf([])).toEqual([])
  })

  it('starts and ends a segment at the release level once the threshold is reached', () => {
    expect(ranges(segmentsOf([0.1, 0.45, 0.6, 0.4, 0.39, 0.5]))).toEqual([[1, 4]])
  })

  it('takes a score that equals the threshold in float32', () => {
    expect(ranges(segmentsOf([0.7, 0.1], { threshold: 0.7, release: 0.7 }))).toEqual([[0, 1]])
  })

  it('without hysteresis keeps only what reaches the threshold', () => {
    expect(ranges(segmentsOf([0.1, 0.45, 0.6, 0.4], { release: 0.6 }))).toEqual([[2, 3]])
  })

  it('merges segments closer than the gap and keeps wider ones apart', () => {
    const curve = [0.9, 0.1, 0.9, 0.1, 0.1, 0.9]
    expect(ranges(segmentsOf(curve, { mergeGapSec: 1 }))).toEqual([
      [0, 3],
      [5, 6],
    ])
    expect(ranges(segmentsOf(curve, { mergeGapSec: 2 }))).toEqual([[0, 6]])
  })

  it('drops short segments after merging and before padding', () => {
    const curve = [0.9, 0.1, 0.9, 0.1, 0.1, 0.1, 0.9]
    const found = segmentsOf(curve, { mergeGapSec: 1, minLengthSec: 2, paddingSec: 1 })
    expect(ranges(found)).toEqual([[0, 4]])
  })

  it('pads by the whole snippets that cover the padding, inside the video', () => {
    expect(ranges(segmentsOf([0, 0, 0, 0.9, 0, 0, 0], { paddingSec: 1.5 }))).toEqual([[1, 6]])
    expect(ranges(segmentsOf([0.9, 0, 0], { paddingSec: 10 }))).toEqual([[0, 3]])
  })

  it('joins segments whose padding overlaps', () => {
    expect(ranges(segmentsOf([0, 0.9, 0, 0.9, 0], { paddingSec: 1 }))).toEqual([[0, 5]])
  })

  it('ends the last segment with the last decoded frame', () => {
    const [segment] = segmentsOf([0.1, 0.9], {}, 5)
    expect(segment).toMatchObject({ startFrame: 16, endFrame: 21, startSec: 1, endSec: 1 + 5 / 16 })
  })

  it('takes exact times from the snippets of a variable-rate video', () => {
    const input = {
      scores: scoresFrom([0.1, 0.9, 0.1].map((p) => [1 - p, p])),
      frameScore: Float32Array.of(0.1, 0.9, 0.1),
      times: { frames: 48, startSec: Float64Array.of(0, 0.4, 3.5), endSec: 4 },
    }
    expect(findSegments(input, rule)[0]).toMatchObject({ startSec: 0.4, endSec: 3.5 })
  })

  it('names the abnormal class with the highest mean, its runner-up and the margin', () => {
    const rows = [
      [0.9, 0.05, 0.03, 0.02],
      [0.1, 0.5, 0.3, 0.1],
      [0.6, 0.0, 0.1, 0.3],
    ]
    const input = {
      scores: scoresFrom(rows),
      frameScore: Float32Array.of(0, 0.9, 0.9),
      times: secondsGrid(3),
    }
    const [segment] = findSegments(input, rule)
    expect(segment?.classIndex).toBe(1)
    expect(segment?.classScore).toBeCloseTo(0.25, 6)
    expect(segment?.runnerUp?.classIndex).toBe(2)
    expect(segment?.margin).toBeCloseTo(0.05, 6)
    expect(segment?.score).toBeCloseTo(0.9, 6)
  })

  it('agrees with a frame-by-frame reading of the rule on random curves', () => {
    let state = 7
    const random = () => {
      state = (state * 1103515245 + 12345) % 2147483648
      return state / 2147483648
    }
    for (let round = 0; round < 300; round++) {
      const curve = Array.from({ length: 1 + Math.floor(random() * 40) }, random)
      const change = {
        threshold: 0.5 + random() * 0.4,
        release: random() * 0.5,
        mergeGapSec: Math.floor(random() * 4),
        minLengthSec: Math.floor(random() * 4),
        paddingSec: Math.floor(random() * 3),
      }
      expect(ranges(segmentsOf(curve, change))).toEqual(literalSegments(curve, change))
    }
  })
})

/** The rule as a person would do it by hand, on a paint strip of one cell a snippet. */
function literalSegments(curve: readonly number[], change: SegmentRule): number[][] {
  const values = curve.map(Math.fround)
  const strip = values.map((value) => value >= Math.fround(change.release))
  const runs = () => {
    const text = strip.map((on) => (on ? '#' : '.')).join('')
    return [...text.matchAll(/#+/g)].map((m) => [m.index, m.index + m[0].length] as const)
  }
  for (const [a, b] of runs())
    if (!values.slice(a, b).some((v) => v >= Math.fround(change.threshold))) strip.fill(false, a, b)
  const before = runs()
  before.slice(1).forEach(([start], i) => {
    const end = before[i]?.[1] ?? 0
    if (start - end <= change.mergeGapSec) strip.fill(true, end, start)
  })
  for (const [a, b] of runs()) if (b - a < change.minLengthSec) strip.fill(false, a, b)
  const cores = runs()
  const padded = cores.map(([a, b]) => [
    Math.max(0, a - change.paddingSec),
    Math.min(curve.length, b + change.paddingSec),
  ])
  return padded.reduce<number[][]>((joined, [a = 0, b = 0]) => {
    const last = joined.at(-1)
    if (last && a < (last[1] ?? 0)) last[1] = b
    else joined.push([a, b])
    return joined
  }, [])
}

describe('findProposals', () => {
  it('thresholds each abnormal class on its own range and scores runs as the paper does', () => {
    const rows = [
      [0.9, 0.1, 0.0],
      [0.1, 0.8, 0.1],
      [0.5, 0.5, 0.0],
      [0.7, 0.1, 0.2],
    ]
    const proposals = findProposals({ scores: scoresFrom(rows), times: secondsGrid(4) })
    const first = proposals.filter((p) => p.classIndex === 1)
    // max 0.8, min 0.1: threshold 0.38; 64 frames: the 4 largest frame values are all 0.8.
    expect(ranges(first)).toEqual([[1, 3]])
    expect(first[0]?.score).toBeCloseTo(0.8 + 0.7 * 0.8, 5)
    expect(ranges(proposals.filter((p) => p.classIndex === 2))).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  it('proposes nothing for a flat curve, nor from a single last frame', () => {
    const flat = scoresFrom([
      [0.5, 0.5],
      [0.5, 0.5],
    ])
    expect(findProposals({ scores: flat, times: secondsGrid(2) })).toEqual([])
    const lastFrame = scoresFrom([
      [0.9, 0.1],
      [0.1, 0.9],
    ])
    expect(findProposals({ scores: lastFrame, times: secondsGrid(2, 1) })).toEqual([])
    expect(findProposals({ scores: lastFrame, times: secondsGrid(2, 2) })).toHaveLength(1)
  })
})
