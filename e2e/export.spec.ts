import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeVideo } from '#test/support/make-video.ts'
import { unzip } from '#test/support/unzip.ts'
import { expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'
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

const openReview = async ({ page }: RunningApp) => {
  await page.reload()
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.getByRole('slider', { name: 'Playhead' }).waitFor()
}

const dialogOf = ({ page }: RunningApp) => page.getByRole('dialog', { name: 'Export flags' })

/** Presses a button and gives what is saved: by the system's dialog, or as the browser's download. */
async function saved(app: RunningApp, button: string, path: string): Promise<string> {
  const { page, desktop } = app
  const press = () => page.getByRole('button', { name: button, exact: true }).click()
  if (desktop) {
    await desktop.answerDialog([path])
    await press()
    await expect(
      dialogOf(app)
        .getByText(/flags? exported: /)
        .first(),
    ).toBeVisible()
  } else {
    const download = page.waitForEvent('download')
    await press()
    await (await download).saveAs(`${path}.zip`)
    // The first is the list, and the manifest lies beside it in the archive as it would in a folder.
    const [[name, bytes], [manifest]] = [...unzip(readFileSync(`${path}.zip`))] as [Entry, Entry]
    expect(manifest).toBe(`${name}.manifest.json`)
    return bytes.toString()
  }
  expect(JSON.parse(readFileSync(`${path}.manifest.json`, 'utf8')).outputs).toHaveLength(1)
  return readFileSync(path, 'utf8')
}

type Entry = [name: string, bytes: Buffer]

const saveButton = ({ desktop }: RunningApp) => (desktop ? 'Save as…' : 'Download')

const exported = async ({ call }: RunningApp) =>
  (await call('review.flags', {})).flags.filter((flag) => flag.exported !== null)

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
  await expect(dialog).toContainText('untrained')
  await dialog.getByRole('combobox', { name: 'Verdict' }).selectOption('Whatever was decided')
  await expect(count).toHaveText('20 flags')
  await dialog.getByRole('combobox', { name: 'Verdict' }).selectOption('All but the dismissed')
  await expect(count).toHaveText('19 flags')

  const path = join(folder, 'flags.csv')
  const text = await saved(app, saveButton(app), path)
  expect(text.split('\r\n')).toHaveLength(1 + 19 + 1)
  expect(text.split('\r\n')[1]).toContain(',untrained,')
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
    model: { training: 'untrained' },
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

/** A video of two flags that is really there. */
test.describe('of videos that are there', () => {
  test.beforeEach(async ({ folder }) => {
    const path = await makeVideo(folder, 'gate.mp4', { rate: 25, frames: 320, gop: 50 })
    const scoreOf = (snippet: number) => (snippet % 10 >= 4 && snippet % 10 < 7 ? 0.8 : 0.05)
    await makeSyntheticLibrary(join(folder, 'library'), [
      { name: 'gate.mp4', path, snippets: 20, scoreOf, framesPerSec: 25, framePts: 512 },
    ])
  })

  const open = async (app: RunningApp, format: string) => {
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
    await expect(dialog).toContainText('2 clips, about')
    await expect(dialog).toContainText('up to 1.0 s before what was asked for, 1.5 s more in all')
    await dialog.getByRole('combobox', { name: 'Cut' }).selectOption('Exact')
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
    await expect(dialog).toContainText(/The first is: 001 \w+ \d\.\d\d/)
    await expect(button).toBeEnabled()
    let clips: string[]
    if (desktop) {
      const target = join(folder, 'clips')
      mkdirSync(target)
      await desktop.answerDialog([target])
      await button.click()
      await expect(dialog).toContainText('2 flags exported: clips')
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
      expect.stringMatching(/^001 \w+ \d\.\d\d\.mp4$/),
      expect.stringMatching(/^002 \w+ \d\.\d\d\.mp4$/),
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
    await expect(dialog).toContainText('2 flags exported: report.pdf')
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

  test('exports wait for each other, go on behind the dialog, and can be stopped', async ({
    app,
    folder,
  }) => {
    const { page, desktop } = app
    const dialog = await open(app, 'clips')
    await dialog.getByRole('combobox', { name: 'Cut' }).selectOption('Exact')
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
  })
})
