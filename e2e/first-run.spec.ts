import { expect, test } from './fixtures.ts'

test('goes from the first start to a flagged timeline of the samples', async ({ launch }) => {
  const { page, call } = await launch()
  await expect(page.getByRole('heading', { name: 'Welcome to Flagreel' })).toBeVisible()
  await expect(page.getByRole('radio', { name: /Protected/ })).toBeChecked()
  await expect(
    page.getByText('random weights').or(page.getByText('weights are random')),
  ).toBeVisible()
  const started = Date.now()
  await page.getByRole('button', { name: 'Try the samples' }).click()
  await expect(page.getByRole('gridcell', { name: 'Scanned' }).nth(7)).toBeVisible({
    timeout: 60_000,
  })
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await expect(page.getByRole('table', { name: 'Flags' }).getByRole('row').first()).toBeVisible()
  await expect(page.getByRole('slider', { name: 'Playhead' })).toBeVisible()
  expect(Date.now() - started).toBeLessThan(60_000)
  expect((await call('settings.get', {})).protection.mode).toBe('protected')
  await expect(page.getByText('Untrained model')).toBeVisible()
  await expect(page.getByRole('complementary', { name: 'Guided review' })).toBeVisible()
})

test('says what is missing where there is nothing, with one thing to do', async ({ app }) => {
  const { page } = app
  await expect(page.getByRole('heading', { name: 'No videos yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Nothing is flagged' })).toBeVisible()
  await page.getByRole('button', { name: 'Go to the library' }).click()
  await expect(page.getByRole('button', { name: 'Try the sample videos' })).toBeVisible()
})
