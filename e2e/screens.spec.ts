import { cpSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { makeVideo } from '#test/support/make-video.ts'
import { addVideos, expect, test } from './fixtures.ts'
import { type RunningApp, SAMPLES } from './launch.ts'
import { rows } from './open-review.ts'
import { violations } from './violations.ts'

const done = async ({ call }: RunningApp) => (await call('queue.show', {})).counts.done

test('lists what failed with the reason, and tries again, shows or forgets it', async ({
  app,
  folder,
}) => {
  const { page, call, desktop } = app
  const videos = join(folder, 'videos')
  cpSync(join(SAMPLES, 'street-day-25fps.mp4'), join(videos, 'good.mp4'), { recursive: true })
  for (const name of ['bad.webm', 'worse.webm']) {
    cpSync(join(SAMPLES, 'yard-vp9.webm'), join(videos, name))
    truncateSync(join(videos, name), name === 'bad.webm' ? 300 : 400)
  }
  await addVideos(app, videos)
  await page.getByRole('button', { name: 'Queue' }).click()
  const failed = page.getByRole('region', { name: 'Failed' })
  await expect(failed.getByText('2 could not be scanned')).toBeVisible({ timeout: 30_000 })
  await expect.poll(() => done(app)).toBe(1)
  const bad = failed.getByRole('listitem').filter({ hasText: 'bad.webm' })
  const { jobs } = await call('queue.show', {})
  const { message } = jobs.find(({ name }) => name === 'bad.webm')!.error!
  // Its reason without its path, which stands above it already.
  expect(message).toContain(videos)
  await expect(bad.getByText(message.split(/bad\.webm"? /)[1]!)).toBeVisible()
  await expect(bad).not.toContainText(videos)
  expect(await violations(app)).toEqual([])

  const reveal = bad.getByRole('button', { name: 'Show the file bad.webm' })
  await expect(reveal).toHaveCount(desktop ? 1 : 0)
  if (desktop) {
    await reveal.click()
    const shown = ['shell.showItemInFolder', join(videos, 'bad.webm')]
    await expect.poll(() => desktop.calls()).toContainEqual(shown)
  }
  await failed.getByRole('button', { name: 'Ignore worse.webm' }).click()
  await expect(failed.getByText('1 could not be scanned')).toBeVisible()
  expect((await call('library.list', {})).entries.map(({ name }) => name)).toEqual([
    'bad.webm',
    'good.mp4',
  ])
  await bad.getByRole('button', { name: 'Try bad.webm again' }).click()
  await expect.poll(async () => (await call('queue.show', {})).counts.failed).toBe(1)
  cpSync(join(SAMPLES, 'yard-vp9.webm'), join(videos, 'bad.webm'))
  await bad.getByRole('button', { name: 'Try bad.webm again' }).click()
  await expect.poll(() => done(app), { timeout: 30_000 }).toBe(2)
  await expect(failed).toBeHidden()
})

test('tells of a running scan where it is, how fast, how long still, and on what device', async ({
  app,
  folder,
}) => {
  const { page } = app
  await makeVideo(join(folder, 'videos'), 'long.mp4', { frames: 30_000, gop: 250 })
  const started = Date.now()
  await addVideos(app, join(folder, 'videos'))
  await page.getByRole('button', { name: 'Queue' }).click()
  const running = page.getByRole('region', { name: 'Being scanned' })
  await expect(running.getByText(/^\d+:\d\d left$/)).toBeVisible({ timeout: 30_000 })
  expect(Date.now() - started).toBeLessThan(30_000)
  await expect(running).toContainText('long.mp4')
  await expect(running.getByText(/^\d+:\d\d of 20:00$/)).toBeVisible()
  await expect(running.getByText(/^\d+\.\d snippets\/s · \d+\.\d× real time$/)).toBeVisible()
  const bar = running.getByRole('progressbar', { name: 'long.mp4' })
  const before = Number(await bar.getAttribute('value'))
  await expect.poll(async () => Number(await bar.getAttribute('value'))).toBeGreaterThan(before)
  const drawer = page.getByRole('complementary', { name: 'Queue' })
  await expect(drawer.getByText(/^cpu: .*\bCPU\b/)).toBeVisible()
  await running.getByRole('button', { name: 'Cancel long.mp4' }).click()
  await expect(running).toBeHidden()
})

test.describe('where no accelerator works', () => {
  test.use({ device: 'auto' })

  test('says on every screen that the processor scans and why, until that was read', async ({
    app,
  }) => {
    const { page, call } = app
    await call('library.addSamples', {})
    await expect.poll(async () => (await call('queue.show', {})).device).not.toBeNull()
    const device = (await call('queue.show', {})).device!
    test.skip(!device.isFallback, 'This machine has one that works.')
    const banner = page.getByRole('alert').filter({ hasText: 'Scanning on the processor' })
    for (const screen of ['Library', 'Review', 'Models', 'Settings', 'Help']) {
      await page.getByRole('button', { name: screen, exact: true }).click()
      await expect(banner).toContainText(device.reason)
    }
    expect(await violations(app)).toEqual([])
    await banner.getByRole('button', { name: 'Close this note' }).click()
    await expect(banner).toBeHidden()
    await page.getByRole('button', { name: 'Library', exact: true }).click()
    await expect(page.getByRole('grid', { name: 'Videos' })).toBeVisible()
    await expect(banner).toBeHidden()
  })
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

  test('reviews only the videos that are chosen, as many as have flags', async ({ app }) => {
    const { page, call } = app
    const { flags, files } = await call('review.flags', {})
    const names = [...new Set(flags.map(({ contentId }) => contentId))]
      .slice(0, 2)
      .map((id) => files.find(({ contentId }) => contentId === id)!.name)
    const grid = page.getByRole('grid', { name: 'Videos' })
    for (const name of names) await grid.getByRole('checkbox', { name: `Select ${name}` }).check()
    await page.getByRole('button', { name: 'Review these' }).click()
    const own = flags.filter(({ contentId }) =>
      names.includes(files.find((file) => file.contentId === contentId)!.name),
    )
    await expect(page.getByText(`${own.length} of ${flags.length} flags`)).toBeVisible()
    expect(own.length).toBeLessThan(flags.length)
    const listed = rows(app)
    await expect(listed).toHaveCount(own.length)
    for (const row of await listed.allTextContents())
      expect(names.some((name) => row.includes(name))).toBe(true)
  })

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

test('cancels and scans what is chosen, and nothing else', async ({ app }) => {
  const { page, call } = app
  await call('queue.pause', {})
  await call('library.addSamples', {})
  const grid = page.getByRole('grid', { name: 'Videos' })
  const states = async () =>
    Object.fromEntries(
      (await call('library.list', {})).entries.map(({ name, scan }) => [name, scan.state]),
    )
  const [first, second, ...others] = Object.keys(await states())
  for (const name of [first, second])
    await grid.getByRole('checkbox', { name: `Select ${name}` }).check()
  // They wait already: there is nothing to scan about them.
  await expect(page.getByTitle('These are scanned, or in the queue')).toBeDisabled()
  await page.getByRole('button', { name: 'Cancel scan' }).click()
  const expected = (state: string) =>
    Object.fromEntries([
      ...[first, second].map((name) => [name, state]),
      ...others.map((name) => [name, 'queued']),
    ])
  await expect.poll(states).toEqual(expected('cancelled'))
  await page.getByRole('button', { name: 'Scan again' }).click()
  await expect.poll(states).toEqual(expected('queued'))
  await expect(page.getByText('2 in the queue')).toBeVisible()
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

  test('refuses a file that is no checkpoint, renames a class, and verifies a model', async ({
    app,
    folder,
  }) => {
    const { page, call } = app
    await page.getByRole('button', { name: 'Models', exact: true }).click()
    await expect(
      page.getByText('looks for: Fire, Explosion, Road accident, Fighting, Riot'),
    ).toBeVisible()
    const notes = join(folder, 'notes.pth')
    cpSync(join(SAMPLES, 'yard-vp9.webm'), notes)
    await app.desktop?.givePaths([notes])
    await page.getByLabel('Checkpoint').setInputFiles(notes)
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(page.getByRole('alert')).toContainText('checkpoint')
    expect(await violations(app)).toEqual([])

    const road = page.getByRole('textbox', { name: 'Name of road-accident' })
    await road.fill('Car crash')
    await road.press('Enter')
    await expect(
      page.getByText('looks for: Fire, Explosion, Road accident, Fighting, Riot'),
    ).toBeVisible()
    await expect
      .poll(async () => (await call('review.flags', {})).model.labels.map(({ display }) => display))
      .toContain('Car crash')
    await page.getByRole('button', { name: 'Verify' }).click()
    await expect(page.getByText(/^ok · /).first()).toBeVisible({ timeout: 30_000 })
    rmSync(notes)
  })
})
