import { join } from 'node:path'

import { expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'
import { makeSyntheticLibrary } from './synthetic-library.ts'

/** Every fourth snippet stands out, so each is a flag of its own once gaps are not joined. */
const spiky = (name: string, snippets: number) => ({
  name,
  snippets,
  scoreOf: (snippet: number) => (snippet % 4 === 1 ? 0.9 : 0.05),
  classOf: (snippet: number) => 1 + (Math.floor(snippet / 4) % 3),
})

const openReview = async ({ page, call }: RunningApp) => {
  const models = await call('models.list', {})
  const id = models.find(({ isDefault }) => isDefault)!.id
  const rule = { threshold: 0.5, release: 0.5, mergeGapSec: 0, minLengthSec: 0, paddingSec: 0 }
  await call('settings.set', { rules: { [id]: { ...rule, classThresholds: {} } } })
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.getByRole('slider', { name: 'Playhead' }).waitFor()
}

test.describe('much to review', () => {
  test.beforeEach(({ folder }) =>
    makeSyntheticLibrary(join(folder, 'library'), [spiky('a.mp4', 20_000), spiky('b.mp4', 20_000)]),
  )

  test('lists 10,000 flags smoothly and decides about all of them in one step', async ({ app }) => {
    const { page, call } = app
    await openReview(app)
    await expect(page.getByText('10000 flags')).toBeVisible()
    const table = page.getByRole('table', { name: 'Flags' })
    expect(await table.getByRole('row').count()).toBeLessThan(80)
    const framesPerSec = await page.evaluate<number>(`(async () => {
      const table = document.querySelector('[role=table]')
      let frames = 0
      const started = performance.now()
      while (performance.now() - started < 1500) {
        table.scrollTop += 400
        await new Promise(requestAnimationFrame)
        frames++
      }
      return (1000 * frames) / (performance.now() - started)
    })()`)
    // Speed is for the bench; this says that it scrolls at all while rows come and go.
    expect(framesPerSec).toBeGreaterThan(10)

    await page.getByRole('button', { name: 'Select all 10000' }).click()
    await page
      .getByRole('toolbar', { name: 'Decide about' })
      .getByRole('button', { name: 'Dismiss' })
      .click()
    // The first one was opened, so it was seen.
    const dialog = page.getByRole('dialog', { name: '9999 flags were not seen' })
    await dialog.getByRole('button', { name: 'Dismiss all 10000' }).click()
    const dismissed = async () =>
      (await call('review.flags', {})).flags.filter(
        (flag) => flag.mark?.value.decision === 'dismissed',
      ).length
    await expect.poll(dismissed, { timeout: 20_000 }).toBe(10_000)
    await page.keyboard.press('Control+KeyZ')
    await expect.poll(dismissed, { timeout: 20_000 }).toBe(0)
  })
})

test.describe('a day of video', () => {
  const SNIPPETS = 162_000
  const SPIKE = 100_003

  test.beforeEach(({ folder }) =>
    makeSyntheticLibrary(join(folder, 'library'), [
      {
        name: 'day.mp4',
        snippets: SNIPPETS,
        scoreOf: (snippet) => (snippet === SPIKE ? 0.95 : 0.02 + 0.01 * Math.sin(snippet / 500)),
      },
    ]),
  )

  test('shows a single snippet above the threshold at every zoom', async ({ app }) => {
    const { page } = app
    await openReview(app)
    const width = () =>
      page.evaluate<number>(`(() => {
        const canvas = document.querySelector('canvas')
        // A third up the score lane, which lies above three class lanes: only the spike reaches so high.
        const y = canvas.height - (24 * 3 + 34) * devicePixelRatio
        const { data } = canvas.getContext('2d').getImageData(0, y, canvas.width, 1)
        const isEmpty = (x) => [0, 1, 2].every((i) => Math.abs(data[4 * x + i] - data[i]) < 12)
        let count = 0
        for (let x = 0; x < canvas.width; x++) if (!isEmpty(x)) count++
        return count / devicePixelRatio
      })()`)
    await page.keyboard.press('Digit0')
    for (let zoom = 0; zoom < 12; zoom++) {
      await expect.poll(width, { message: `at zoom ${zoom}` }).toBeGreaterThanOrEqual(2)
      await page.keyboard.press('Shift+KeyZ')
      for (let i = 0; i < zoom; i++) await page.keyboard.press('Minus')
    }
  })

  test('keeps the time under the pointer while it zooms', async ({ app }) => {
    const { page } = app
    await openReview(app)
    await page.keyboard.press('Digit0')
    const canvas = page.locator('canvas')
    const box = (await canvas.boundingBox())!
    const x = Math.round(box.x + box.width * 0.62)
    const timeAt = async () => {
      await page.mouse.move(x, box.y + 150)
      await page.mouse.move(x + 0.5, box.y + 150)
      await page.mouse.move(x, box.y + 150)
      const text = await page.locator('[data-surface=hover] p').first().textContent()
      const [clock = ''] =
        /^[\\d:.]+(?=frame)/.exec(text ?? '') ?? /^[\d:.]+/.exec(text ?? '') ?? []
      return clock.split(':').reduce((all, part) => all * 60 + Number(part), 0)
    }
    const before = await timeAt()
    await page.keyboard.down('Control')
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, -120)
    await page.keyboard.up('Control')
    // 86,400 s over the width, zoomed in by e^6: a px is a fifth of a second, and the clock tells tenths.
    const pxSec = 86_400 / box.width / Math.exp(6)
    await expect
      .poll(async () => Math.abs((await timeAt()) - before))
      .toBeLessThanOrEqual(pxSec + 0.1)
    const close = await timeAt()
    for (let i = 0; i < 5; i++) {
      await page.keyboard.down('Control')
      await page.mouse.wheel(0, i % 2 === 0 ? -120 : 120)
      await page.keyboard.up('Control')
      expect(Math.abs((await timeAt()) - close)).toBeLessThanOrEqual(pxSec + 0.1)
    }
  })
})
