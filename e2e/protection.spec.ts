import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
  await page.keyboard.up('KeyH')
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
