import { expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'

test.use({ library: 'samples' })

const panelOf = ({ page }: RunningApp) =>
  page.getByRole('complementary', { name: 'Why it was flagged' })

async function openReview({ page }: RunningApp): Promise<void> {
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.locator('[data-surface=strip]').waitFor()
}

test('says why, in the numbers of the model, and leads to the highest moments', async ({ app }) => {
  const { page, call } = app
  await openReview(app)
  const { flags, model } = await call('review.flags', {})
  const flag = flags[0]!
  const panel = panelOf(app)
  const display = (id: string) => model.labels.find((label) => label.id === id)!.display
  await expect(panel).toContainText(`${display(flag.class)} ${flag.classScore.toFixed(2)}`)
  await expect(panel).toContainText(`Classifier (C)${flag.peakC!.toFixed(2)}`)
  await expect(panel).toContainText(`Alignment with text (A)${flag.peakA.toFixed(2)}`)
  const top = panel.getByRole('list', { name: 'Likeliest classes' }).getByRole('listitem')
  await expect(top).toHaveCount(3)
  await expect(top.nth(0)).toHaveText(`${display(flag.class)}${flag.classScore.toFixed(2)}`)
  const { runnerUp } = flag
  await expect(top.nth(1)).toHaveText(
    `${display(runnerUp!.class)}${runnerUp!.classScore.toFixed(2)}`,
  )
  await expect(panel).toContainText(`${flag.margin.toFixed(2)} ahead of the next class`)
  await expect(panel).toContainText(`Model: ${model.name}`)
  await expect(panel).toContainText(
    `${model.labels.length - 1} classes, label set ${model.labelSetId.slice(0, 8)}`,
  )

  const jump = panel.getByRole('button', { name: /^\d+:\d\d\.\d \d\.\d\d$/ }).last()
  const place = (await jump.textContent())!.split(' ')[0]!
  await jump.click()
  const seconds = (text: string) =>
    text.split(':').reduce((all, part) => all * 60 + Number.parseFloat(part), 0)
  const slider = page.getByRole('slider', { name: 'Playhead' })
  await expect
    .poll(async () => Math.abs(Number(await slider.getAttribute('aria-valuenow')) - seconds(place)))
    .toBeLessThan(0.15)
})

test('is read to its last line in a window of the usual size, also for a dismissed flag', async ({
  app,
}) => {
  const { page } = app
  await openReview(app)
  await page.keyboard.press('KeyX')
  await page.keyboard.press('KeyP')
  const panel = panelOf(app)
  await expect(panel.getByRole('combobox', { name: 'Why it is dismissed' })).toBeVisible()
  const below = await page.evaluate<number>(`(() => {
    const panel = document.querySelector('aside[aria-label="Why it was flagged"]')
    return panel.scrollHeight - panel.clientHeight
  })()`)
  expect(below).toBeLessThanOrEqual(0)
})

test('stays while the next video is opened, and where it cannot be', async ({ app, host }) => {
  test.skip(host === 'desktop', 'Only what a browser asks for can be held back here.')
  const { page } = app
  await openReview(app)
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let isFailing = false
  await page.route('**/call', async (route) => {
    if (!route.request().postData()?.includes('"review.open"')) return route.continue()
    if (isFailing)
      return route.fulfill({
        json: { ok: false, error: { code: 'no-scores', message: 'Its scores cannot be read.' } },
      })
    await held
    return route.continue()
  })
  const panel = panelOf(app)
  await page.keyboard.press('KeyN')
  await expect(page.getByText('Opening the video…')).toBeVisible()
  await expect(panel).toContainText('Classifier (C)0.99')
  await expect(panel).toContainText('label set')
  release()
  await expect(page.getByText('Opening the video…')).toHaveCount(0)
  await expect(panel.getByRole('listitem')).toHaveCount(3)
  isFailing = true
  await page.keyboard.press('KeyN')
  await expect(page.getByRole('alert')).toHaveText('Its scores cannot be read.')
  await expect(panel).toContainText('Classifier (C)')
  await expect(panel.getByRole('list', { name: 'Likeliest classes' })).toBeVisible()
})

test('asks why for the dismissal just made, while the next flag is open', async ({ app }) => {
  const { page, call } = app
  await openReview(app)
  await page.keyboard.press('KeyX')
  const current = page.getByRole('table', { name: 'Flags' }).locator('[aria-current]')
  await expect(current).toHaveAttribute('aria-rowindex', '2')
  const why = page.getByRole('combobox', { name: 'Why Fire at 0:10 was dismissed' })
  await why.selectOption('duplicate')
  const reasons = async () =>
    (await call('review.flags', {})).flags.map(({ mark }) => mark?.value.reason ?? null)
  await expect.poll(reasons).toEqual(['duplicate', null, null, null, null, null])
  await expect(why).toHaveValue('duplicate')
  await expect(current).toHaveAttribute('aria-rowindex', '2')
  await page.getByRole('button', { name: 'Confirm' }).first().click()
  await expect(why).toHaveCount(0)
})
