import { join } from 'node:path'
import { makeVideo } from '#test/support/make-video.ts'
import { addVideos, expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'
import {
  current,
  DAY,
  flagsOf,
  goTo,
  NIGHT,
  openNight,
  openReview,
  ownRange,
  playhead,
  rows,
  scoreY,
  viewOf,
} from './open-review.ts'

test.describe('with the samples', () => {
  test.use({ library: 'samples' })

  test('in and out take the time that a hand needs off, at the speed that is played at; Shift does not', async ({
    app,
  }) => {
    const { page } = await openNight(app, { reactionMs: 400 })
    await goTo(app, '0:12', 12)
    const at = await playhead(app)
    const range = async () => {
      const own = await ownRange(app)
      return own && [own.startSec, own.endSec]
    }
    const frame = 1001 / 30_000
    await page.keyboard.press('Shift+KeyI')
    await expect.poll(async () => (await range())?.[0]).toBeCloseTo(at, 3)
    await page.keyboard.press('KeyI')
    await expect.poll(async () => (await range())?.[0]).toBeCloseTo(at - 12 * frame, 3)
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('2')
    await expect.poll(() => page.evaluate(`document.querySelector('video').playbackRate`)).toBe(2)
    await page.keyboard.press('KeyI')
    await expect.poll(async () => (await range())?.[0]).toBeCloseTo(at - 24 * frame, 3)
    await page.keyboard.press('Shift+KeyO')
    await expect.poll(async () => (await range())?.[1]).toBeCloseTo(at + frame, 3)
    await page.keyboard.press('KeyO')
    await expect.poll(async () => (await range())?.[1]).toBeCloseTo(at - 23 * frame, 3)
    await page.waitForTimeout(300)
    expect(await playhead(app)).toBe(at)
  })

  test('undo and redo lead to the flag and the time of a step, of a rule too', async ({ app }) => {
    const { page, flag } = await openNight(app)
    await goTo(app, '0:12', 12)
    const at = await playhead(app)
    await page.getByRole('spinbutton', { name: 'Threshold' }).fill('0.95')
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await app.call('review.flags', {})).model.rule.threshold)
      .toBe(0.95)
    await page.locator('canvas').click({ position: { x: 5, y: scoreY(0.4) } })
    await expect.poll(() => playhead(app)).toBeLessThan(1)
    await page.keyboard.press('Control+KeyZ')
    await expect.poll(() => current(app)).toBe(String(NIGHT.second))
    await expect.poll(() => playhead(app)).toBeCloseTo(at, 3)

    await page.keyboard.press('Shift+KeyI')
    await expect.poll(async () => (await ownRange(app))?.startSec).toBeCloseTo(at, 3)
    await page.keyboard.press('Control+KeyZ')
    await expect.poll(async () => await ownRange(app)).toBeUndefined()
    await expect.poll(() => current(app)).toBe(String(NIGHT.second))
    await page.keyboard.press('KeyN')
    await expect.poll(() => current(app)).toBe(String(NIGHT.third))
    await page.keyboard.press('Control+Shift+KeyZ')
    await expect.poll(async () => (await ownRange(app))?.startSec).toBeCloseTo(at, 3)
    await expect.poll(() => current(app)).toBe(String(NIGHT.second))
    await expect.poll(() => playhead(app)).toBeCloseTo(at, 3)
    expect(flag.startSec).toBeLessThan(at)
  })

  test('what is played through counts as seen', async ({ app }) => {
    const { page } = app
    await openReview(app)
    await rows(app)
      .nth(NIGHT.first - 1)
      .getByRole('button')
      .click()
    await page.locator('[data-surface=strip]').waitFor()
    await goTo(app, '0:10', 10)
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('4')
    const seen = async () => (await flagsOf(app)).slice(NIGHT.first - 1).map(({ isSeen }) => isSeen)
    await expect.poll(seen).toEqual([true, false, false])
    // A jump over a flag is not a look at it.
    await page.keyboard.press('End')
    await expect.poll(() => playhead(app)).toBeGreaterThan(23)
    await goTo(app, '0:10', 10)
    expect(await seen()).toEqual([true, false, false])
    await page.keyboard.press('Space')
    await expect.poll(async () => (await seen())[1]).toBe(true)
    await page.keyboard.press('Space')
  })

  test('the next flag begins two seconds early, plays on in another file, and tells of the end until the next step', async ({
    app,
  }) => {
    const { page } = app
    await openReview(app)
    await rows(app)
      .nth(DAY - 1)
      .getByRole('button')
      .click()
    const flags = await flagsOf(app)
    await expect.poll(() => playhead(app)).toBeCloseTo(flags[DAY - 1]!.startSec - 2, 1)
    const isPaused = () =>
      page.locator('video').evaluate((video: { paused: boolean }) => video.paused)
    await page.keyboard.press('KeyK')
    await expect.poll(isPaused).toBe(false)
    await page.keyboard.press('KeyN')
    await expect(page.locator(`video[aria-label="${NIGHT.file}"]`)).toBeAttached()
    await expect.poll(() => playhead(app)).toBeGreaterThan(0.3)
    expect(await isPaused()).toBe(false)
    await page.keyboard.press('KeyK')
    await page.keyboard.press('KeyN')
    await expect.poll(() => playhead(app)).toBeCloseTo(flags[NIGHT.second - 1]!.startSec - 2, 1)
    await page.keyboard.press('KeyN')
    const notice = page.getByText('Back at the first flag.')
    await expect(notice).toHaveCount(0)
    await page.keyboard.press('KeyN')
    await expect.poll(() => current(app)).toBe('1')
    await expect(notice).toBeVisible()
    expect((await notice.boundingBox())!.height).toBeGreaterThan(10)
    await page.keyboard.press('KeyN')
    await expect(notice).toHaveCount(0)
  })

  test('a flag of another video is in view when it is gone to, wherever the playhead was', async ({
    app,
  }) => {
    const { page } = app
    await openReview(app)
    const flags = await flagsOf(app)
    for (const row of [DAY, 1]) {
      await rows(app)
        .nth(row - 1)
        .getByRole('button')
        .click()
      await page.locator('[data-surface=strip]').waitFor()
      const { startSec, endSec } = flags[row - 1]!
      await expect.poll(() => playhead(app)).toBeCloseTo(startSec - 2, 1)
      const { from, to } = await viewOf(app)
      expect(from).toBeLessThan(startSec)
      expect(to).toBeGreaterThan(endSec - 0.2)
    }
  })

  test('a place that is gone to while another file is loaded is where it goes on', async ({
    app,
    host,
  }) => {
    test.skip(host === 'desktop', 'Only what a browser asks for can be held back here.')
    const { page } = app
    const held = { original: Promise.withResolvers<void>(), proxy: Promise.withResolvers<void>() }
    await page.route('**/original', async (route) => {
      await held.original.promise
      await route.fulfill({ status: 404 })
    })
    await page.route('**/proxy', async (route) => {
      await held.proxy.promise
      await route.continue()
    })
    await openReview(app)
    const source = page.locator('video')
    const highest = page.getByRole('button', { name: /^\d+:\d\d\.\d \d\.\d\d$/ })
    await expect(source).toHaveAttribute('src', /original$/)
    await highest.first().click()
    held.original.resolve()
    await expect(source).toHaveAttribute('src', /proxy$/)
    await highest.last().click()
    held.proxy.resolve()
    const text = (await highest.last().textContent())!
    const [minutes = 0, seconds = 0] = text.split(':').map(Number.parseFloat)
    await expect.poll(() => playhead(app)).toBeGreaterThan(0)
    await page.waitForTimeout(500)
    expect(Math.abs((await playhead(app)) - (60 * minutes + seconds))).toBeLessThan(0.15)
  })

  test('a verdict stays with its flag where advancing is switched off', async ({ app }) => {
    const { page } = await openNight(app, { advances: false })
    await page.keyboard.press('KeyC')
    await expect
      .poll(async () => (await flagsOf(app))[NIGHT.second - 1]!.mark?.value.decision)
      .toBe('confirmed')
    await page.waitForTimeout(300)
    expect(await current(app)).toBe(String(NIGHT.second))
  })
})

