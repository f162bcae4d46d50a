import { expect, it } from 'vitest'
import type { Flag } from '#contract/review.ts'
import { gripAt, type Target } from './hit-test.ts'
import { layoutOf, scoreY } from './layout.ts'

const layout = layoutOf([1, 2], true, 1)
const flag = (startSec: number, endSec: number) =>
  ({ startSec, endSec, startPts: startSec }) as Flag
const target = (change: Partial<Target> = {}): Target => ({
  view: { fromSec: 0, toSec: 100, width: 1000, totalSec: 100, framesPerSec: 25 },
  ...{ layout, flags: [], selected: null, threshold: 0.5 },
  ...change,
})
const y = layout.flags.top + 20

it('gives a flag a target of 24 px however short it is', () => {
  const short = flag(50, 50.1)
  const at = (x: number) => gripAt(target({ flags: [short] }), x, y).kind
  expect([488, 490, 500, 511].map(at)).toEqual(['scrub', 'flags', 'flags', 'flags'])
  expect(at(514)).toBe('scrub')
})

it('offers all narrow flags under a press, and a wide one alone', () => {
  const [a, b] = [flag(50, 50.1), flag(50.8, 50.9)]
  expect(gripAt(target({ flags: [a, b] }), 505, y)).toEqual({ kind: 'flags', flags: [a, b] })
  const wide = flag(51, 60)
  expect(gripAt(target({ flags: [a, wide] }), 550, y)).toEqual({ kind: 'flags', flags: [wide] })
})

it('has handles outside the selected flag, so that it can still be pressed', () => {
  const selected = flag(50, 60)
  const at = (x: number) => gripAt(target({ flags: [selected], selected }), x, y)
  expect(at(492)).toEqual({ kind: 'handle', edge: 'in' })
  expect(at(608)).toEqual({ kind: 'handle', edge: 'out' })
  expect(at(550).kind).toBe('flags')
})

it('takes the threshold line only near it, and scrubs elsewhere', () => {
  const line = scoreY(layout.score, 0.5)
  const at = (height: number) => gripAt(target(), 300, height).kind
  expect([line - 6, line + 6, line - 8, line + 8].map(at)).toEqual([
    ...['threshold', 'threshold', 'scrub', 'scrub'],
  ])
  expect(at(layout.classes[0]!.top + 5)).toBe('scrub')
})

it('zooms by the edges of the overview’s window and pans by its middle', () => {
  const view = { fromSec: 20, toSec: 60, width: 1000, totalSec: 100, framesPerSec: 25 }
  const at = (x: number) => gripAt(target({ view }), x, 10)
  expect(at(200)).toEqual({ kind: 'overview-edge', edge: 'from' })
  expect(at(600)).toEqual({ kind: 'overview-edge', edge: 'to' })
  expect(at(400)).toEqual({ kind: 'overview', isInWindow: true })
  expect(at(900)).toEqual({ kind: 'overview', isInWindow: false })
})
