import { expect, it } from 'vitest'
import { type Protection, protectionSchema } from '#contract/settings.ts'
import { makeVideo, type VideoOptions } from '#test/support/make-video.ts'
import { framePtsOf, NUMBERED, numberIn, pixelsOf } from '#test/support/numbered-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { readExactStill } from './exact-still.ts'
import { probeMedia } from './probe.ts'
import { findMediaTools } from './tools.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const BOX = { width: 320, height: 180 }
const AS_RECORDED = { ...BOX, protection: null, format: 'png' } as const

async function opened(name: string, options: VideoOptions) {
  return probeMedia(tools, await makeVideo(folder.path, name, options))
}

it.each<[string, VideoOptions]>([
  ['film.mp4', { rate: '30000/1001' }],
  ['late.mp4', { startSec: 7 }],
  ['varying.mkv', { vfr: true }],
  ['open.ts', { openGop: true }],
  ['old.avi', { codec: 'mpeg4' }],
  ['packed.avi', { codec: 'mpeg4', bFrames: 2 }],
  ['modern.avi', {}],
  ['disc.mpg', { codec: 'mpeg2', bFrames: 2 }],
  ['web.flv', {}],
  ['open.mkv', { codec: 'hevc', openGop: true }],
  ['trimmed.mp4', { trimSec: 1.3, frames: 440 }],

  ['raw.h264', {}],
])('%s shows the frame that was asked for, wherever it lies', async (name, options) => {
  const { frames = 400 } = options
  const info = await opened(name, { ...NUMBERED, frames, gop: 60, ...options })
  const framePts = await framePtsOf(tools, info)
  const hidden = frames - framePts.length
  expect(hidden > 0).toBe(options.trimSec !== undefined)
  for (const frame of [0, 1, 59, 60, 217, framePts.length - 1]) {
    const picture = await readExactStill(tools, { ...AS_RECORDED, info, pts: framePts[frame]! })
    const pixels = await pixelsOf(picture)
    expect(numberIn(pixels, { left: 0, top: 0, ...pixels })).toBe(hidden + frame)
  }
})

it('shows the next frame where there is none at a time', async () => {
  const info = await opened('gaps.mp4', { ...NUMBERED, frames: 400, gop: 60 })
  const framePts = await framePtsOf(tools, info)
  for (const frame of [1, 217, 399]) {
    const pts = framePts[frame]! - 1
    const pixels = await pixelsOf(await readExactStill(tools, { ...AS_RECORDED, info, pts }))
    expect(numberIn(pixels, { left: 0, top: 0, ...pixels })).toBe(frame)
  }
})

it('keeps the shape of the picture inside its box, of square pixels', async () => {
  const sizeOf = async (name: string, options: VideoOptions) => {
    const info = await opened(name, { frames: 4, ...options })
    const { width, height } = await pixelsOf(
      await readExactStill(tools, { ...AS_RECORDED, info, pts: info.video.startPts ?? 0 }),
    )
    return `${width}x${height}`
  }
  expect(await sizeOf('square.mp4', { size: '160x160' })).toBe('180x180')
  expect(await sizeOf('turned.mp4', { size: '160x80', rotate: 90 })).toBe('90x180')
  expect(await sizeOf('flat.mp4', { size: '400x100' })).toBe('320x80')
  const stretched = { size: '160x90', extra: ['-aspect', '32:9'] }
  expect(await sizeOf('stretched.mp4', stretched)).toBe('320x90')
})

it('burns the protection into the pixels', async () => {
  const info = await opened('test-card.mp4', { size: '320x180' })
  const shown = async (protection: Protection | null) => {
    const still = { ...AS_RECORDED, info, protection, pts: info.video.startPts ?? 0 }
    const { rgba, width } = await pixelsOf(await readExactStill(tools, still))
    const [colours, steps]: [number[], number[]] = [[], []]
    for (let at = 0; at + 4 < rgba.length; at += 4) {
      const [r, g, b] = [rgba[at]!, rgba[at + 1]!, rgba[at + 2]!]
      colours.push(Math.max(r, g, b) - Math.min(r, g, b))
      if ((at / 4 + 1) % width !== 0) steps.push(Math.abs(r - rgba[at + 4]!))
    }
    return { colour: Math.max(...colours), edge: Math.max(...steps) }
  }
  const of = (change: Partial<Protection>) => shown(protectionSchema.parse(change))
  const plain = await shown(null)
  expect(plain).toMatchObject({ colour: expect.toSatisfy((n) => n > 200) })
  expect(plain.edge).toBeGreaterThan(200)
  expect(await of({ mode: 'standard' })).toEqual(plain)
  const filtered = await of({})
  expect(filtered.colour).toBeLessThan(4)
  expect(filtered.edge).toBeLessThan(40)
  expect((await of({ greyscale: 0 })).colour).toBeGreaterThan(50)
  expect((await of({ blur: 0 })).edge).toBeGreaterThan(150)
  expect((await of({ lineDrawing: true })).colour).toBeLessThan(4)
})

it('says so when there is no frame, and when it is cancelled', async () => {
  const info = await opened('short.mp4', { frames: 10 })
  const pts = 10 * info.video.timeBase.den
  await expect(readExactStill(tools, { ...AS_RECORDED, info, pts })).rejects.toMatchObject({
    code: 'bad-media',
    message: expect.stringContaining('short.mp4'),
  })
  const still = { ...AS_RECORDED, info, pts: 0 }
  await expect(readExactStill(tools, still, { signal: AbortSignal.abort() })).rejects.toMatchObject(
    {
      code: 'cancelled',
    },
  )
})
