import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Flag } from '#contract/review.ts'
import { addVideos, expect, test } from './fixtures.ts'
import { type RunningApp, SAMPLES } from './launch.ts'
import { rows } from './open-review.ts'
import { makeSyntheticLibrary } from './synthetic-library.ts'

const flagsOf = async ({ call }: RunningApp) => (await call('review.flags', {})).flags
const decided = async (app: RunningApp, decision: string) =>
  (await flagsOf(app)).filter(({ mark }) => mark?.value.decision === decision).length

const openReview = async ({ page }: RunningApp) => {
  await page.reload()
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.getByRole('slider', { name: 'Playhead' }).waitFor()
}

/** Five videos of twenty flags each, some seconds apart. */
const hundredFlags = (folder: string) =>
  makeSyntheticLibrary(
    join(folder, 'library'),
    ['a', 'b', 'c', 'd', 'e'].map((name) => ({
      name: `${name}.mp4`,
      snippets: 400,
      scoreOf: (snippet) => (snippet % 20 < 4 ? 0.6 + (snippet % 7) / 20 : 0.05),
      classOf: (snippet) => 1 + (Math.floor(snippet / 20) % 3),
    })),
  )

const current = ({ page }: RunningApp) =>
  page.getByRole('table', { name: 'Flags' }).locator('[aria-current]').getAttribute('aria-rowindex')

