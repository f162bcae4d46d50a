import { cpSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { addVideos, expect, test } from './fixtures.ts'
import { type RunningApp, SAMPLES } from './launch.ts'

const done = async ({ call }: RunningApp) => (await call('queue.show', {})).counts.done

test('lists a failing file with its reason, and tries it again', async ({ app, folder }) => {
  const { page, call } = app
  const videos = join(folder, 'videos')
  cpSync(join(SAMPLES, 'street-day-25fps.mp4'), join(videos, 'good.mp4'), { recursive: true })
  cpSync(join(SAMPLES, 'yard-vp9.webm'), join(videos, 'bad.webm'))
  truncateSync(join(videos, 'bad.webm'), 300)
  await addVideos(app, videos)
  await expect(page.getByRole('button', { name: /^Failed: / })).toBeVisible({
    timeout: 30_000,
  })
  await expect.poll(() => done(app)).toBe(1)
  await page.getByRole('button', { name: 'Queue' }).click()
  const failed = page.getByRole('region', { name: 'Failed' })
  await expect(failed).toContainText('bad.webm')
  cpSync(join(SAMPLES, 'yard-vp9.webm'), join(videos, 'bad.webm'))
  await page.getByRole('button', { name: 'Look again' }).click()
  await expect.poll(() => done(app), { timeout: 30_000 }).toBe(2)
  expect((await call('library.list', {})).entries).toHaveLength(2)
})

test('pauses at once, over a restart, and scans on in another order', async ({ app, launch }) => {
  await app.call('queue.pause', {})
  await app.call('library.addSamples', {})
  await app.page.getByRole('button', { name: 'Queue' }).click()
  await expect(app.page.getByText('Paused. The device is idle.')).toBeVisible()
  await app.page.getByRole('button', { name: 'Scan yard-vp9.webm first' }).click()
  await app.page.getByRole('button', { name: 'Cancel crossing-50fps.mp4' }).click()
  const order = async ({ call }: RunningApp) =>
    (await call('queue.show', {})).jobs
      .filter(({ state }) => state === 'queued')
      .map(({ name }) => name)
  await expect.poll(async () => (await order(app))[0]).toBe('yard-vp9.webm')
  await app.kill()
  const again = await launch()
  await expect.poll(async () => (await order(again)).length).toBe(7)
  expect((await again.call('queue.show', {})).isPaused).toBe(true)
  await again.page.getByRole('button', { name: 'Resume scanning' }).click()
  await expect.poll(() => done(again), { timeout: 60_000 }).toBe(7)
})

test.describe('with the samples', () => {
  test.use({ library: 'samples' })

  test('filters, sorts, selects and removes videos', async ({ app }) => {
    const { page } = app
    await expect(page.getByText('8 videos')).toBeVisible()
    await page.getByRole('searchbox', { name: 'Search names' }).fill('street')
    await expect(page.getByText('2 of 8 videos')).toBeVisible()
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await page.getByRole('combobox', { name: 'Reviewed or not' }).selectOption('none')
    await expect(page.getByText('4 of 8 videos')).toBeVisible()
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    const table = page.getByRole('grid', { name: 'Videos' })
    await table.getByRole('button', { name: 'Peak' }).click()
    await table.getByRole('button', { name: 'Peak' }).click()
    await expect(table.getByRole('columnheader', { name: 'Peak' })).toHaveAttribute(
      'aria-sort',
      'descending',
    )
    await expect(table.getByRole('row').nth(1)).toContainText('street-night')
    await table.getByRole('checkbox', { name: 'Select street-night' }).check()
    await page.getByRole('button', { name: 'Remove from the list' }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove 1 video from the list?' })
    await dialog.getByRole('button', { name: 'Remove from the list' }).click()
    await expect(page.getByText('7 videos')).toBeVisible()
  })
})

test('keeps settings, and says which key is taken before it changes hands', async ({
  app,
  launch,
}) => {
  const { page, call } = app
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('combobox', { name: 'Language' }).selectOption('de')
  await expect(page.getByRole('heading', { name: 'Darstellung' })).toBeVisible()
  await page.getByRole('combobox', { name: 'Sprache' }).selectOption('en')
  await page.getByRole('combobox', { name: 'Theme' }).selectOption('contrast')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'contrast')
  await page.getByRole('button', { name: 'Key for Confirm' }).click()
  await page.keyboard.press('KeyN')
  await expect(page.getByRole('alert')).toContainText('N already does “Next flag” (in the review).')
  expect((await call('settings.get', {})).keymap).toEqual({})
  await page.getByRole('button', { name: 'Use it for “Confirm”' }).click()
  await expect
    .poll(async () => (await call('settings.get', {})).keymap)
    .toEqual({ 'flag.next': [], 'verdict.confirm': ['KeyN'] })
  await app.close()
  const again = await launch()
  const settings = await again.call('settings.get', {})
  expect([settings.theme, settings.keymap['verdict.confirm']]).toEqual(['contrast', ['KeyN']])
})

test.describe('with the samples', () => {
  test.use({ library: 'samples' })

  test('imports a checkpoint that is dropped, and says what another model means', async ({
    app,
    folder,
  }) => {
    const { page, call } = app
    await page.getByRole('button', { name: 'Models', exact: true }).click()
    await expect(page.getByText('looks for: Fighting, Fire, Road accident')).toBeVisible()
    const notes = join(folder, 'notes.pth')
    cpSync(join(SAMPLES, 'yard-vp9.webm'), notes)
    await app.desktop?.givePaths([notes])
    await page.getByLabel('Checkpoint').setInputFiles(notes)
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText('checkpoint')

    const road = page.getByRole('textbox', { name: 'Name of road-accident' })
    await road.fill('Car crash')
    await road.press('Enter')
    await expect(page.getByText('looks for: Fighting, Fire, Road accident')).toBeVisible()
    await expect
      .poll(async () => (await call('review.flags', {})).model.labels.map(({ display }) => display))
      .toContain('Car crash')
    await page.getByRole('button', { name: 'Verify' }).click()
    await expect(page.getByText(/^ok · /).first()).toBeVisible({ timeout: 30_000 })
    rmSync(notes)
  })
})
