import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeVideo } from '#test/support/make-video.ts'
import { addVideos, expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'

const strip = ({ page }: RunningApp) => page.locator('[data-surface=strip]')
const openSample = async ({ page }: RunningApp, name: string) => {
  await page.getByRole('button', { name: 'Library', exact: true }).click()
  await page.getByRole('button', { name, exact: true }).click()
}

/** How many pictures of the strip are on screen, and how many of them differ. */
const stillsIn = ({ page }: RunningApp) =>
  page.evaluate<{ count: number; differing: number }>(`(() => {
    const seen = [...document.querySelectorAll('[data-surface=strip] img')].map((image) => {
      const canvas = new OffscreenCanvas(64, 36)
      const context = canvas.getContext('2d')
      context.drawImage(image, 0, 0, 64, 36)
      return context.getImageData(0, 0, 64, 36).data.join()
    })
    return { count: seen.length, differing: new Set(seen).size }
  })()`)

const hasBrokenImage = ({ page }: RunningApp) =>
  page.evaluate<boolean>(
    `[...document.images].some((image) => image.complete && image.naturalWidth === 0)`,
  )

test('shows another picture in every cell of a zoomed strip, and asks for nothing while one hovers', async ({
  app,
  folder,
}) => {
  const { page, call } = app
  await makeVideo(join(folder, 'videos'), 'card.mp4', { frames: 500, size: '320x180', gop: 25 })
  await addVideos(app, join(folder, 'videos'))
  await expect.poll(async () => (await call('queue.show', {})).counts.done).toBe(1)
  await openSample(app, 'card.mp4')
  await strip(app).waitFor()
  const box = (await page.locator('canvas').boundingBox())!
  await page.mouse.move(box.x + 300, box.y + 150)
  await page.keyboard.down('Control')
  for (let i = 0; i < 8; i++) await page.mouse.wheel(0, -70)
  await page.keyboard.up('Control')
  await expect.poll(async () => (await stillsIn(app)).count, { timeout: 30_000 }).toBeGreaterThan(8)
  const { count, differing } = await stillsIn(app)
  expect(differing).toBe(count)

  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  // The stills between those on screen are loaded after them.
  await expect(async () => {
    asked.length = 0
    await page.waitForTimeout(1000)
    expect(asked).toEqual([])
  }).toPass({ timeout: 30_000 })
  const hovered = page.locator('[data-surface=hover] img')
  const shown = new Set<string | null>()
  for (let px = 40; px < box.width - 40; px += 12) {
    await page.mouse.move(box.x + px, box.y + 150)
    // Nothing is waited for: it is on screen as soon as the pointer is there.
    if ((await hovered.count()) > 0) shown.add(await hovered.getAttribute('src'))
  }
  expect(shown.size).toBeGreaterThanOrEqual(count - 1)
  expect(asked).toEqual([])
  expect(await hasBrokenImage(app)).toBe(false)
})

test('goes over to a proxy to scrub in where key frames are far apart, but not while it plays', async ({
  app,
  folder,
}) => {
  const { page, call } = app
  const film = { frames: 750, size: '1280x720', gop: 750 }
  await makeVideo(join(folder, 'videos'), 'long.mp4', film)
  await addVideos(app, join(folder, 'videos'))
  await expect.poll(async () => (await call('queue.show', {})).counts.done).toBe(1)
  const { entries } = await call('library.list', {})
  await openSample(app, 'long.mp4')
  const video = page.locator('video')
  await expect(video).toHaveAttribute('src', /original$/)
  await page.keyboard.press('Home')
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('0.25')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Play', exact: true }).click()
  const open = () => call('playback.open', { contentId: entries[0]!.contentId! })
  await expect.poll(async () => (await open()).source, { timeout: 60_000 }).toBe('proxy')
  await page.waitForTimeout(500)
  await expect(video).toHaveAttribute('src', /original$/)
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(video).toHaveAttribute('src', /proxy$/)
})

test.describe('with the samples', () => {
  test.use({ library: 'samples' })

  test('says that pictures are being made, and when there are none', async ({ app }) => {
    const { page } = app
    const answers: (() => Promise<void>)[] = []
    await page.route('**/strip/*', (route) => {
      answers.push(() => route.fulfill({ status: 422, body: 'no picture' }))
    })
    await openSample(app, 'street-day-25fps.mp4')
    await expect(strip(app)).toContainText('Pictures are being made…')
    await expect.poll(() => answers.length).toBe(1)
    for (const answer of answers) await answer()
    await expect(strip(app)).toContainText('There are no pictures of this video.')
    await page.unroute('**/strip/*')
    await openSample(app, 'street-night-29.97fps.mp4')
    await expect(strip(app)).toHaveText('')
  })

  test('has an icon for every picture that cannot be had', async ({ app }) => {
    const { page } = app
    await page.route('**/poster', (route) => route.fulfill({ status: 422, body: 'no picture' }))
    await page.reload()
    const rows = page.getByRole('grid', { name: 'Videos' }).getByRole('row')
    await expect(rows.locator('.lucide-image-off')).toHaveCount(8)
    expect(await hasBrokenImage(app)).toBe(false)
  })

  test('says that a video is being opened', async ({ app }) => {
    const { page } = app
    test.skip(app.desktop !== undefined, 'Calls of the desktop are no requests that can be held.')
    const held: (() => Promise<void>)[] = []
    let isHeld = true
    await page.route('**/call', async (route) => {
      const isOpening = route.request().postData()?.includes('playback.open')
      if (isHeld && isOpening) held.push(() => route.continue())
      else await route.continue()
    })
    await openSample(app, 'street-day-25fps.mp4')
    await expect(page.getByText('Opening the video…')).toBeVisible()
    isHeld = false
    for (const each of held) await each()
    await page.locator('video').waitFor()
  })

  test('says that a video cannot be shown, with its picture, and tries again', async ({
    app,
    folder,
  }) => {
    const { page, call } = app
    const name = 'plaza-hevc.mkv'
    const { entries } = await call('library.list', {})
    const { contentId } = entries.find((entry) => entry.name === name)!
    const derived = join(folder, 'library/derived', contentId!)
    mkdirSync(derived, { recursive: true })
    writeFileSync(join(derived, 'proxy.mp4'), 'no video')
    await openSample(app, name)
    await expect(page.getByRole('alert')).toContainText('This video cannot be shown')
    await expect(page.locator('[data-surface=poster] img')).toBeVisible()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('video').waitFor({ timeout: 30_000 })
    const size = () => page.evaluate<number>(`document.querySelector('video')?.videoWidth ?? 0`)
    await expect.poll(size).toBe(480)
  })
})
