import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { dropOn, expect, test } from './fixtures.ts'
import { type RunningApp, SAMPLES } from './launch.ts'
import { makeSmallCheckpoint } from './small-checkpoint.ts'

const settled = async ({ call }: RunningApp) => {
  await expect
    .poll(
      async () => {
        const { counts } = await call('queue.show', {})
        return counts.queued + counts.running
      },
      { timeout: 60_000 },
    )
    .toBe(0)
  return (await call('library.list', {})).entries.map(({ scan }) => scan.state)
}

interface Import {
  readonly file: string
  readonly name: string
  readonly trainedOn: string
}

async function importAs({ page }: RunningApp, { file, name, trainedOn }: Import) {
  await page.getByLabel('Checkpoint').setInputFiles(file)
  await page.getByRole('combobox', { name: 'Trained on' }).selectOption(trainedOn)
  await page.getByRole('textbox', { name: 'Name (optional)' }).fill(name)
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('heading', { name })).toBeVisible({ timeout: 60_000 })
}

async function use({ page }: RunningApp, name: string, cost: string) {
  await page.getByRole('button', { name: 'Use this model' }).click()
  const dialog = page.getByRole('dialog', { name: `Use ${name}?` })
  await expect(dialog).toContainText(cost)
  await dialog.getByRole('button', { name: 'Use this model' }).click()
  await expect(page.getByRole('article').getByText('In use')).toBeVisible()
}

test('imports a checkpoint, goes over to it, and scores with another on its features', async ({
  app,
  folder,
}) => {
  test.setTimeout(180_000)
  const { page, call } = app
  await call('library.addSamples', {})
  expect(await settled(app)).toEqual(Array(8).fill('scanned'))
  const { flags } = await call('review.flags', {})
  const { contentId, startPts, endPts } = flags[0]!
  const value = { decision: 'confirmed' as const, reason: null, class: null, note: 'kept' }
  const decision = { contentId, startPts, endPts, value: { ...value, hasOwnRange: false } }
  await call('review.decide', { decisions: [{ ...decision, markId: crypto.randomUUID() }] })
  const checkpoint = makeSmallCheckpoint(folder)
  await app.desktop?.givePaths([checkpoint])
  await page.getByRole('button', { name: 'Models', exact: true }).click()
  await importAs(app, { file: checkpoint, name: 'Small crime', trainedOn: 'ucf' })
  await expect(page.getByRole('article')).toContainText('small.pth')
  await use(app, 'Small crime', '8 videos must be scanned again.')
  await expect(page.getByText('8 videos must be scanned.')).toBeVisible()
  // What was decided under the model before is not lost, though the new one has seen nothing yet.
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.getByText('1 decision about a video without scores').click()
  await page.getByRole('list', { name: 'Decisions about videos' }).getByRole('button').click()
  await expect(page.getByRole('dialog', { name: 'History' })).toContainText('kept')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Models', exact: true }).click()
  await page.getByRole('button', { name: 'Scan', exact: true }).click()
  await expect(page.getByText('8 videos must be scanned.')).toBeHidden()
  expect(await settled(app)).toEqual(Array(8).fill('scanned'))

  // The same towers under other labels: nothing is decoded for it.
  await importAs(app, { file: checkpoint, name: 'Small violence', trainedOn: 'xd' })
  await use(app, 'Small violence', '8 videos are scored anew from stored features')
  await page.getByRole('button', { name: 'Score again' }).click()
  await expect(page.getByRole('button', { name: 'Score again' })).toBeHidden()
  expect(await settled(app)).toEqual(Array(8).fill('scanned'))
  expect((await call('review.flags', {})).model.labels).toHaveLength(7)

  await page.getByRole('button', { name: /^Demonstration/ }).click()
  await use(app, 'Demonstration', 'All videos of the library have scores of this model.')
  await page.getByRole('button', { name: /^Small violence/ }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove Small violence?' })
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('button', { name: /^Small violence/ })).toHaveCount(0)
  expect((await call('models.list', {})).map(({ name }) => name).sort()).toEqual([
    'Demonstration',
    'Small crime',
  ])
})

test('imports a checkpoint that is dropped on the models, with what it is doing', async ({
  app,
  folder,
}) => {
  const { page, call } = app
  await page.getByRole('button', { name: 'Models', exact: true }).click()
  await dropOn(app, page.getByRole('main'), [makeSmallCheckpoint(folder)])
  const section = page.getByRole('region', { name: 'Import' })
  await expect(section).toContainText('small.pth')
  const steps = await stepsOf(app)
  await section.getByRole('textbox', { name: 'Name (optional)' }).fill('Dropped')
  await section.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(section.getByRole('progressbar', { name: 'Importing…' })).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Dropped' })).toBeVisible({ timeout: 60_000 })
  await expect(section.getByRole('progressbar')).toHaveCount(0)
  const values = (await steps.jsonValue()) as readonly number[]
  expect(values.length).toBeGreaterThan(1)
  expect([...values].sort((a, b) => a - b)).toEqual(values)
  expect((await call('library.list', {})).entries).toEqual([])
})

