import { join } from 'node:path'
import type { Flag } from '#contract/review.ts'
import { expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'
import { type Clip, contrastOf, luminances, type Pixels, pixelsIn } from './pixels.ts'
import { makeSyntheticLibrary } from './synthetic-library.ts'

const SNIPPETS = 700
/** The builtin model's second class; its hue alone is too pale for a white lane. */
const FIRE = 2
const DECISIONS = ['confirmed', 'confirmed', 'dismissed', 'escalated', 'dismissed'] as const

test.beforeEach(({ folder }) =>
  makeSyntheticLibrary(join(folder, 'library'), [
    {
      name: 'marks.mp4',
      snippets: SNIPPETS,
      scoreOf: (snippet) => (snippet % 100 >= 40 && snippet % 100 < 60 ? 0.8 : 0.05),
      classOf: () => FIRE,
    },
  ]),
)

/** Seven flags: the first stays open, the next are decided, and nobody has seen the last. */
async function openMarks({ page, call }: RunningApp): Promise<readonly Flag[]> {
  const { flags } = await call('review.flags', {})
  expect(flags).toHaveLength(7)
  const undecided = { reason: null, class: null, note: '', hasOwnRange: false }
  await call('review.decide', {
    decisions: DECISIONS.map((decision, i) => {
      const { contentId, startPts, endPts } = flags[i + 1]!
      const value = { ...undecided, decision }
      return { contentId, startPts, endPts, markId: crypto.randomUUID(), value }
    }),
  })
  await page.reload()
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.getByRole('slider', { name: 'Playhead' }).waitFor()
  await page.keyboard.press('Digit0')
  await page.mouse.move(5, 5)
  await page.waitForTimeout(500)
  return flags
}

const canvasOf = ({ page }: RunningApp) => page.locator('canvas')

/** Where a flag begins and ends on the canvas, with all of the video in view. */
async function extentOf(app: RunningApp, { startSec, endSec }: Flag) {
  const { width } = (await canvasOf(app).boundingBox())!
  const totalSec = (SNIPPETS * 16) / 30
  return [(startSec / totalSec) * width, (endSec / totalSec) * width] as const
}

/** The mark of a flag, on the timeline above it and in the overview below it. */
async function markOf(app: RunningApp, flag: Flag, where: 'timeline' | 'overview') {
  const [from, to] = await extentOf(app, flag)
  const x = Math.round((from + to) / 2) - 6
  const y = where === 'timeline' ? 32 : 10
  const clip: Clip = { x, y, width: 12, height: where === 'timeline' ? 13 : 9 }
  return shapeOf(await pixelsIn(canvasOf(app), clip))
}

/** Which px are mark, whatever its colour: those unlike the corner. */
function shapeOf(pixels: Pixels): readonly boolean[] {
  const light = luminances(pixels)
  const corner = light[pixels.width]!
  return light.map((each) => contrastOf(each, corner) >= 3)
}

const differing = (a: readonly boolean[], b: readonly boolean[]) =>
  a.filter((isMark, i) => isMark !== b[i]).length

test('tells verdicts apart by shape, also for those who see less colour', async ({ app }) => {
  const { page, call } = app
  const flags = await openMarks(app)
  const session = await page.context().newCDPSession(page)
  const [from] = await extentOf(app, flags[0]!)
  const looks = new Set<string>()
  for (const theme of ['light', 'dark'] as const) {
    await call('settings.set', { theme })
    for (const type of ['none', 'deuteranopia', 'protanopia', 'achromatopsia'] as const) {
      await session.send('Emulation.setEmulatedVisionDeficiency', { type })
      await page.waitForTimeout(200)
      for (const where of ['timeline', 'overview'] as const) {
        const [confirmed, again, dismissed, escalated] = await Promise.all(
          flags.slice(1, 5).map((flag) => markOf(app, flag, where)),
        )
        const at = `${where}, ${theme}, ${type}`
        for (const mark of [confirmed!, dismissed!, escalated!])
          expect(mark.filter(Boolean).length, at).toBeGreaterThanOrEqual(8)
        expect(differing(confirmed!, again!), at).toBe(0)
        expect(differing(confirmed!, dismissed!), at).toBeGreaterThanOrEqual(8)
        expect(differing(confirmed!, escalated!), at).toBeGreaterThanOrEqual(8)
        expect(differing(dismissed!, escalated!), at).toBeGreaterThanOrEqual(8)
        const unseen = await markOf(app, flags[6]!, where)
        expect(differing(unseen, dismissed!), at).toBeGreaterThanOrEqual(8)
      }
      const { data } = await pixelsIn(canvasOf(app), { x: from + 4, y: 60, width: 1, height: 1 })
      looks.add(`${theme} ${data.slice(0, 3).join()}`)
    }
  }
  // The colours did change: each deficiency shows the same hue as another one.
  expect(looks.size).toBe(8)
  await session.send('Emulation.setEmulatedVisionDeficiency', { type: 'none' })
})

test('outlines pale hues on light lanes, in the overview too', async ({ app }) => {
  const { call, page } = app
  await call('settings.set', { theme: 'light' })
  const flags = await openMarks(app)
  const [from, to] = (await extentOf(app, flags[6]!)).map(Math.round) as [number, number]
  const canvas = canvasOf(app)
  const darkest = async (part: Clip) => Math.min(...luminances(await pixelsIn(canvas, part)))
  const lightest = async (part: Clip) => Math.max(...luminances(await pixelsIn(canvas, part)))
  const bands = [
    { name: 'overview', top: 4, height: 5 },
    { name: 'timeline', top: 32 + 14, height: 40 - 14 - 3 },
  ]
  for (const { name, top, height } of bands) {
    const middle = { x: Math.round((from + to) / 2), y: top + Math.round(height / 2) }
    const edges = {
      left: { x: from - 2, y: middle.y, width: 4, height: 1 },
      right: { x: to - 2, y: middle.y, width: 4, height: 1 },
      top: { x: middle.x, y: top - 2, width: 1, height: 4 },
      bottom: { x: middle.x, y: top + height - 2, width: 1, height: 4 },
    }
    const lane = await lightest({ x: from - 6, y: middle.y, width: 3, height: 1 })
    const hue = await lightest({ x: from + 2, y: middle.y, width: to - from - 4, height: 1 })
    // Else this would say nothing about the outline.
    expect(contrastOf(hue, lane), name).toBeLessThan(3)
    for (const [edge, part] of Object.entries(edges))
      expect(contrastOf(await darkest(part), lane), `${name}, ${edge}`).toBeGreaterThanOrEqual(7)
  }
  await expect(page.locator('[data-pattern]').first()).toBeVisible()
})
