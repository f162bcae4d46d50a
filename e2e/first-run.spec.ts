import { join } from 'node:path'
import { dropOn, expect, test } from './fixtures.ts'
import { SAMPLES } from './launch.ts'
import { rows } from './open-review.ts'
import { makeSmallCheckpoint } from './small-checkpoint.ts'
import { makeSyntheticLibrary } from './synthetic-library.ts'

test('goes from the first start to a flagged timeline of the samples', async ({ launch }) => {
  const { page, call } = await launch()
  await expect(page.getByRole('heading', { name: 'Welcome to Flagreel' })).toBeVisible()
  await expect(page.getByRole('radio', { name: /Protected/ })).toBeChecked()
  await expect(page.getByText('trained on synthetic footage')).toBeVisible()
  const started = Date.now()
  await page.getByRole('button', { name: 'Try the samples' }).click()
  await expect(page.getByRole('gridcell', { name: 'Scanned' }).nth(7)).toBeVisible({
    timeout: 60_000,
  })
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await expect(rows({ page }).first()).toBeVisible()
  await expect(page.getByRole('slider', { name: 'Playhead' })).toBeVisible()
  expect(Date.now() - started).toBeLessThan(60_000)
  expect((await call('settings.get', {})).protection.mode).toBe('protected')
  await expect(
    page.getByText('Demonstration model, trained on synthetic footage', { exact: true }),
  ).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Guided review' })).toBeVisible()
})

test('takes videos that are dropped before anything else, and keeps what was chosen', async ({
  launch,
}) => {
  const app = await launch()
  const { page, call, desktop } = app
  await page.getByRole('radio', { name: /Standard/ }).check()
  await dropOn(app, page.getByRole('heading', { name: 'Welcome to Flagreel' }), [
    join(SAMPLES, 'yard-vp9.webm'),
  ])
  if (!desktop) {
    // A page is not told where it lies, and says what to do; nothing is behind us yet.
    await expect(page.getByRole('alert')).toContainText('Type the path')
    return expect((await call('settings.get', {})).isSetUp).toBe(false)
  }
  await expect(page.getByRole('button', { name: 'yard-vp9.webm', exact: true })).toBeVisible()
  const { isSetUp, protection } = await call('settings.get', {})
  expect([isSetUp, protection.mode]).toEqual([true, 'standard'])
})

test('imports a model that is dropped on the first screen, and uses it', async ({
  launch,
  folder,
}) => {
  const app = await launch()
  const { page, call } = app
  const checkpoint = makeSmallCheckpoint(folder)
  await dropOn(app, page.getByRole('heading', { name: 'Welcome to Flagreel' }), [checkpoint])
  const own = page.getByRole('region', { name: 'Import' })
  await expect(own).toContainText('small.pth')
  await own.getByRole('textbox', { name: 'Name (optional)' }).fill('Small crime')
  await own.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByText('Small crime looks for: ')).toBeVisible({ timeout: 60_000 })
  const models = await call('models.list', {})
  expect(models.filter(({ isDefault }) => isDefault).map(({ name }) => name)).toEqual([
    'Small crime',
  ])
  await page.getByRole('button', { name: 'Later' }).click()
  await expect(page.getByRole('heading', { name: 'No videos yet' })).toBeVisible()
})

test.describe('on a library that was scanned before', () => {
  test.use({ library: 'samples' })

  test('leads to its flags', async ({ launch }) => {
    const { page, call } = await launch()
    await expect(page.getByText('8 videos of this library are scanned already')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try the samples' })).toHaveCount(0)
    await page.getByRole('radio', { name: /Standard/ }).check()
    await page.getByRole('button', { name: 'Review what was flagged' }).click()
    await expect(rows({ page }).first()).toBeVisible()
    expect((await call('settings.get', {})).protection.mode).toBe('standard')
  })
})

test('says what is missing where there are no videos, with one thing to do', async ({ app }) => {
  const { page } = app
  await expect(page.getByRole('heading', { name: 'No videos yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(1)
  await page.getByRole('button', { name: 'Add videos in the library' }).click()
  await expect(page.getByRole('button', { name: 'Try the sample videos' })).toBeVisible()
})

test('tells scanning that goes on from scanning that is paused', async ({ app }) => {
  const { page, call } = app
  await call('queue.pause', {})
  await call('library.addSamples', {})
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Scanning is paused' })).toBeVisible()
  await expect(page.getByText('8 to go once')).toBeVisible()
  await page.getByRole('main').getByRole('button', { name: 'Resume scanning' }).click()
  await expect(rows({ page }).first()).toBeVisible({
    timeout: 60_000,
  })
})

test.describe('where no score reaches the threshold', () => {
  test.beforeEach(({ folder }) =>
    makeSyntheticLibrary(
      join(folder, 'library'),
      [0.4, 0.2].map((peak) => ({
        name: `peak ${peak}.mp4`,
        snippets: 8,
        scoreOf: (snippet: number) => (snippet === 3 ? peak : 0.05),
      })),
    ),
  )

  test('says so, opens a timeline, and has flags once the line is lower', async ({ app }) => {
    const { page } = app
    await page.getByRole('button', { name: 'Review', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'Nothing is flagged' })).toBeVisible()
    await expect(page.getByText('reaches the threshold of 0.50')).toBeVisible()
    await page.getByRole('button', { name: 'Open a timeline' }).click()
    await expect(page.getByText('Nothing is flagged under this threshold')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Clear the filter' })).toHaveCount(0)
    await page.getByRole('spinbutton', { name: 'Threshold' }).fill('0.3')
    await page.keyboard.press('Enter')
    await expect(rows({ page })).toHaveCount(1)
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByRole('combobox', { name: 'State' }).selectOption('confirmed')
    await expect(page.getByText('No flag fits the filter.')).toBeVisible()
    await page.getByRole('button', { name: 'Clear the filter' }).last().click()
    await expect(rows({ page })).toHaveCount(1)
  })
})

test.describe('without a model', () => {
  test.use({ models: 'none' })

  test('explains it on every screen that needs one, and imports one', async ({
    launch,
    folder,
    host,
  }) => {
    test.skip(host === 'desktop', 'The program is copied for a browser.')
    const app = await launch()
    const { page } = app
    await expect(page.getByRole('heading', { name: 'There is no model yet' })).toBeVisible()
    await expect(page.getByRole('button', { name: 'Try the samples' })).toHaveCount(0)
    await page.getByRole('button', { name: 'Later' }).click()
    for (const screen of ['Review', 'Library']) {
      await page.getByRole('button', { name: screen, exact: true }).click()
      await expect(page.getByRole('heading', { name: 'There is no model' })).toBeVisible()
      await expect(page.getByRole('main')).not.toContainText('flagreel models')
    }
    await dropOn(app, page.getByRole('main'), [makeSmallCheckpoint(folder)])
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(page.getByRole('article').getByText('In use')).toBeVisible({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Library', exact: true }).click()
    await expect(page.getByRole('heading', { name: 'No videos yet' })).toBeVisible()
  })
})