test.describe('with videos of one flag each', () => {
  const openFlagged = async (app: RunningApp, folder: string, names: readonly string[]) => {
    const { call } = app
    const id = (await call('models.list', {})).find(({ isDefault }) => isDefault)!.id
    const rule = { threshold: 0, release: 0, mergeGapSec: 9, minLengthSec: 0, paddingSec: 0 }
    await call('settings.set', { rules: { [id]: { ...rule, classThresholds: {} } } })
    await addVideos(app, join(folder, 'videos'))
    const scanned = async () => (await call('queue.show', {})).counts.done
    await expect.poll(scanned, { timeout: 60_000 }).toBe(names.length)
    await openReview(app, { preRollSec: 0 })
    await expect(rows(app)).toHaveCount(names.length)
  }

  test('sound stays with its flag when that begins elsewhere, ends with the next one, and stays when it is pinned', async ({
    app,
    folder,
  }) => {
    const { page } = app
    const names = ['a.mp4', 'b.mp4', 'c.mp4']
    for (const [i, name] of names.entries())
      await makeVideo(join(folder, 'videos'), name, { frames: 100 + 16 * i, audio: true })
    await openFlagged(app, folder, names)
    await page.locator('video').waitFor()
    const sound = page.getByRole('button', { name: 'Sound', exact: true })
    const isOn = async () => (await sound.getAttribute('aria-pressed')) === 'true'
    const opened = (name: string) => page.locator(`video[aria-label="${name}"]`).waitFor()
    await opened('a.mp4')
    expect(await isOn()).toBe(false)
    await sound.click()
    await goTo(app, '1', 1)
    await page.keyboard.press('KeyI')
    await expect.poll(async () => (await flagsOf(app))[0]!.startSec).toBeCloseTo(1, 1)
    await page.waitForTimeout(300)
    expect(await isOn()).toBe(true)
    await page.keyboard.press('KeyN')
    await opened('b.mp4')
    await expect.poll(isOn).toBe(false)

    await sound.click()
    await page.getByRole('button', { name: 'Keep the sound on', exact: false }).click()
    await page.keyboard.press('KeyN')
    await opened('c.mp4')
    await page.waitForTimeout(300)
    expect(await isOn()).toBe(true)
    expect(await page.locator('video').evaluate((video: { muted: boolean }) => video.muted)).toBe(
      false,
    )
  })

  test('frames of uneven length are counted one by one', async ({ app, folder }) => {
    const { page } = app
    await makeVideo(join(folder, 'videos'), 'uneven.mp4', { frames: 60, vfr: true })
    await openFlagged(app, folder, ['uneven.mp4'])
    await page.locator('video').waitFor()
    const { contentId } = (await flagsOf(app))[0]!
    const { pts } = await app.call('playback.frames', { contentId, fromSnippet: 0, snippets: 4 })
    const { timeBase, firstPts } = await app.call('review.open', { contentId })
    const times = new Float64Array(Uint8Array.from(Buffer.from(pts, 'base64')).buffer)
    const secOf = (frame: number) => ((times[frame]! - firstPts) * timeBase.num) / timeBase.den
    const long = Array.from({ length: 40 }, (_, i) => i + 10).find(
      (i) => secOf(i + 1) - secOf(i) > 2 * (secOf(i) - secOf(i - 1)),
    )!
    await goTo(app, `#${long}`, secOf(long))
    expect(await playhead(app)).toBeCloseTo(secOf(long), 4)
    await page.keyboard.press('KeyO')
    await expect.poll(async () => (await flagsOf(app))[0]!.endSec).toBeCloseTo(secOf(long + 1), 5)
  })
})