/** What its progress bar showed, in order, from now on. */
const stepsOf = ({ page }: RunningApp) =>
  page.evaluateHandle(`(() => {
    const values = []
    new MutationObserver(() => {
      const bar = document.querySelector('[aria-label=Import] progress')
      if (bar && values.at(-1) !== bar.value) values.push(bar.value)
    }).observe(document.body, { subtree: true, childList: true, attributes: true })
    return values
  })()`)

test('leads from any screen to the import of a dropped checkpoint, and adds what was dropped with it', async ({
  app,
  folder,
}) => {
  const { page, call, desktop } = app
  const [checkpoint, video] = [join(folder, 'weights.safetensors'), join(folder, 'yard.webm')]
  for (const copy of [checkpoint, video]) cpSync(join(SAMPLES, 'yard-vp9.webm'), copy)
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await dropOn(app, page.locator('#screen'), [video, checkpoint])
  await expect(page.getByRole('region', { name: 'Import' })).toContainText('weights.safetensors')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('checkpoint')
  await page.getByRole('button', { name: 'Library', exact: true }).click()
  if (desktop) await expect(page.getByRole('gridcell').getByText('yard.webm')).toBeVisible()
  else await expect(page.getByRole('alert')).toContainText('Type the path')
  const names = (await call('library.list', {})).entries.map(({ name }) => name)
  expect(names).toEqual(desktop ? ['yard.webm'] : [])
})

test('takes the severity of a class from the person, and gives it back', async ({ app }) => {
  const { page, call } = app
  await page.getByRole('button', { name: 'Models', exact: true }).click()
  const severity = page.getByRole('combobox', { name: 'Severity of fire' })
  const own = await severity.inputValue()
  await severity.selectOption('3')
  const labels = async () => (await call('review.flags', {})).model.labels
  const stored = async () => (await labels()).find(({ id }) => id === 'fire')?.severity
  await expect.poll(stored).toBe(3)
  await severity.selectOption('1')
  await expect.poll(stored).toBe(1)
  await page.getByRole('button', { name: 'Names and severities of the model' }).click()
  await expect.poll(stored).toBe(Number(own))
  await expect(severity).toHaveValue(own)
})

test('sets a rule and a threshold of a class for a model, and goes back to its own', async ({
  app,
}) => {
  const { page, call } = app
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  const rule = page.getByRole('region', { name: 'Detection rule' })
  await rule.getByRole('spinbutton', { name: 'Threshold', exact: true }).fill('0.7')
  await page.keyboard.press('Enter')
  await rule.getByText('Thresholds of single classes').click()
  await rule.getByRole('spinbutton', { name: 'Fire' }).fill('0.9')
  await page.keyboard.press('Enter')
  const stored = async () => Object.values((await call('settings.get', {})).rules)
  await expect
    .poll(stored)
    .toMatchObject([{ threshold: 0.7, release: 0.4, classThresholds: { fire: 0.9 } }])
  expect((await call('review.flags', {})).model.rule).toMatchObject({ threshold: 0.7 })
  await rule.getByRole('button', { name: 'Fire: threshold as above' }).click()
  await expect.poll(stored).toMatchObject([{ threshold: 0.7, classThresholds: {} }])
  await rule.getByRole('button', { name: "The model's own rule" }).click()
  await expect.poll(stored).toEqual([])
  expect((await call('review.flags', {})).model.rule).toMatchObject({ threshold: 0.5 })
})

test('never gives a key to two actions, not by a default either', async ({ app }) => {
  const { page, call } = app
  await call('settings.set', { keymap: { 'flag.next': [], 'verdict.confirm': ['KeyN'] } })
  await page.getByRole('button', { name: 'Settings', exact: true }).click()
  await page.getByRole('button', { name: 'Default key for Next flag' }).click()
  await expect(page.getByRole('alert')).toContainText('N already does “Confirm”')
  await page.getByRole('button', { name: 'Use it for “Next flag”' }).click()
  await expect
    .poll(async () => (await call('settings.get', {})).keymap)
    .toEqual({ 'verdict.confirm': [] })
  await page.getByRole('button', { name: 'Key for Confirm', exact: true }).click()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Key for Confirm', exact: true })).toHaveText(
    'none',
  )
  await page.keyboard.press('F1')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('Next flagN')
})
