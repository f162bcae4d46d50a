import { closeSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { makeVideo } from '#test/support/make-video.ts'
import { addVideos, expect, test } from './fixtures.ts'
import type { RunningApp } from './launch.ts'

const PADDING = 160 * 2 ** 20
const FRAMES = 100
/** Every picture shows its number as eight black or white bars, the lowest bit first. */
const NUMBER = "geq=lum='if(mod(floor(N/pow(2,floor(X/20))),2),235,16)':cb=128:cr=128"

/**
 * Moves a whole MP4 behind an empty box of 160 MB that takes no room on the disk, and its places of frames with it: what a
 * player reads lies beyond, as in a long recording.
 */
function makeLarge(path: string): void {
  const bytes = readFileSync(path)
  const head = bytes.readUInt32BE(0)
  for (let at = bytes.indexOf('stco'); at >= 0; at = bytes.indexOf('stco', at + 4))
    for (let i = 0; i < bytes.readUInt32BE(at + 8); i++) {
      const place = at + 12 + 4 * i
      bytes.writeUInt32BE(bytes.readUInt32BE(place) + PADDING, place)
    }
  const box = Buffer.alloc(8)
  box.writeUInt32BE(PADDING)
  box.write('free', 4)
  const file = openSync(path, 'w')
  ftruncateSync(file, PADDING + bytes.length)
  writeSync(file, Buffer.concat([bytes.subarray(0, head), box]), 0, head + 8, 0)
  writeSync(file, bytes.subarray(head), 0, bytes.length - head, head + PADDING)
  closeSync(file)
}

/** The number in the picture that is on screen; -1 while there is none. */
const shown = ({ page }: RunningApp) =>
  page.evaluate<number>(`(() => {
    const video = document.querySelector('video')
    if (!video || video.readyState < 2 || video.seeking) return -1
    const context = new OffscreenCanvas(160, 48).getContext('2d')
    context.drawImage(video, 0, 0, 160, 48)
    let number = 0
    for (let bit = 0; bit < 8; bit++)
      if (context.getImageData(bit * 20 + 10, 24, 1, 1).data[0] > 128) number += 2 ** bit
    return number
  })()`)

test('seeks to the right frame in a file of more than 150 MB', async ({ app, folder }) => {
  const { page, call } = app
  const videos = join(folder, 'videos')
  const numbered = { frames: FRAMES, size: '160x48', source: 'color', gop: 25 }
  const path = await makeVideo(videos, 'large.mp4', { ...numbered, extra: ['-vf', NUMBER] })
  makeLarge(path)
  expect(statSync(path).size).toBeGreaterThan(150e6)
  const { protection } = await call('settings.get', {})
  await call('settings.set', { protection: { ...protection, mode: 'standard' } })
  await addVideos(app, videos)
  await expect.poll(async () => (await call('queue.show', {})).counts.done).toBe(1)
  await page.getByRole('button', { name: 'large.mp4', exact: true }).click()
  await expect(page.locator('video')).toHaveAttribute('src', /original$/)
  await page.keyboard.press('Home')
  await expect.poll(() => shown(app)).toBe(0)
  const total = FRAMES / 25
  const box = (await page.locator('canvas').boundingBox())!
  for (const frame of [88, 3, 61, 99, 30]) {
    const sec = (frame + 0.5) / 25
    await page.mouse.click(box.x + (box.width * sec) / total, box.y + box.height - 10)
    await expect.poll(() => shown(app), { message: `frame ${frame}` }).toBe(frame)
  }
})
