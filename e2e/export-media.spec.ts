import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { makeVideo } from '#test/support/make-video.ts'
import { unzip } from '#test/support/unzip.ts'
import { dialogOf, exported, openReview, saveButton, saved } from './export-dialog.ts'
import { expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'
import { makeSyntheticLibrary } from './synthetic-library.ts'

/** ffmpeg and its encoder are at work, perhaps beside others. */
const SLOW = { timeout: 120_000 }
test.setTimeout(300_000)

/** A video of two flags that is really there. */
test.beforeEach(async ({ folder }) => {
  const path = await makeVideo(folder, 'gate.mp4', { rate: 25, frames: 320, gop: 50 })
  const scoreOf = (snippet: number) => (snippet % 10 >= 4 && snippet % 10 < 7 ? 0.8 : 0.05)
  await makeSyntheticLibrary(join(folder, 'library'), [
    { name: 'gate.mp4', path, snippets: 20, scoreOf, framesPerSec: 12_800, framePts: 512 },
  ])
})

const open = async (app: RunningApp, format: string) => {
  // Whatever the rule of the built-in model is.
  const { model } = await app.call('export.preview', {})
  const lengths = { mergeGapSec: 1, minLengthSec: 0.5, paddingSec: 0 }
  const rule = { threshold: 0.5, release: 0.4, ...lengths }
  await app.call('settings.set', { rules: { [model.id]: rule } })
  await openReview(app)
  await app.page.keyboard.press('Control+KeyE')
  const dialog = dialogOf(app)
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption(format)
  await dialog.getByRole('combobox', { name: 'Which flags' }).selectOption('This video')
  return dialog
}

test('cuts clips, and says before how much earlier copies begin', async ({ app, folder }) => {
  const { page, desktop } = app
  const dialog = await open(app, 'clips')
  await expect(dialog).toContainText('2 clips, about', SLOW)
  await expect(dialog).toContainText('up to 1.0 s before what was asked for, 1.5 s more in all')
  await dialog.getByRole('combobox', { name: 'Cut' }).selectOption('exact')
  await expect(dialog).not.toContainText('key frames:')
  const names = dialog.getByRole('textbox', { name: 'Names' })
  await names.fill('{class}')
  await page.keyboard.press('Enter')
  await expect(dialog).toContainText('must have {score}, too')
  const button = dialog.getByRole('button', {
    name: desktop ? 'Choose a folder…' : 'Download',
  })
  await expect(button).toBeDisabled()
  await names.fill('{index} {class} {score}')
  await page.keyboard.press('Enter')
  await expect(dialog).toContainText(/The first is: 001 .+ \d\.\d\d/)
  await expect(button).toBeEnabled(SLOW)
  let clips: string[]
  if (desktop) {
    const target = join(folder, 'clips')
    mkdirSync(target)
    await desktop.answerDialog([target])
    await button.click()
    await expect(dialog).toContainText('2 flags exported: clips', SLOW)
    clips = readdirSync(target).filter((name) => name.endsWith('.mp4'))
    const asked = (await desktop.calls()).findLast(([name]) => name === 'dialog.showOpenDialog')
    expect(asked?.[1]).toContain('openDirectory')
  } else {
    const download = page.waitForEvent('download')
    await button.click()
    const path = join(folder, 'clips.zip')
    await (await download).saveAs(path)
    const files = [...unzip(readFileSync(path)).keys()]
    expect(files.at(-1)).toBe('clips.manifest.json')
    clips = files.slice(0, -1)
    await expect.poll(() => readdirSync(join(folder, 'library', 'downloads'))).toEqual([])
  }
  expect(clips.toSorted()).toEqual([
    expect.stringMatching(/^001 .+ \d\.\d\d\.mp4$/),
    expect.stringMatching(/^002 .+ \d\.\d\d\.mp4$/),
  ])
  await expect.poll(async () => (await exported(app)).length).toBe(2)
})

test('writes a report whose stills are protected as the app is', async ({ app, folder }) => {
  const dialog = await open(app, 'html')
  const protect = dialog.getByRole('checkbox', { name: 'Protect the stills' })
  await expect(protect).toBeChecked()
  const html = await saved(app, saveButton(app), join(folder, 'report.html'))
  expect(html).toMatch(/^<!doctype html>/)
  expect(html).toContain('data:image/jpeg')
  const formats = await dialog.getByRole('option').allInnerTexts()
  expect(formats.includes('PDF report')).toBe(app.desktop !== undefined)
})

test('the desktop prints the report as PDF, in a window that runs nothing', async ({
  app,
  folder,
}) => {
  const { desktop } = app
  test.skip(!desktop, 'A browser prints by itself.')
  if (!desktop) return
  const dialog = await open(app, 'pdf')
  const path = join(folder, 'report.pdf')
  await desktop.answerDialog([path])
  await dialog.getByRole('button', { name: 'Save as…' }).click()
  await expect(dialog).toContainText('2 flags exported: report.pdf', SLOW)
  const pdf = readFileSync(path).toString('latin1')
  expect(pdf).toMatch(/^%PDF-/)
  expect(pdf).toMatch(/\/MarkInfo|\/StructTreeRoot/)
  const { outputs } = JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8'))
  expect(outputs[0].commands.at(-1)).toMatchObject({ program: 'Electron' })
  if (!desktop.isStandIn) return
  const [, printed] = (await desktop.calls()).find(([name]) => name === 'printToPDF')!
  expect(JSON.parse(printed!)).toEqual({
    ...{ pageSize: 'A4', sandbox: true, contextIsolation: true },
    ...{ nodeIntegration: false, javascript: false, spellcheck: false },
  })
})

test('can be used by everybody, in every format and at 200 % text', async ({ app }) => {
  const { page, call } = app
  const dialog = await open(app, 'csv')
  for (const theme of ['light', 'dark'] as const)
    for (const format of ['clips', 'sheet', 'html']) {
      await call('settings.set', { theme, textScale: format === 'sheet' ? 2 : 1 })
      await dialog.getByRole('combobox', { name: 'Format' }).selectOption(format)
      if (format === 'clips') await expect(dialog).toContainText('2 clips, about', SLOW)
      const { violations } = await new AxeBuilder({ page }).include('dialog').analyze()
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
      const isWide =
        'document.querySelector("dialog").scrollWidth > document.querySelector("dialog").clientWidth'
      expect(await page.evaluate<boolean>(isWide)).toBe(false)
    }
})

test('exports go on behind the dialog, wait for each other, and can be stopped', async ({
  app,
  folder,
}) => {
  const { page, desktop } = app
  const dialog = await open(app, 'clips')
  await dialog.getByRole('combobox', { name: 'Cut' }).selectOption('exact')
  // Seconds of work for the encoder.
  await dialog.getByRole('spinbutton', { name: 'Extra time before' }).fill('60')
  await page.keyboard.press('Enter')
  const target = join(folder, 'stopped')
  mkdirSync(target)
  await desktop?.answerDialog([target])
  const button = dialog.getByRole('button', { name: desktop ? 'Choose a folder…' : 'Download' })
  await button.click()
  const stop = dialog.getByRole('button', { name: 'Stop' })
  await stop.click()
  await expect(dialog).toContainText('Stopped. Nothing half-written is left.')
  await expect(stop).toHaveCount(0)
  expect(readdirSync(target).filter((name) => name.endsWith('.partial'))).toEqual([])
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await page.keyboard.press('Control+KeyE')
  await expect(dialog).toBeVisible()
  await expect(dialog).not.toContainText('Stopped.')

  await dialog.getByRole('combobox', { name: 'Format' }).selectOption('clips')
  await dialog.getByRole('combobox', { name: 'Cut' }).selectOption('exact')
  await desktop?.answerDialog([target])
  await button.click()
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption('sheet')
  await desktop?.answerDialog([join(folder, 'sheet.png')])
  await dialog.getByRole('button', { name: saveButton(app) }).click()
  await expect(dialog).toContainText('Waits for its turn · Contact sheet')
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  const tasks = async () => (await app.call('export.tasks', {})).map(({ state }) => state)
  await expect.poll(tasks, SLOW).toEqual(['done', 'done', 'stopped'])
})
