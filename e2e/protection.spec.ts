import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'

test.use({ library: 'samples' })

/** Every element that shows a part of a video: what it is, and the filter that it is seen through. */
const pictures = ({ page }: RunningApp) =>
  page.evaluate<readonly { what: string; filter: string }[]>(`(() => {
    const isPicture = (element) =>
      element instanceof HTMLVideoElement ||
      (element instanceof HTMLImageElement && /media\\//.test(element.src)) ||
      /media\\//.test(getComputedStyle(element).backgroundImage)
    return [...document.querySelectorAll('*')].filter(isPicture).map((element) => ({
      what: element.closest('[data-surface]')?.dataset.surface ?? element.tagName,
      filter: getComputedStyle(element).filter,
    }))
  })()`)

const open = (page: Page, screen: string) =>
  page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('button', { name: screen, exact: true })
    .click()

const HIDDEN = /^blur\([1-9]\d*px\) grayscale\(1\)$/

test('covers every surface that shows a part of a video', async ({ app, folder }) => {
  const { page, call } = app
  await expect.poll(async () => (await pictures(app)).length).toBeGreaterThan(7)
  for (const { what, filter } of await pictures(app)) expect(filter, what).toMatch(HIDDEN)

  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.locator('[data-surface=strip]').waitFor()
  const box = (await page.locator('canvas').boundingBox())!
  await page.mouse.move(box.x + 200, box.y + 150)
  await page.locator('[data-surface=hover]').waitFor()
  const surfaces = async () => [...new Set((await pictures(app)).map(({ what }) => what))].sort()
  await expect.poll(surfaces).toEqual(['hover', 'player', 'strip'])
  const seen = await pictures(app)
  for (const { what, filter } of seen) expect(filter, what).toMatch(HIDDEN)
  // The timeline itself draws scores and never a picture.
  expect(await page.evaluate(`document.querySelector('video').muted`)).toBe(true)
  // Nothing can be dragged out of the window as a picture.
  expect(await page.evaluate(`[...document.images].every((image) => !image.draggable)`)).toBe(true)

  // A picture stands in for a player that has nothing to show.
  const { entries } = await call('library.list', {})
  const { contentId } = entries.find(({ name }) => name === 'plaza-hevc.mkv')!
  const derived = join(folder, 'library/derived', contentId!)
  mkdirSync(derived, { recursive: true })
  writeFileSync(join(derived, 'proxy.mp4'), 'no video')
  await page.getByRole('button', { name: 'Library', exact: true }).click()
  await page.getByRole('button', { name: 'plaza-hevc.mkv', exact: true }).click()
  await page.getByRole('button', { name: 'Try again' }).waitFor()
  await expect.poll(surfaces).toContain('poster')
  for (const { what, filter } of await pictures(app)) expect(filter, what).toMatch(HIDDEN)
})

test('reveals while a key is held, and is armed again with the next flag', async ({ app }) => {
  const { page } = app
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.locator('video').waitFor()
  const filter = () =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('video')).filter`)
  await expect.poll(filter).toMatch(HIDDEN)
  await page.keyboard.down('KeyH')
  await expect.poll(filter).toBe('none')
  await page.keyboard.up('KeyH')
  await expect.poll(filter).toMatch(HIDDEN)
  await page.keyboard.down('KeyH')
  await page.keyboard.press('KeyN')
  await page.locator('video').waitFor()
  await expect.poll(filter).toMatch(HIDDEN)
  // What the keyboard repeats is no new press.
  await page.keyboard.down('KeyH')
  await page.waitForTimeout(200)
  expect(await filter()).toMatch(HIDDEN)
  await page.keyboard.up('KeyH')
})

test('is armed again when the window is left, or the key was pressed with others', async ({
  app,
}) => {
  const { page, call } = app
  await call('settings.set', { keymap: { 'protection.reveal': ['Shift+KeyH'] } })
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.locator('video').waitFor()
  const filter = () =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('video')).filter`)
  const hold = async () => {
    await page.keyboard.down('Shift')
    await page.keyboard.down('KeyH')
    await expect.poll(filter).toBe('none')
  }
  for (const order of [
    ['Shift', 'KeyH'],
    ['KeyH', 'Shift'],
  ]) {
    await hold()
    for (const key of order) await page.keyboard.up(key)
    await expect.poll(filter, order.join()).toMatch(HIDDEN)
  }

  // Another window comes in front while it is held: no key that is let go there is told of.
  await hold()
  await page.evaluate(`void dispatchEvent(new Event('blur'))`)
  await expect.poll(filter).toMatch(HIDDEN)
  await page.keyboard.up('KeyH')
  await page.keyboard.up('Shift')
})

