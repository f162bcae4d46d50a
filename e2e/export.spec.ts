import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dialogOf, exported, openReview, saveButton, saved } from './export-dialog.ts'
import { expect, test } from './fixtures.ts'
import { makeSyntheticLibrary } from './synthetic-library.ts'

/** Two videos of ten flags each. */
test.beforeEach(({ folder }) =>
  makeSyntheticLibrary(
    join(folder, 'library'),
    ['a', 'b'].map((name) => ({
      name: `${name}.mp4`,
      snippets: 200,
      scoreOf: (snippet) => (snippet % 20 < 4 ? 0.6 + (snippet % 7) / 20 : 0.05),
      classOf: (snippet) => 1 + (Math.floor(snippet / 20) % 2),
    })),
  ),
)

test('exports by key what was not dismissed, marks it, and warns the next time', async ({
  app,
  folder,
}) => {
  const { page, desktop } = app
  await openReview(app)
  await page.keyboard.press('KeyX')
  await expect
    .poll(async () => (await app.call('export.preview', { verdicts: 'not-dismissed' })).segments)
    .toBe(19)
  await page.keyboard.press('Control+KeyE')
  const dialog = dialogOf(app)
  const count = dialog.getByRole('status').first()
  await expect(count).toHaveText('19 flags')
  await expect(dialog.getByRole('row')).toHaveCount(1 + 5)
  await expect(dialog).toContainText('synthetic footage')
  await dialog.getByRole('combobox', { name: 'Verdict' }).selectOption('Whatever was decided')
  await expect(count).toHaveText('20 flags')
  await dialog.getByRole('combobox', { name: 'Verdict' }).selectOption('All but the dismissed')
  await expect(count).toHaveText('19 flags')

  const path = join(folder, 'flags.csv')
  const text = await saved(app, saveButton(app), path)
  expect(text.split('\r\n')).toHaveLength(1 + 19 + 1)
  expect(text.split('\r\n')[1]).toContain(',demonstration,')
  await expect.poll(async () => (await exported(app)).length).toBe(19)
  const place = (await exported(app))[0]!.exported!.place
  expect(place).toEqual(desktop ? path : expect.stringMatching(/^flags-\d{4}-\d\d-\d\d\.csv\.zip$/))

  await dialog.getByRole('button', { name: 'Close' }).last().click()
  const list = page.getByRole('table', { name: 'Flags' })
  await expect(
    list.locator('[aria-rowindex="2"]').getByRole('img', { name: `Exported to ${place}` }),
  ).toBeVisible()
  const dismissed = list.locator('[aria-rowindex="1"]')
  await expect(dismissed).toBeVisible()
  await expect(dismissed.getByRole('img', { name: /^Exported/ })).toHaveCount(0)
  const why = page.getByRole('complementary', { name: 'Why it was flagged' })
  await expect(why).toContainText(`to: ${place}`)

  await page.getByRole('button', { name: 'Export flags…' }).click()
  await expect(dialog).toContainText('19 of them were exported before')
  await expect(dialog).toContainText(place)
  await dialog.getByRole('button', { name: saveButton(app) }).click()
  const again = page.getByRole('dialog', { name: 'Export again?' })
  await again.getByRole('button', { name: 'Cancel' }).click()
  await dialog.getByRole('button', { name: saveButton(app) }).click()
  const second = await saved(app, 'Export again', join(folder, 'again.csv'))
  expect(second).toBe(text)
})

test('exports a selection, a class and a format', async ({ app, folder }) => {
  const { page } = app
  await openReview(app)
  const boxes = page.getByRole('table', { name: 'Flags' }).getByRole('checkbox')
  for (const index of [0, 1, 2]) await boxes.nth(index).check()
  await page.getByRole('button', { name: 'Export flags…' }).click()
  const dialog = dialogOf(app)
  const count = dialog.getByRole('status').first()
  await expect(count).toHaveText('3 flags')
  await dialog.getByRole('combobox', { name: 'Class' }).selectOption({ index: 2 })
  await expect(count).toHaveText('1 flag')
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption('json')
  const text = await saved(app, saveButton(app), join(folder, 'flags.json'))
  const document = JSON.parse(text)
  expect(document).toMatchObject({
    schema: 'flagreel.segments/1',
    model: { training: 'demonstration' },
  })
  expect(document.segments).toHaveLength(1)
  const format = dialog.getByRole('combobox', { name: 'Format' })
  await format.selectOption('edl')
  await expect(dialog).toContainText('A list of cuts that every editor reads.')
  await dialog.getByRole('combobox', { name: 'Layout' }).selectOption('in-place')
  await expect(dialog).toContainText('1 of them was exported before')
  await dialog.getByRole('button', { name: saveButton(app) }).click()
  const edl = await saved(app, 'Export again', join(folder, 'flags.edl'))
  expect(edl).toMatch(/^TITLE: flags.*\r\nFCM: NON-DROP FRAME\r\n/)
  expect(edl).toMatch(/ (\d\d:\d\d:\d\d:\d\d \d\d:\d\d:\d\d:\d\d) \1\r\n\* FROM CLIP NAME: a\.mp4/)
  await format.selectOption('vtt')
  await expect(dialog.getByRole('combobox', { name: 'Cues' })).toHaveValue('chapters')
  await expect(dialog.getByRole('combobox', { name: 'Layout' })).toHaveCount(0)
  await dialog.getByRole('combobox', { name: 'Which flags' }).selectOption('This video')
  await expect(count).toHaveText('5 flags')
  await dialog.getByRole('spinbutton', { name: 'Score from' }).fill('0.99')
  await page.keyboard.press('Enter')
  await expect(count).toHaveText('No flag fits this choice.')
  await expect(dialog.getByRole('button', { name: saveButton(app) })).toBeDisabled()
})

test('on the desktop the system asks where to, and about a file that is there', async ({
  app,
  folder,
}) => {
  const { page, desktop } = app
  test.skip(!desktop, 'A browser has a folder for downloads.')
  if (!desktop) return
  await openReview(app)
  await page.keyboard.press('Control+KeyE')
  const dialog = dialogOf(app)
  const save = dialog.getByRole('button', { name: 'Save as…' })
  await save.click() // The dialog is cancelled.
  await expect(save).toBeEnabled()
  expect(await exported(app)).toEqual([])
  const asked = (await desktop.calls()).filter(([name]) => name === 'dialog.showSaveDialog')
  expect(asked).toHaveLength(1)
  expect(asked[0]![1]).toContain('showOverwriteConfirmation')
  expect(asked[0]![1]).toContain('dontAddToRecent')

  const path = join(folder, 'there.csv')
  writeFileSync(path, 'what the person agreed to replace')
  expect((await saved(app, 'Save as…', path)).split('\r\n')).toHaveLength(1 + 20 + 1)
  await expect(dialog).toContainText('20 flags exported: there.csv')
  const input = { format: 'csv', out: join(folder, 'page.csv') } as const
  await expect(app.call('export.write', input)).rejects.toThrow(/nothing that the window/)
})
