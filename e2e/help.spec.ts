import { expect, test } from './fixtures.ts'
import { rows } from './open-review.ts'
import { violations } from './violations.ts'

test('leads through a first review on the samples, and goes on where it was left', async ({
  app,
}) => {
  const { page, call } = app
  await page.getByRole('button', { name: 'Help', exact: true }).click()
  await page.getByRole('button', { name: 'Lead me through a first review' }).click()
  await expect(page.getByText('the review opens as soon as there is a flag')).toBeVisible()
  const guide = page.getByRole('complementary', { name: 'Guided review' })
  await expect(guide).toContainText('1 / 5', { timeout: 60_000 })
  await expect(rows({ page }).first()).toBeVisible()
  expect(await violations(app)).toEqual([])
  await guide.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Library', exact: true }).click()
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await expect(guide).toContainText('Hold H to look without protection')
  await guide.getByRole('button', { name: 'No guide' }).click()
  await expect(guide).toBeHidden()
  expect((await call('settings.get', {})).guide).toBe('off')
})

test('speaks the language that is chosen on the first screen', async ({ launch }) => {
  const { page, call } = await launch()
  await page.getByRole('combobox', { name: 'Language' }).selectOption('de')
  await expect(page.getByRole('heading', { name: 'Willkommen bei Flagreel' })).toBeVisible()
  await expect(page.getByText('auf künstlichen Aufnahmen trainiert')).toBeVisible()
  await page.getByRole('radio', { name: /Normal/ }).check()
  await page.getByRole('button', { name: 'Später' }).click()
  await expect(page.getByRole('button', { name: 'Bibliothek', exact: true })).toBeVisible()
  await expect(page).toHaveTitle('Bibliothek – Flagreel')
  const { language, isSetUp, protection } = await call('settings.get', {})
  expect([language, isSetUp, protection.mode]).toEqual(['de', true, 'standard'])
})

test.describe('with the samples', () => {
  test.use({ library: 'samples' })

  test('names the key of what has one, as it is printed on this keyboard', async ({ app }) => {
    const { page } = app
    // A German keyboard, as Chromium tells of it.
    await page.addInitScript(`Object.defineProperty(navigator, 'keyboard', { value: {
      getLayoutMap: async () => new Map([['BracketLeft', 'ü'], ['BracketRight', '+'], ['KeyZ', 'y']]),
    } })`)
    await page.reload()
    await page.getByRole('button', { name: 'Review', exact: true }).click()
    await page.getByRole('slider', { name: 'Playhead' }).waitFor()
    for (const title of ['Threshold (Ü / +)', 'In (I)', 'Out (O)', 'Undo (Ctrl+Y)'])
      await expect(page.getByTitle(title, { exact: true }), title).toBeVisible()
    const goTo = page.getByRole('button', { name: 'Go to a time' })
    await expect(goTo).toHaveAttribute('title', 'Go to a time (G)')
    await goTo.click()
    await expect(page.getByRole('dialog', { name: 'Go to a time' })).toBeVisible()
  })
})
