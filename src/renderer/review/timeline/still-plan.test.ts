import { expect, it } from 'vitest'
import type { Strip } from '#contract/playback.ts'
import { cellMiddles, stillSec, stillStep, stillsInView } from './still-plan.ts'
import { panBy, toSec, type Viewport, zoomAt } from './viewport.ts'

const CELL = 80
/** An hour at 25 frames a second, over 1000 px. */
const WHOLE: Viewport = { fromSec: 0, toSec: 3600, width: 1000, totalSec: 3600, framesPerSec: 25 }
const STRIP = { stepSec: 9 } as Strip
const shownIn = (view: Viewport) => {
  const step = stillStep(view, CELL, STRIP)!
  return cellMiddles(view, CELL).map((px) => stillSec(view, step, toSec(view, px)))
}

it('leaves a whole video to the strip', () => {
  expect(stillStep(WHOLE, CELL, STRIP)).toBeNull()
})

it.each([40, 100, 1e9])('shows another still in every cell, zoomed in %d times', (factor) => {
  const view = zoomAt(WHOLE, factor, 500)
  const cells = cellMiddles(view, CELL).filter((px) => px < view.width)
  expect(new Set(shownIn(view)).size).toBeGreaterThanOrEqual(cells.length)
})

it('comes by the same stills while it pans and zooms a little', () => {
  const view = zoomAt(WHOLE, 100, 500)
  const step = stillStep(view, CELL, STRIP)!
  const known = new Set(stillsInView(view, CELL, step))
  for (const sec of shownIn(panBy(view, 7)).slice(0, -1)) expect(known).toContain(sec)
  expect(stillStep(zoomAt(view, 1.05, 500), CELL, STRIP)).toBe(step)
})

it('has every still that hovering can show, few of them, and those of the cells first', () => {
  const view = zoomAt(WHOLE, 300, 700)
  const step = stillStep(view, CELL, STRIP)!
  const stills = stillsInView(view, CELL, step)
  expect(stills.slice(0, 13)).toEqual(shownIn(view))
  expect(stills.length).toBeLessThan(30)
  for (let px = 0; px < 1000; px++) expect(stills).toContain(stillSec(view, step, toSec(view, px)))
})

it('asks for nothing behind the last frame', () => {
  expect(stillSec(WHOLE, 2, 3600)).toBeLessThan(3600 - 1 / 25)
})