test.describe('with 100 flags', () => {
  test.beforeEach(({ folder }) => hundredFlags(folder))

  test('reviews them with the keyboard only, across files, and back', async ({ app }) => {
    const { page } = app
    await openReview(app)
    const all = await flagsOf(app)
    expect(all).toHaveLength(100)
    const keys = ['KeyC', 'KeyX', 'KeyE'] as const
    for (let i = 0; i < 100; i++) {
      await expect.poll(() => current(app)).toBe(String(i + 1))
      await page.keyboard.press(keys[i % 3]!)
    }
    await expect.poll(() => decided(app, 'confirmed')).toBe(34)
    await expect.poll(() => decided(app, 'dismissed')).toBe(33)
    await expect.poll(() => decided(app, 'escalated')).toBe(33)
    await expect(page.getByText('Back at the first flag.')).toBeAttached()
    // The 100th is in another file than the first, where the last verdict led: undo leads back to it.
    await page.keyboard.press('Control+KeyZ')
    await expect.poll(() => decided(app, 'confirmed')).toBe(33)
    await expect.poll(() => current(app)).toBe('100')
    await page.keyboard.press('Control+Shift+KeyZ')
    await expect.poll(() => decided(app, 'confirmed')).toBe(34)
    for (const { mark } of await flagsOf(app)) expect(mark).not.toBeNull()
  })

  test('goes by row, to undecided ones, and through filters and orders', async ({ app }) => {
    const { page } = app
    await openReview(app)
    await page.keyboard.press('KeyC')
    await expect.poll(() => current(app)).toBe('2')
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => current(app)).toBe('1')
    await page.keyboard.press('Shift+KeyN')
    await expect.poll(() => current(app)).toBe('2')
    await page.keyboard.press('Shift+KeyP')
    await expect.poll(() => current(app)).toBe('100')

    await page.getByRole('button', { name: 'Filter' }).click()
    await page.getByRole('combobox', { name: 'State' }).selectOption('confirmed')
    await expect(page.getByText('1 of 100 flags')).toBeVisible()
    await page.getByRole('button', { name: 'Clear the filter' }).first().click()
    await page.getByRole('combobox', { name: 'Order' }).selectOption('score')
    // The list first shows where the flag of the review now is, and only then stays where it is put.
    const first = page.getByRole('table', { name: 'Flags' }).locator('[aria-rowindex="1"]')
    await expect(async () => {
      await page.evaluate(`document.querySelector('[role=table]').scrollTop = 0`)
      await expect(first).toContainText('0.90', { timeout: 500 })
    }).toPass()
  })

  test('says how many of a selection were never seen, and undoes all in one step', async ({
    app,
  }) => {
    const { page } = app
    await openReview(app)
    await page.getByRole('button', { name: 'Select all 100' }).click()
    const bulk = page.getByRole('toolbar', { name: 'Decide about the selected flags' })
    await bulk.getByRole('button', { name: 'Dismiss', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: '99 flags were not seen' })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(await decided(app, 'dismissed')).toBe(0)
    await bulk.getByRole('button', { name: 'Confirm', exact: true }).click()
    await expect.poll(() => decided(app, 'confirmed')).toBe(100)
    await page.keyboard.press('Control+KeyZ')
    await expect.poll(() => decided(app, 'confirmed')).toBe(0)
  })

  test('relabels by typing, takes a note and a reason, and keeps the history', async ({ app }) => {
    const { page, call } = app
    await openReview(app)
    const [first] = await flagsOf(app)
    await page.keyboard.press('KeyR')
    await page.getByRole('combobox', { name: 'Type a class' }).fill('road')
    await page.keyboard.press('Enter')
    const mark = async () =>
      (await flagsOf(app)).find(
        (flag) => flag.startPts === first!.startPts && flag.contentId === first!.contentId,
      )!.mark
    await expect.poll(async () => (await mark())?.value.class).toBe('road-accident')
    await page.keyboard.press('KeyT')
    // Letters are text in a field: C confirms nothing here.
    await page.keyboard.type('camera C shook')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await mark())?.value.note).toBe('camera C shook')
    expect((await mark())?.value.decision).toBeNull()
    await page.keyboard.press('KeyX')
    await page.keyboard.press('KeyP')
    await page.getByRole('combobox', { name: 'Why it is dismissed' }).selectOption('duplicate')
    await expect.poll(async () => (await mark())?.value.reason).toBe('duplicate')
    await page.getByRole('button', { name: 'History' }).click()
    const entries = page.getByRole('dialog', { name: 'History' }).getByRole('listitem')
    await expect(entries).toHaveCount(4)
    const rows = await call('review.history', { markId: (await mark())!.id })
    expect(rows.map(({ value }) => value?.decision)).toEqual([null, null, 'dismissed', 'dismissed'])
    for (const row of rows) expect(row.modelId).toBeTruthy()
    // The latest comes first: what, what was before, who, under which model, labels and threshold.
    const { reviewer, modelId, labelSetId, rule } = rows.at(-1)!
    const latest = entries.first()
    await expect(latest).toContainText('Dismissed')
    await expect(latest).toContainText('Duplicate')
    await expect(latest).toContainText(/Before: Dismissed.*camera C shook/)
    await expect(latest).toContainText(reviewer)
    expect(reviewer).toBeTruthy()
    await expect(latest).toContainText(`${modelId} · labels ${labelSetId!.slice(0, 8)} · Threshold`)
    await expect(latest).toContainText(rule!.threshold.toFixed(2))
    await expect(entries.last()).toContainText('Before: nothing')
  })

  test('stores a note while it is typed, and what the page is closed over', async ({ app }) => {
    const { page } = app
    await openReview(app)
    const note = async () => (await flagsOf(app)).find(({ mark }) => mark)?.mark?.value.note
    const field = page.getByRole('textbox', { name: 'Note', exact: true })
    await page.keyboard.press('KeyT')
    await page.keyboard.type('two men')
    await expect.poll(note).toBe('two men')
    // It is still being typed.
    await expect(field).toBeFocused()
    await page.keyboard.type(' at the gate')
    await page.reload()
    await expect.poll(note).toBe('two men at the gate')
    expect((await flagsOf(app)).filter(({ mark }) => mark)).toHaveLength(1)
    await page.getByRole('button', { name: 'Review', exact: true }).click()
    await field.fill('no')
    await page.keyboard.press('Escape')
    await expect(field).toHaveValue('two men at the gate')
  })

  test('stores what was typed a moment before the app is quit', async ({ app, host, launch }) => {
    test.skip(host === 'browser', 'A server ends without its pages.')
    const { page } = app
    await openReview(app)
    await page.keyboard.press('KeyT')
    await page.keyboard.type('two men at the gate')
    await app.close()
    const notes = (await flagsOf(await launch())).flatMap(({ mark }) => mark?.value.note ?? [])
    expect(notes).toEqual(['two men at the gate'])
  })

  test('sets in and out by key and by field, and other rules leave them', async ({ app }) => {
    const { page } = app
    await openReview(app)
    const [flag] = (await flagsOf(app)) as [Flag]
    const own = async () => (await flagsOf(app)).find(({ mark }) => mark?.value.hasOwnRange)
    await page.getByRole('textbox', { name: 'Out', exact: true }).fill('0:01.2')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await own())?.endSec).toBeCloseTo(1.2, 1)
    expect((await own())?.startPts).toBe(flag.startPts)
    await page.getByRole('spinbutton', { name: 'Threshold' }).fill('0.99')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await flagsOf(app)).length).toBe(1)
    expect((await own())?.source).toBe('mark')
    await expect.poll(async () => (await own())?.endSec).toBeCloseTo(1.2, 1)
  })

  test('keeps verdicts over another rule and a crash', async ({ app, launch }) => {
    const { page } = app
    await openReview(app)
    await page.keyboard.press('KeyC')
    await expect.poll(() => decided(app, 'confirmed')).toBe(1)
    await page.getByRole('spinbutton', { name: 'Threshold' }).fill('0.7')
    await page.keyboard.press('Enter')
    await expect.poll(() => decided(app, 'confirmed')).toBe(1)
    await app.kill()
    const again = await launch()
    expect(await decided(again, 'confirmed')).toBe(1)
  })

  test('single keys can be switched off and moved', async ({ app }) => {
    const { page, call } = app
    await call('settings.set', { singleKeys: false })
    await openReview(app)
    await page.keyboard.press('KeyC')
    await page.waitForTimeout(300)
    expect(await decided(app, 'confirmed')).toBe(0)
    await call('settings.set', { singleKeys: true, keymap: { 'verdict.confirm': ['KeyQ'] } })
    await page.waitForTimeout(300)
    await page.keyboard.press('KeyC')
    await page.keyboard.press('KeyQ')
    await expect.poll(() => decided(app, 'confirmed')).toBe(1)
    await page.keyboard.press('Shift+Slash')
    await expect(page.getByRole('dialog', { name: 'Keys' })).toContainText('ConfirmQ')
  })
})

