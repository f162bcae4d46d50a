import { describe, expect, it } from 'vitest'
import { type FlagOrder, orderFlags } from './flag-order.ts'
import type { Flag } from './review.ts'

const LABELS = [
  { id: 'normal', severity: 0 },
  { id: 'fighting', severity: 3 },
  { id: 'fire', severity: 2 },
]
const XD = ['normal', 'fighting', 'shooting', 'riot', 'abuse', 'car accident', 'explosion'].map(
  (id, i) => ({ id, severity: i === 0 ? 0 : 3 }),
)

function flag(score: number, label: string, change: Partial<Flag> = {}): Flag {
  return {
    ...{ contentId: 'c', startPts: 0, endPts: 16, startSec: 0, endSec: 1, startFrame: 0 },
    ...{ endFrame: 16, class: label, classScore: score, runnerUp: null, margin: score, score },
    ...{ peakC: score, peakA: score, mark: null, isSeen: false, source: 'segment' as const },
    ...{ modelClass: { class: label, classScore: score }, exported: null },
    ...change,
  }
}

const flags = [
  ...[flag(0.9, 'fighting'), flag(0.8, 'fighting'), flag(0.7, 'fire', { endSec: 9 })],
  ...[flag(0.6, 'fire', { startSec: 3, endSec: 8 }), flag(0.5, 'fire')],
  flag(0.4, 'fire', { peakA: 0.1, peakC: 0.9 }),
]
const scoresOf = (all: readonly Flag[]) => all.map(({ score }) => score)
const scoresIn = (order: FlagOrder) => scoresOf(orderFlags([...flags].reverse(), order, LABELS))

describe('orderFlags', () => {
  it('sorts by score, severity and disagreement', () => {
    expect(scoresIn('score')).toEqual([0.9, 0.8, 0.7, 0.6, 0.5, 0.4])
    expect(scoresIn('class')).toEqual([0.8, 0.9, 0.4, 0.5, 0.6, 0.7])
    expect(scoresIn('disagreement')[0]).toBe(0.4)
    expect(scoresIn('time')[0]).toBe(0.4)
  })

  it('sorts by length, equal ones in the order of time', () => {
    expect(scoresIn('length')).toEqual([0.7, 0.6, 0.4, 0.5, 0.8, 0.9])
  })

  it('spaces severe flags among the others', () => {
    const order = scoresIn('interleaved')
    const places = [order.indexOf(0.9), order.indexOf(0.8)]
    expect(Math.abs(places[0]! - places[1]!)).toBeGreaterThanOrEqual(2)
    expect([...order].sort()).toEqual([...scoresIn('score')].sort())
  })

  it.each([
    ['3, as those of XD-Violence', XD],
    ['2', XD.map(({ id, severity }) => ({ id, severity: Math.min(2, severity) }))],
  ])('spaces high scores where every class has the severity %s', (_what, labels) => {
    const all = Array.from({ length: 12 }, (_, i) => flag((12 - i) / 20, XD[1 + (i % 6)]!.id))
    const order = scoresOf(orderFlags(all, 'interleaved', labels))
    expect(order).not.toEqual(scoresOf(all))
    expect(order.toSorted()).toEqual(scoresOf(all).toSorted())
    // The highest first, and never two of the higher half in a row.
    expect(order[0]).toBe(0.6)
    for (const [i, score] of order.slice(1).entries())
      expect(Math.min(score, order[i]!)).toBeLessThan(0.35)
  })

  it('takes the most severe of the classes that were found as severe', () => {
    const minor = LABELS.map(({ id, severity }) => ({ id, severity: Math.max(0, severity - 1) }))
    expect(scoresOf(orderFlags([...flags].reverse(), 'interleaved', minor))).toEqual(
      scoresIn('interleaved'),
    )
  })
})
