import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'

const root = join(import.meta.dirname, '..')

interface Key {
  readonly key: string
  readonly shape: readonly number[]
}

/** The released checkpoint's tensors, an eighth as wide and two layers deep: it has the same labels and windows. */
function smallKeys(): Key[] {
  const NARROW = new Map([512, 768].map((width) => [width, 64]))
  for (const [width, narrow] of [
    [2048, 256],
    [3072, 256],
    [1536, 192],
    [2304, 192],
  ] as const)
    NARROW.set(width, narrow)
  const path = join(root, 'test/goldens/full-keys/ucf.json')
  const keys = JSON.parse(readFileSync(path, 'utf8')) as Key[]
  return keys
    .filter(({ key }) => Number(/resblocks\.(\d+)\./.exec(key)?.[1] ?? 0) < 2)
    .map(({ key, shape }) => {
      const narrow = (size: number) =>
        size === 256 && key.startsWith('gc') ? 32 : (NARROW.get(size) ?? size)
      return { key, shape: shape.map(narrow) }
    })
}

function makeCheckpoint(folder: string): string {
  const [keys, checkpoint] = [join(folder, 'keys.json'), join(folder, 'small.pth')]
  writeFileSync(keys, JSON.stringify(smallKeys()))
  execFileSync(process.execPath, [join(root, 'scripts/make-checkpoint.ts'), keys, checkpoint])
  return checkpoint
}

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
  const checkpoint = makeCheckpoint(folder)
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

  await page.getByRole('button', { name: /^Untrained toy/ }).click()
  await use(app, 'Untrained toy', 'All videos of the library have scores of this model.')
  await page.getByRole('button', { name: /^Small violence/ }).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove Small violence?' })
  await dialog.getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('button', { name: /^Small violence/ })).toHaveCount(0)
  expect((await call('models.list', {})).map(({ name }) => name).sort()).toEqual([
    'Small crime',
    'Untrained toy',
  ])
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