test('covers what the other screens and their dialogs show, which is no part of a video', async ({
  app,
}) => {
  const { page } = app
  const none = async (where: string) => expect(await pictures(app), where).toEqual([])
  for (const screen of ['Models', 'Settings', 'Help']) {
    await open(page, screen)
    await page.getByRole('main').waitFor()
    await none(screen)
  }
  // What is below a dialog is seen around it.
  await open(page, 'Library')
  const grid = page.getByRole('grid', { name: 'Videos' })
  await grid.getByRole('checkbox').nth(1).check()
  await page.getByRole('button', { name: 'Remove from the list' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  const around = await pictures(app)
  expect(around.length).toBeGreaterThan(0)
  for (const { what, filter } of around) expect(filter, what).toMatch(HIDDEN)
  expect(await page.locator('dialog img, dialog video').count()).toBe(0)
  await page.keyboard.press('Escape')

  await open(page, 'Review')
  await page.locator('video').waitFor()
  for (const key of ['KeyR', 'KeyG', 'F1']) {
    await page.keyboard.press(key)
    await expect(page.getByRole('dialog'), key).toBeVisible()
    for (const { what, filter } of await pictures(app)) expect(filter, what).toMatch(HIDDEN)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog'), key).toBeHidden()
  }
  await page.getByRole('button', { name: 'Queue' }).click()
  await page.getByRole('complementary', { name: 'Queue' }).waitFor()
  for (const { what, filter } of await pictures(app)) expect(filter, what).toMatch(HIDDEN)
})

test('is set by the person: strength, grey and a line drawing, on an example and on pictures', async ({
  app,
}) => {
  const { page } = app
  await open(page, 'Settings')
  const section = page.getByRole('region', { name: 'Viewing protection' })
  const example = () => section.getByRole('img', { name: 'Example picture' }).getAttribute('style')
  const blur = section.getByRole('slider', { name: 'Blur' })
  const before = await example()
  await blur.focus()
  await page.keyboard.press('End')
  await expect.poll(example).not.toBe(before)
  await open(page, 'Review')
  await page.locator('video').waitFor()
  const filter = () =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('video')).filter`)
  await expect.poll(filter).toContain('blur(80px)')
  await open(page, 'Settings')
  await section.getByRole('checkbox', { name: 'Line drawing' }).click()
  await expect.poll(example).toContain('line-drawing')
  await open(page, 'Review')
  await expect.poll(filter).toContain('line-drawing')
})

test('starts every session without sound, unless the person set it otherwise', async ({
  app,
  launch,
}) => {
  const isMuted = async ({ page }: RunningApp) => {
    await open(page, 'Review')
    await page.locator('video').waitFor()
    return page.evaluate<boolean>(`document.querySelector('video').muted`)
  }
  expect(await isMuted(app)).toBe(true)
  await app.page.keyboard.press('KeyM')
  await expect.poll(() => app.page.evaluate(`document.querySelector('video').muted`)).toBe(false)
  await app.close()
  const second = await launch()
  expect(await isMuted(second)).toBe(true)
  await open(second.page, 'Settings')
  await second.page.getByRole('checkbox', { name: 'Start without sound' }).click()
  await expect
    .poll(async () => (await second.call('settings.get', {})).protection.muted)
    .toBe(false)
  await second.close()
  expect(await isMuted(await launch())).toBe(false)
})

test('tells how long a person has been looking, over other screens, and proposes a break', async ({
  app,
}) => {
  const { page, call } = app
  await page.clock.install()
  await page.reload()
  await open(page, 'Settings')
  await page.getByRole('checkbox', { name: 'Show how long I have been reviewing' }).click()
  const { review } = await call('settings.get', {})
  await call('settings.set', { review: { ...review, showsExposure: true, breakAfterMin: 20 } })
  await open(page, 'Review')
  await expect(page.getByText('Reviewing for 0 min')).toBeVisible()
  await page.clock.runFor('15:00')
  await expect(page.getByText('Reviewing for 15 min')).toBeVisible()
  await open(page, 'Help')
  await page.clock.runFor('30:00')
  await open(page, 'Review')
  await expect(page.getByText('Reviewing for 15 min')).toBeVisible()
  await page.clock.runFor('05:00')
  await expect(page.getByText('reviewing for 20 minutes. Time for a break.')).toBeVisible()
  await page.getByRole('button', { name: 'I took one' }).click()
  await expect(page.getByText('Reviewing for 0 min')).toBeVisible()
})

test('can be switched off and on, made stronger, and be a line drawing', async ({ app }) => {
  const { page, call } = app
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.locator('video').waitFor()
  const filter = () =>
    page.evaluate<string>(`getComputedStyle(document.querySelector('video')).filter`)
  await page.keyboard.press('KeyB')
  await expect.poll(filter).toBe('none')
  await page.keyboard.press('KeyB')
  await expect.poll(filter).toMatch(HIDDEN)
  const { protection } = await call('settings.get', {})
  await call('settings.set', { protection: { ...protection, blur: 0.2 } })
  await expect.poll(filter).toContain('blur(80px)')
  await call('settings.set', { protection: { ...protection, lineDrawing: true } })
  await expect.poll(filter).toContain('line-drawing')
})
