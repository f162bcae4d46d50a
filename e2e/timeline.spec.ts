import { join } from 'node:path'
import { expect, test } from './fixtures.ts'
import {
  boxOf,
  current,
  FLAGS,
  flagsOf,
  goTo,
  NIGHT,
  OVERVIEW,
  openNight,
  openReview,
  ownRange,
  playhead,
  scoreY,
  TOTAL,
  viewOf,
  zoomAt,
} from './open-review.ts'
import { makeSyntheticLibrary } from './synthetic-library.ts'
import { violations } from './violations.ts'

test.describe('with the samples', () => {
  test.use({ library: 'samples' })

  test('an edge that is dragged in the whole view moves neither view nor playhead', async ({
    app,
  }) => {
    const { page, box, flag, xOf } = await openNight(app)
    const before = await playhead(app)
    await page.mouse.move(xOf(flag.startSec), box.y + FLAGS)
    await page.mouse.down()
    await page.mouse.move(xOf(flag.startSec) + 60, box.y + FLAGS, { steps: 6 })
    await page.waitForTimeout(500)
    expect(await playhead(app)).toBe(before)
    await page.mouse.up()
    await expect.poll(async () => (await ownRange(app))?.startSec).toBeGreaterThan(11)
    await page.waitForTimeout(500)
    expect(await playhead(app)).toBe(before)
    expect(await viewOf(app)).toEqual({ from: 0, to: 23.9 })
    expect(await current(app)).toBe(String(NIGHT.second))
  })

  test('an edge that is dragged at deep zoom leaves the view', async ({ app }) => {
    const { page, box, flag, xOf } = await openNight(app)
    const x = xOf(flag.startSec)
    await zoomAt(page, { x, y: box.y + FLAGS }, 4)
    const view = await viewOf(app)
    expect(view.to - view.from).toBeLessThan(4)
    const before = await playhead(app)
    await page.mouse.move(x, box.y + FLAGS)
    await page.mouse.down()
    await page.mouse.move(x + 100, box.y + FLAGS, { steps: 6 })
    await page.mouse.up()
    await expect.poll(async () => (await ownRange(app))?.startSec).toBeGreaterThan(10.2)
    await page.waitForTimeout(500)
    expect(await viewOf(app)).toEqual(view)
    expect(await playhead(app)).toBe(before)
  })

  test('the threshold dragged up and down leaves view, playhead and flag', async ({ app }) => {
    const { page, box } = await openNight(app)
    await page.keyboard.press('Shift+KeyZ')
    const view = await viewOf(app)
    const before = await playhead(app)
    const rule = (await app.call('review.flags', {})).model.rule
    const x = box.x + box.width * 0.9
    await page.mouse.move(x, box.y + scoreY(rule.threshold))
    await page.mouse.down()
    for (const score of [0.6, 0.7, 0.8, 0.6, 0.3, rule.threshold])
      await page.mouse.move(x, box.y + scoreY(score), { steps: 3 })
    await page.mouse.up()
    await page.waitForTimeout(500)
    expect(await playhead(app)).toBe(before)
    expect(await viewOf(app)).toEqual(view)
    expect(await current(app)).toBe(String(NIGHT.second))
  })

  test('a dragged edge snaps to the playhead and shows it; with Alt it does not', async ({
    app,
  }) => {
    const { page, box, flag, xOf } = await openNight(app)
    await goTo(app, '0:12', 12)
    const at = await playhead(app)
    const accented = (sec: number) =>
      page.evaluate<boolean>(`(() => {
        const canvas = document.querySelector('canvas')
        const context = canvas.getContext('2d')
        const x = Math.round(${xOf(sec) - box.x}) * devicePixelRatio
        const accent = getComputedStyle(canvas).getPropertyValue('--accent').trim()
        const probe = new OffscreenCanvas(1, 1).getContext('2d')
        probe.fillStyle = accent
        probe.fillRect(0, 0, 1, 1)
        const [wanted] = [probe.getImageData(0, 0, 1, 1).data]
        const { data } = context.getImageData(x - 1, canvas.height - 3, 2, 1)
        return [0, 1, 2].every((i) => Math.abs(data[i] - wanted[i]) < 3)
      })()`)
    const drag = async (from: number) => {
      await page.mouse.move(xOf(from), box.y + FLAGS)
      await page.mouse.down()
      await page.mouse.move(xOf(from) + 20, box.y + FLAGS)
      await page.mouse.move(xOf(at) + 3, box.y + FLAGS, { steps: 4 })
    }
    expect(await accented(at)).toBe(false)
    await drag(flag.startSec)
    expect(await accented(at)).toBe(true)
    await page.mouse.up()
    await expect.poll(async () => (await ownRange(app))?.startSec).toBeCloseTo(at, 4)
    expect(await accented(at)).toBe(false)
    await page.keyboard.press('Control+KeyZ')
    await expect.poll(async () => await ownRange(app)).toBeUndefined()
    await page.keyboard.down('Alt')
    await drag(flag.startSec)
    expect(await accented(at)).toBe(false)
    await page.mouse.up()
    await page.keyboard.up('Alt')
    await expect.poll(async () => (await ownRange(app))?.startSec).toBeGreaterThan(at + 0.03)
  })

  test('scrubbing stops at the ends of the view and never pans; a click on handle or line seeks', async ({
    app,
  }) => {
    const { page, box, flag, xOf } = await openNight(app)
    await page.mouse.click(xOf(flag.startSec) - 4, box.y + FLAGS)
    await expect.poll(() => playhead(app)).toBeCloseTo(flag.startSec - 0.1, 0)
    const { threshold } = (await app.call('review.flags', {})).model.rule
    await page.mouse.click(xOf(5), box.y + scoreY(threshold))
    await expect.poll(() => playhead(app)).toBeCloseTo(5, 1)
    expect(await ownRange(app)).toBeUndefined()

    await zoomAt(page, { x: xOf(12), y: box.y + FLAGS }, 3)
    const view = await viewOf(app)
    const y = box.y + box.height - 8
    await page.mouse.move(box.x + box.width / 2, y)
    await page.mouse.down()
    await page.mouse.move(box.x - 80, y, { steps: 5 })
    await expect.poll(() => playhead(app)).toBeCloseTo(view.from, 0)
    await page.mouse.move(box.x + box.width + 60, y, { steps: 5 })
    await expect.poll(() => playhead(app)).toBeCloseTo(view.to, 0)
    await page.mouse.up()
    await page.waitForTimeout(300)
    expect(await viewOf(app)).toEqual(view)
  })

  test('a drag that is taken away changes nothing', async ({ app }) => {
    const { page, box, flag, xOf } = await openNight(app)
    const cancel = () =>
      page.evaluate(`document.querySelector('canvas').dispatchEvent(
        new PointerEvent('pointercancel', { pointerId: 1, bubbles: true }))`)
    await page.mouse.move(xOf(flag.startSec), box.y + FLAGS)
    await page.mouse.down()
    await page.mouse.move(xOf(flag.startSec) + 60, box.y + FLAGS, { steps: 3 })
    await cancel()
    await page.mouse.up()
    const field = page.getByRole('spinbutton', { name: 'Threshold' })
    const threshold = await field.inputValue()
    await page.mouse.move(xOf(5), box.y + scoreY(Number(threshold)))
    await page.mouse.down()
    await page.mouse.move(xOf(5), box.y + scoreY(0.9), { steps: 3 })
    await expect(field).not.toHaveValue(threshold)
    await cancel()
    await page.mouse.up()
    await expect(field).toHaveValue(threshold)
    await page.waitForTimeout(500)
    expect(await ownRange(app)).toBeUndefined()
    expect((await app.call('review.flags', {})).model.rule.threshold).toBe(Number(threshold))
  })

  test('keys zoom around the playhead, pan, and go to the whole video and back', async ({
    app,
  }) => {
    const { page } = await openNight(app)
    await goTo(app, '0:12', 12)
    for (let i = 0; i < 3; i++) await page.keyboard.press('Equal')
    const close = await viewOf(app)
    const span = close.to - close.from
    expect(span).toBeLessThan(6)
    await page.keyboard.press('Digit0')
    expect(await viewOf(app)).toEqual({ from: 0, to: 23.9 })
    await page.keyboard.press('KeyZ')
    expect(await viewOf(app)).toEqual(close)

    const at = await playhead(app)
    await page.keyboard.press('Alt+ArrowRight')
    expect(Math.abs((await viewOf(app)).from - close.from - span / 10)).toBeLessThan(0.15)
    await page.keyboard.press('Alt+ArrowLeft')
    expect(await viewOf(app)).toEqual(close)
    for (let i = 0; i < 20; i++) await page.keyboard.press('Alt+ArrowRight')
    expect((await viewOf(app)).from).toBeGreaterThan(13)
    expect(await playhead(app)).toBe(at)
    await page.keyboard.press('Equal')
    const zoomed = await viewOf(app)
    expect(zoomed.from).toBeLessThan(at)
    expect(zoomed.to).toBeGreaterThan(at)
  })

  test('two fingers zoom around the place between them', async ({ app, host }) => {
    test.skip(host !== 'browser', 'touches come by the browser’s own protocol')
    const { page, box } = await openNight(app)
    const session = await page.context().newCDPSession(page)
    const y = box.y + box.height - 8
    const middle = box.x + box.width / 4
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', half: number | null) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          half === null ? [] : [-half, half].map((dx, id) => ({ x: middle + dx, y, id })),
      })
    await touch('touchStart', 30)
    await touch('touchMove', 60)
    await touch('touchMove', 120)
    await touch('touchEnd', null)
    const { from, to } = await viewOf(app)
    expect(to - from).toBeCloseTo(TOTAL / 4, 0)
    expect(from + (to - from) / 4).toBeCloseTo(TOTAL / 4, 0)
  })
})