test.describe('with the samples', () => {
  test.use({ library: 'samples' })

  test('drags the threshold: flags follow at once, one step to undo, no call to the model', async ({
    app,
  }) => {
    const { page, call } = app
    const before = (await flagsOf(app)).length
    await openReview(app)
    await page.locator('[data-surface=strip]').waitFor()
    const canvas = (await page.locator('canvas').boundingBox())!
    // The score lane: below overview, pictures and flags.
    const laneTop = canvas.y + 32 + 48 + 40
    const yOf = (score: number) => laneTop + 4 + (1 - score) * 96
    await page.mouse.move(canvas.x + 300, yOf(0.5))
    await page.mouse.down()
    await page.mouse.move(canvas.x + 300, yOf(0.7), { steps: 4 })
    await page.mouse.move(canvas.x + 300, yOf(0.99), { steps: 6 })
    await expect(page.getByRole('spinbutton', { name: 'Threshold' })).toHaveValue(/0\.9[89]/)
    // While the line is held, the list has fewer flags, and the core still has them all.
    await expect(rows(app)).not.toHaveCount(before)
    expect((await flagsOf(app)).length).toBe(before)
    const running = (await call('queue.show', {})).counts
    expect(running.running + running.queued).toBe(0)
    await page.mouse.up()
    await expect.poll(async () => (await flagsOf(app)).length).toBeLessThan(before)
    await page.keyboard.press('Control+KeyZ')
    await expect.poll(async () => (await flagsOf(app)).length).toBe(before)
  })
})

test('a video that is gone keeps its scores and says so', async ({ app, folder }) => {
  const { page, call } = app
  const videos = join(folder, 'videos')
  cpSync(join(SAMPLES, 'street-night-29.97fps.mp4'), join(videos, 'night.mp4'), { recursive: true })
  await addVideos(app, videos)
  await expect.poll(async () => (await flagsOf(app)).length, { timeout: 30_000 }).toBeGreaterThan(0)
  rmSync(join(videos, 'night.mp4'))
  await call('library.rescan', {})
  await openReview(app)
  await expect(page.getByText('The video is not where it was.').first()).toBeVisible()
  await expect(rows({ page }).first()).toBeVisible()
})
