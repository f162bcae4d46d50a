import { join } from 'node:path'
import { makeVideo, type VideoOptions } from '#test/support/make-video.ts'
import { addVideos, expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'

const FRAMES = 36
/** Every picture shows its number as eight black or white bars, the lowest bit first. */
const NUMBER = "geq=lum='if(mod(floor(N/pow(2,floor(X/20))),2),235,16)':cb=128:cr=128"
const numbered = (options: VideoOptions = {}, filter = ''): VideoOptions => {
  const extra = ['-vf', `${NUMBER}${filter}`, ...(options.extra ?? [])]
  return { frames: FRAMES, size: '160x48', source: 'color', gop: 12, ...options, extra }
}

/** docs/review-requirements.md, 12: the frame rates and clocks that must be exact. */
const FIXTURES: Readonly<Record<string, VideoOptions>> = {
  'film-23.976.mp4': numbered({ rate: '24000/1001' }),
  'pal-25.mp4': numbered({ audio: true }),
  'ntsc-29.97.mp4': numbered({ rate: '30000/1001' }),
  'pal-50.mov': numbered({ rate: 50 }),
  'ntsc-59.94.mp4': numbered({ rate: '60000/1001' }),
  'variable.mp4': numbered(
    { extra: ['-enc_time_base', '1:90000'] },
    ",settb=1/90000,setpts='round((N+2*floor(N/5))/25/TB)'",
  ),
  'edit-list.mp4': numbered({ frames: FRAMES + 18, trimSec: 0.6 }),
  'late-start.mp4': numbered({ startSec: 1.5 }),
  // Chromium's seeks miss frames of these two; the player finds out and goes over to a proxy.
  'fragments.mp4': numbered({ bFrames: 3, extra: ['-movflags', '+frag_keyframe+empty_moov'] }),
  'open-gop.mp4': numbered({ bFrames: 3, openGop: true }),
  'web.webm': numbered({ codec: 'vp9' }),
  'proxy-late-start.mkv': numbered({ startSec: 2, rate: '30000/1001' }),
  'proxy-stream.ts': numbered({ startSec: 3.4 }),
  'proxy-old.avi': numbered({ codec: 'mpeg4' }),
}

/** The number in the picture that is on screen; -1 while there is none. */
const shown = ({ page }: RunningApp) =>
  page.evaluate<number>(`(() => {
    const video = document.querySelector('video')
    if (!video || video.readyState < 2 || video.seeking) return -1
    const canvas = new OffscreenCanvas(160, 48)
    const context = canvas.getContext('2d')
    context.drawImage(video, 0, 0, 160, 48)
    let number = 0
    for (let bit = 0; bit < 8; bit++)
      if (context.getImageData(bit * 20 + 10, 24, 1, 1).data[0] > 128) number += 2 ** bit
    return number
  })()`)

async function openNumbered(app: RunningApp, folder: string, names: readonly string[]) {
  const videos = join(folder, 'videos')
  for (const name of names) await makeVideo(videos, name, FIXTURES[name])
  const { protection } = await app.call('settings.get', {})
  await app.call('settings.set', { protection: { ...protection, mode: 'standard' } })
  await addVideos(app, videos)
  const scanned = async () => (await app.call('queue.show', {})).counts.done
  await expect.poll(scanned, { timeout: 60_000 }).toBe(names.length)
}

/** Opens a video at its start. Returns the number of its first frame and how many it has. */
async function openVideo(app: RunningApp, name: string) {
  const { page, call } = app
  await page.getByRole('button', { name: 'Library', exact: true }).click()
  await page.getByRole('button', { name, exact: true }).click()
  await page.locator('video').waitFor({ timeout: 30_000 })
  await expect.poll(() => shown(app), { timeout: 20_000 }).toBeGreaterThanOrEqual(0)
  await page.keyboard.press('Home')
  await page.waitForTimeout(300)
  const { entries } = await call('library.list', {})
  const contentId = entries.find((entry) => entry.name === name)!.contentId!
  const { frames } = await call('review.open', { contentId })
  return { contentId, frames, first: await shown(app) }
}

test('shows each frame once, both ways, at every rate and start', async ({ app, folder }) => {
  test.setTimeout(240_000)
  await openNumbered(app, folder, Object.keys(FIXTURES))
  for (const name of Object.keys(FIXTURES))
    await test.step(name, async () => {
      const { frames, first } = await openVideo(app, name)
      const press = async (key: string, expected: number) => {
        await app.page.keyboard.press(key)
        await expect
          .poll(() => shown(app), { message: name, timeout: 10_000, intervals: [10, 15, 20, 30] })
          .toBe(expected)
      }
      for (let i = 1; i < frames; i++) await press('Period', first + i)
      for (let i = frames - 2; i >= 0; i--) await press('Comma', first + i)
    })
})

test('loses no press that comes before the picture, and steps on from where it was paused', async ({
  app,
  folder,
}) => {
  await openNumbered(app, folder, ['variable.mp4'])
  const { page } = app
  const { first, frames } = await openVideo(app, 'variable.mp4')
  const now = () => shown(app)
  for (let i = 0; i < 17; i++) await page.keyboard.press('Period')
  await expect.poll(now).toBe(first + 17)
  for (let i = 0; i < 5; i++) await page.keyboard.press('Comma')
  await expect.poll(now).toBe(first + 12)
  await page.keyboard.press('End')
  await expect.poll(now).toBe(first + frames - 1)
  await page.keyboard.press('Home')
  await expect.poll(now).toBe(first)
  // Of five frames the last lasts three times as long: 15 of them take 21/25 s, and 19 begins at 1 s.
  await page.keyboard.press('ArrowRight')
  await expect.poll(now).toBe(first + 19)
  await page.keyboard.press('Home')
  await page.keyboard.press('Space')
  await page.waitForTimeout(400)
  await page.keyboard.press('Space')
  await page.waitForTimeout(300)
  const paused = await now()
  expect(paused).toBeGreaterThan(first)
  await page.keyboard.press('Period')
  await expect.poll(now).toBe(paused + 1)
})

test('shuttles both ways, faster with every press', async ({ app, folder }) => {
  await openNumbered(app, folder, ['pal-25.mp4'])
  const { page } = app
  const { first, frames } = await openVideo(app, 'pal-25.mp4')
  const rate = () =>
    page.locator('video').evaluate((video: { playbackRate: number }) => video.playbackRate)
  for (const expected of [1, 2, 4, 8, 8]) {
    await page.keyboard.press('KeyL')
    expect(await rate()).toBe(expected)
  }
  await expect.poll(() => shown(app)).toBeGreaterThanOrEqual(first + frames - 2)
  await page.keyboard.press('KeyJ')
  await page.keyboard.press('KeyJ')
  expect(await rate()).toBe(1)
  await expect.poll(() => shown(app)).toBe(first)
})

test('seeks into frames that Chromium cannot reach by a proxy, and keeps to it', async ({
  app,
  folder,
}) => {
  await openNumbered(app, folder, ['fragments.mp4'])
  const { page, call } = app
  const { first, contentId } = await openVideo(app, 'fragments.mp4')
  expect(await call('playback.open', { contentId })).toMatchObject({ source: 'original' })
  for (let i = 0; i < 11; i++) await page.keyboard.press('Period')
  await expect.poll(() => shown(app), { timeout: 15_000 }).toBe(first + 11)
  await expect(page.locator('video')).toHaveAttribute('src', /proxy/)
  expect(await call('playback.open', { contentId })).toMatchObject({ source: 'proxy' })
})

test('a video that Chromium does not play after all is shown by a proxy', async ({
  app,
  folder,
}) => {
  await openNumbered(app, folder, ['pal-25.mp4'])
  const { page } = app
  await page.route('**/original', (route) => route.fulfill({ body: 'no video', status: 200 }))
  await page.getByRole('button', { name: 'pal-25.mp4', exact: true }).click()
  await expect(page.locator('video')).toHaveAttribute('src', /proxy/, { timeout: 15_000 })
  await expect.poll(() => shown(app), { timeout: 10_000 }).toBeGreaterThanOrEqual(0)
})