test.describe('with narrow flags side by side', () => {
  const totalSec = (400 * 16) / 30

  test.beforeEach(({ folder }) =>
    makeSyntheticLibrary(join(folder, 'library'), [
      {
        ...{ name: 'spikes.mp4', snippets: 400 },
        scoreOf: (snippet) => (snippet % 4 === 1 ? 0.9 : 0.05),
      },
    ]),
  )

  test('the overview pans by its window, zooms by its edges and recentres by a click', async ({
    app,
  }) => {
    const { page } = app
    await openReview(app)
    await page.keyboard.press('Digit0')
    const box = await boxOf(page)
    const xOf = (sec: number) => box.x + (sec / totalSec) * box.width
    const y = box.y + OVERVIEW
    const drag = async (from: number, by: number) => {
      await page.mouse.move(from, y)
      await page.mouse.down()
      await page.mouse.move(from + by / 2, y, { steps: 3 })
      await page.mouse.move(from + by, y, { steps: 3 })
      await page.mouse.up()
    }
    const perPx = totalSec / box.width
    await zoomAt(page, { x: xOf(100), y: box.y + box.height - 6 }, 9)
    const close = await viewOf(app)
    const span = close.to - close.from
    // Some px wide: still there is something to pan by, and an edge on either side.
    expect(span / perPx).toBeLessThan(24)
    await drag(xOf(100), 100)
    const panned = await viewOf(app)
    expect(panned.from - close.from).toBeCloseTo(100 * perPx, 0)
    expect(panned.to - panned.from).toBeCloseTo(span, 0)
    // Past the end and back: it is where the hand is.
    await page.mouse.move(xOf((panned.from + panned.to) / 2), y)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width + 200, y, { steps: 4 })
    await page.mouse.move(xOf((panned.from + panned.to) / 2), y, { steps: 4 })
    await page.mouse.up()
    expect((await viewOf(app)).from).toBeCloseTo(panned.from, 0)

    await drag(xOf(panned.to) + 12, 120)
    const wider = await viewOf(app)
    expect(wider.from).toBeCloseTo(panned.from, 0)
    expect(wider.to - panned.to).toBeCloseTo(120 * perPx, 0)

    await page.mouse.click(xOf(wider.from + 1), y)
    const centred = await viewOf(app)
    expect((centred.from + centred.to) / 2).toBeCloseTo(wider.from + 1, 0)
    expect(centred.to - centred.from).toBeCloseTo(wider.to - wider.from, 0)
  })

  test('a press among them asks which one is meant, whichever is selected', async ({ app }) => {
    const { page, call } = app
    const id = (await call('models.list', {})).find(({ isDefault }) => isDefault)!.id
    const rule = { threshold: 0.5, release: 0.5, mergeGapSec: 0, minLengthSec: 0, paddingSec: 0 }
    await call('settings.set', { rules: { [id]: { ...rule, classThresholds: {} } } })
    await openReview(app)
    await page.keyboard.press('Digit0')
    const box = await boxOf(page)
    const flags = await flagsOf(app)
    // There are no pictures here.
    const y = box.y + 32 + 24
    const press = (index: number) =>
      page.mouse.click(box.x + (flags[index]!.startSec / totalSec) * box.width + 1, y)
    const menu = page.getByRole('menu', { name: 'Flags at this place' })
    const choose = async (index: number) => {
      // The clock does not round up.
      const startSec = Math.floor(flags[index]!.startSec * 10) / 10
      const [minutes, seconds] = [Math.floor(startSec / 60), (startSec % 60).toFixed(1)]
      const name = `${minutes}:${seconds.padStart(4, '0')}`
      await menu
        .getByRole('menuitem', { name: new RegExp(`^0?${name.replace('.', '\\.')}`) })
        .click()
      await expect.poll(() => current(app)).toBe(String(index + 1))
      await expect(menu).toHaveCount(0)
    }
    await press(40)
    await expect(menu).toBeVisible()
    expect(await violations(app)).toEqual([])
    await choose(40)
    // Now it is selected, and has handles where its neighbours lie.
    await press(41)
    await expect(menu).toBeVisible()
    await choose(41)
    await press(40)
    await expect(menu).toBeVisible()
    await choose(39)
  })
})
