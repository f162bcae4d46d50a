import { expect, it } from 'vitest'
import type { Flag } from '#contract/review.ts'
import { type Grip, gripAt, type Target } from './hit-test.ts'
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
  expect(at(492)).toEqual({ kind: 'handle', edge: 'in', flags: [] })
  expect(at(608)).toEqual({ kind: 'handle', edge: 'out', flags: [] })
  expect(at(550).kind).toBe('flags')
})

it('gives each handle 24 px, of a short flag, a long one and one that begins where the canvas does', () => {
  for (const selected of [flag(50, 50.1), flag(50, 60), flag(0, 30)]) {
    const found = { in: 0, out: 0 }
    for (let x = 0; x < 1000; x++) {
      const grip = gripAt(target({ flags: [selected], selected }), x, y)
      if (grip.kind === 'handle') found[grip.edge]++
    }
    expect([found.in >= 24, found.out >= 24]).toEqual([true, true])
  }
})

it('lets the neighbours of a selected flag be pressed, however near they are', () => {
  const [before, selected, behind] = [flag(49.3, 49.4), flag(50, 50.2), flag(50.6, 50.8)]
  const at = (x: number) => gripAt(target({ flags: [before, selected, behind], selected }), x, y)
  expect(at(493)).toMatchObject({ kind: 'flags', flags: [before, selected] })
  expect(at(507)).toMatchObject({ kind: 'flags', flags: [selected, behind] })
  // Between them an edge is dragged, and a click still asks which flag is meant.
  expect(at(504)).toEqual({ kind: 'handle', edge: 'out', flags: [before, selected, behind] })
  const wide = flag(50.3, 70)
  expect(gripAt(target({ flags: [selected, wide], selected }), 508, y)).toEqual({
    ...{ kind: 'flags', flags: [wide] },
  })
})

it('takes the threshold line only near it, and scrubs elsewhere', () => {
  const line = scoreY(layout.score, 0.5)
  const at = (height: number) => gripAt(target(), 300, height).kind
  expect([line - 12, line + 12, line - 14, line + 14].map(at)).toEqual([
    ...['threshold', 'threshold', 'scrub', 'scrub'],
  ])
  const { top } = layout.score
  const atOne = (height: number) => gripAt(target({ threshold: 1 }), 300, height).kind
  expect([top, top + 23, top + 26].map(atOne)).toEqual(['threshold', 'threshold', 'scrub'])
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

it('keeps 24 px of a window to pan by, and 24 px of each edge beside it, however short it is', () => {
  const view = { fromSec: 40, toSec: 40.2, width: 1000, totalSec: 100, framesPerSec: 25 }
  const at = (x: number) => gripAt(target({ view }), x, 10)
  const kinds = Array.from({ length: 120 }, (_, i) => JSON.stringify(at(340 + i)))
  const count = (grip: Grip) => kinds.filter((kind) => kind === JSON.stringify(grip)).length
  expect(at(401)).toEqual({ kind: 'overview', isInWindow: true })
  expect(count({ kind: 'overview', isInWindow: true })).toBeGreaterThanOrEqual(24)
  expect(count({ kind: 'overview-edge', edge: 'from' })).toBeGreaterThanOrEqual(24)
  expect(count({ kind: 'overview-edge', edge: 'to' })).toBeGreaterThanOrEqual(24)
})

it('has both edges inside the overview when the window is the whole video', () => {
  const at = (x: number) => gripAt(target(), x, 10)
  expect([at(0), at(23)]).toEqual(Array(2).fill({ kind: 'overview-edge', edge: 'from' }))
  expect([at(977), at(999)]).toEqual(Array(2).fill({ kind: 'overview-edge', edge: 'to' }))
  expect(at(500)).toEqual({ kind: 'overview', isInWindow: true })
})

it('can pan a short window that stands at an end', () => {
  const view = { fromSec: 0, toSec: 0.2, width: 1000, totalSec: 100, framesPerSec: 25 }
  const at = (x: number) => gripAt(target({ view }), x, 10)
  expect([at(0), at(24)]).toEqual(Array(2).fill({ kind: 'overview', isInWindow: true }))
  expect([at(25), at(48)]).toEqual(Array(2).fill({ kind: 'overview-edge', edge: 'to' }))
})
