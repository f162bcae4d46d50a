/**
 * How soon a scrub shows a picture: `npm run build`, then `node bench/scrub.ts`. A video that plays through a proxy is opened
 * in the real app and dragged through with the mouse; each seek is timed from its start to the picture on screen. Ends with
 * 1 when the 95th percentile is above 100 ms.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { launchApp, type RunningApp } from '#e2e/launch.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { checked, describeMachine, printRow } from './report.ts'

const MOST_MS = 100
const NAME = 'film.mkv'
/** A minute of full HD with a key frame every ten seconds, in a container that only plays through a proxy. */
const FILM = { frames: 1500, size: '1920x1080', gop: 250 }
const DRAGS = 6

async function openProxy(app: RunningApp, videos: string): Promise<void> {
  const { page, call } = app
  await call('settings.set', { isSetUp: true })
  await page.reload()
  await call('library.add', { paths: [videos] })
  await page.getByRole('button', { name: NAME, exact: true }).waitFor()
  while ((await call('queue.show', {})).counts.done < 1) await page.waitForTimeout(200)
  await page.getByRole('button', { name: NAME, exact: true }).click()
  await page.locator('video[src*=proxy]').waitFor({ timeout: 300_000 })
  await page.waitForFunction(`document.querySelector('video').readyState >= 2`)
  await page.keyboard.press('Digit0')
}

/**
 * Milliseconds from the start of each seek until its picture is shown; of one whose picture is never shown, because a later
 * one came first, until that is.
 */
async function scrub(page: Page): Promise<readonly number[]> {
  await page.evaluate(`(() => {
    const video = document.querySelector('video')
    const frameSec = 1 / 25
    let waiting = []
    window.scrubMs = []
    video.addEventListener('seeking', () => {
      waiting.push({ sec: video.currentTime, startedAt: performance.now() })
    })
    const onFrame = (_now, { mediaTime }) => {
      const isShown = ({ sec }) => sec >= mediaTime - 1e-3 && sec < mediaTime + frameSec
      const last = waiting.findLastIndex(isShown)
      for (const { startedAt } of waiting.slice(0, last + 1))
        window.scrubMs.push(performance.now() - startedAt)
      waiting = waiting.slice(last + 1)
      video.requestVideoFrameCallback(onFrame)
    }
    video.requestVideoFrameCallback(onFrame)
  })()`)
  const canvas = page.locator('canvas')
  const box = await canvas.boundingBox()
  if (!box) throw new Error('There is no timeline.')
  const y = box.y + box.height - 10
  for (let drag = 0; drag < DRAGS; drag++) {
    const [from, to] = drag % 2 === 0 ? [0.05, 0.95] : [0.9, 0.1]
    await page.mouse.move(box.x + box.width * from, y)
    await page.mouse.down()
    for (let step = 1; step <= 150; step++) {
      const at = from + ((to - from) * step) / 150
      await page.mouse.move(box.x + box.width * at, y)
    }
    await page.mouse.up()
    await page.waitForTimeout(300)
  }
  return page.evaluate<number[]>('window.scrubMs')
}

const folder = await mkdtemp(join(tmpdir(), 'flagreel-bench-'))
const videos = join(folder, 'videos')
await makeVideo(videos, NAME, FILM)
const app = await launchApp({
  ...{ host: 'browser', libraryFolder: join(folder, 'library'), userData: folder },
})
try {
  await openProxy(app, videos)
  const times = (await scrub(app.page)).toSorted((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!
  describeMachine()
  printRow('pictures shown while scrubbing', times.length, '')
  printRow('a scrub to its picture, median', at(0.5), 'ms')
  checked('a scrub to its picture, 95th percentile', at(0.95), { most: MOST_MS, unit: 'ms' })
  if (times.length < 50) throw new Error('Too few seeks to tell.')
} finally {
  await app.close()
  await rm(folder, { recursive: true, force: true })
}
