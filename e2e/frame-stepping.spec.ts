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

/** Product bar 12: the frame rates and clocks that must be exact. */
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

test('shows each frame once, both ways, at every rate and start', async ({ app, folder }) => {
  test.setTimeout(180_000)
  const { page, call } = app
  const videos = join(folder, 'videos')
  for (const [name, options] of Object.entries(FIXTURES)) await makeVideo(videos, name, options)
  const { protection } = await call('settings.get', {})
  await call('settings.set', { protection: { ...protection, mode: 'standard' } })
  await addVideos(app, videos)
  const scanned = async () => (await call('queue.show', {})).counts.done
  await expect.poll(scanned, { timeout: 60_000 }).toBe(Object.keys(FIXTURES).length)
  for (const name of Object.keys(FIXTURES))
    await test.step(name, async () => {
      await page.getByRole('button', { name: 'Library', exact: true }).click()
      await page.getByRole('button', { name, exact: true }).click()
      await page.locator('video').waitFor({ timeout: 30_000 })
      await expect.poll(() => shown(app), { timeout: 20_000 }).toBeGreaterThanOrEqual(0)
      await page.keyboard.press('Home')
      await page.waitForTimeout(300)
      const { entries } = await call('library.list', {})
      const contentId = entries.find((entry) => entry.name === name)!.contentId!
      const { frames } = await call('review.open', { contentId })
      const first = await shown(app)
      const press = async (key: string, expected: number) => {
        await page.keyboard.press(key)
        await expect
          .poll(() => shown(app), { message: name, timeout: 3000, intervals: [10, 15, 20, 30] })
          .toBe(expected)
      }
      for (let i = 1; i < frames; i++) await press('Period', first + i)
      for (let i = frames - 2; i >= 0; i--) await press('Comma', first + i)
    })
})
