import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Recipe } from '#contract/bundle.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import type { DecodedSnippet } from './decode-run.ts'
import type { DecodeSummary } from './decode-summary.ts'
import { chosenFramesOf } from './frame-choice.ts'
import { probeMedia } from './probe.ts'
import type { MediaInfo } from './probe-report.ts'
import { resizedSize, resizeFilter } from './resize.ts'
import { toolEnvironment } from './run-tool.ts'
import { decodeSnippets } from './snippet-stream.ts'
import { findMediaTools } from './tools.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const STRETCH = 'stretch-340x256-bilinear'
type FrameRecipe = Pick<Recipe, 'frames' | 'resize'>

async function decode(
  info: MediaInfo,
  recipe: FrameRecipe = { frames: 'middle', resize: STRETCH },
): Promise<{ snippets: DecodedSnippet[]; summary: DecodeSummary }> {
  const stream = decodeSnippets(tools, info, { recipe, resolution: 224 })
  const snippets = await Array.fromAsync(stream)
  return { snippets, summary: await stream.summary() }
}

/** Every frame of a video by a plain ffmpeg without selection, resized the same way. */
function everyFrame(info: MediaInfo, resize: Recipe['resize']): Uint8Array[] {
  const { width, height } = resizedSize(resize, info.video, 224)
  const filter = resizeFilter(resize, { width, height })
  const args = ['-i', info.path, '-map', '0:v:0', '-vf', filter, '-fps_mode', 'passthrough']
  const env = toolEnvironment(process.env)
  const options = { maxBuffer: 2 ** 30, env }
  const bytes = execFileSync(tools.ffmpeg, ['-v', 'error', ...args, '-f', 'rawvideo', '-'], options)
  const size = width * height * 3
  return Array.from({ length: bytes.length / size }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  )
}

/** Time stamps of the decoded frames by ffprobe. */
function everyPts(info: MediaInfo): number[] {
  const entries = ['-show_entries', 'frame=best_effort_timestamp', '-of', 'csv=p=0']
  const env = toolEnvironment(process.env)
  const args = ['-v', 'error', '-select_streams', 'v:0', ...entries, info.path]
  return execFileSync(tools.ffprobe, args, { env })
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number.parseInt(line, 10))
}

async function expectTrue(info: MediaInfo, recipe: FrameRecipe): Promise<void> {
  const { snippets, summary } = await decode(info, recipe)
  const frames = everyFrame(info, recipe.resize)
  const pts = everyPts(info)
  expect(summary.frames).toBe(frames.length)
  expect(snippets.map(({ index }) => index)).toEqual(snippets.map((_, i) => i))
  expect(snippets).toHaveLength(Math.ceil(frames.length / 16))
  for (const { index, frameCount, startPts, frames: given } of snippets) {
    expect(frameCount).toBe(Math.min(16, frames.length - index * 16))
    expect(startPts).toBe(pts[index * 16])
    const expected = chosenFramesOf(recipe.frames, frameCount).map((i) => frames[index * 16 + i])
    expect(given).toHaveLength(expected.length)
    given.forEach(({ rgb }, i) => {
      expect(Buffer.compare(rgb, expected[i]!)).toBe(0)
    })
  }
}

describe('decodeSnippets', () => {
  it.each(['middle', 'first', 'mean-of-2', 'mean-of-4', 'mean-of-8', 'mean-of-16'] as const)(
    'hands over the frames of "%s" by their index among the decoded ones',
    async (frames) => {
      const info = await probeMedia(tools, await makeVideo(folder.path, 'a.mp4', { frames: 70 }))
      await expectTrue(info, { frames, resize: STRETCH })
    },
  )

  it.each([1, 8, 9, 16, 17, 33])('does so for %i frames', async (frames) => {
    const info = await probeMedia(tools, await makeVideo(folder.path, 'b.mp4', { frames }))
    await expectTrue(info, { frames: 'middle', resize: 'short-side-224-bicubic' })
    await expectTrue(info, { frames: 'mean-of-2', resize: STRETCH })
  })

  it.each([
    ['hevc.mkv', { codec: 'hevc', bFrames: 3 }],
    ['vp9.webm', { codec: 'vp9' }],
    ['asp.avi', { codec: 'mpeg4', bFrames: 2 }],
    ['mpeg2.mpg', { codec: 'mpeg2', bFrames: 2 }],
    ['motion.avi', { codec: 'mjpeg' }],
    ['late.ts', { startSec: 1234.5, audio: true }],
    ['vfr.mkv', { vfr: true }],
    ['edited.mp4', { trimSec: 0.5 }],
    ['turned.mp4', { rotate: 90 }],
    ['ntsc.flv', { rate: '30000/1001' }],
    ['odd.mp4', { size: '161x121', pixelFormat: 'yuv444p' }],
    ['tiny.mp4', { size: '2x2', pixelFormat: 'yuv444p' }],
    ['tower.mkv', { size: '1x1080', codec: 'ffv1', pixelFormat: 'yuv444p', source: 'testsrc' }],
    ['strip.mp4', { size: '8192x64', frames: 20 }],
  ] as const)('does so for %s', async (name, options) => {
    const info = await probeMedia(tools, await makeVideo(folder.path, name, options))
    await expectTrue(info, { frames: 'mean-of-2', resize: 'short-side-224-bicubic' })
  })

  it('reads a bare stream, whose frames are timed by their rate alone', async () => {
    const info = await probeMedia(tools, await makeVideo(folder.path, 'bare.h264'))
    const { snippets, summary } = await decode(info)
    const { num, den } = info.video.timeBase
    const step = den / num / 25
    expect(snippets.map(({ startPts }) => startPts)).toEqual([0, 1, 2, 3].map((i) => i * 16 * step))
    expect(summary).toMatchObject({ frames: 50, endPts: 50 * step, warnings: [] })
  })

  it('turns pictures upright', async () => {
    const plain = await probeMedia(tools, await makeVideo(folder.path, 'plain.mp4'))
    const turned = await probeMedia(tools, await makeVideo(folder.path, 'r.mp4', { rotate: 90 }))
    const recipe = { frames: 'first', resize: 'short-side-224-bicubic' } as const
    const before = (await decode(plain, recipe)).snippets[0]!.frames[0]!
    const after = (await decode(turned, recipe)).snippets[0]!.frames[0]!
    expect([before.width, before.height]).toEqual([298, 224])
    expect([after.width, after.height]).toEqual([224, 298])
    let difference = 0
    for (let y = 0; y < after.height; y++) {
      for (let x = 0; x < after.width; x++) {
        // Clockwise: the new row is the old column, the new column counts from the old bottom.
        const from = ((before.height - 1 - x) * before.width + y) * 3
        difference += Math.abs(after.rgb[(y * after.width + x) * 3]! - before.rgb[from]!)
      }
    }
    expect(difference / (after.width * after.height)).toBeLessThan(1)
  })

  it('ignores the sample aspect ratio', async () => {
    const wide = { extra: ['-vf', 'setsar=2'] }
    const info = await probeMedia(tools, await makeVideo(folder.path, 'wide.mp4', wide))
    const { snippets } = await decode(info, { frames: 'first', resize: 'short-side-224-bicubic' })
    expect(snippets[0]?.frames[0]).toMatchObject({ width: 298, height: 224 })
  })

  it('sums up times exactly', async () => {
    const video = { frames: 40, rate: '30000/1001' }
    const info = await probeMedia(tools, await makeVideo(folder.path, 'times.mp4', video))
    const { summary } = await decode(info)
    expect(summary).toEqual({
      frames: 40,
      firstPts: 0,
      endPts: 40 * 1001,
      timeBase: { num: 1, den: 30_000 },
      variableFrameRate: false,
      resumedBySeeking: false,
      warnings: [],
    })
  })

  it('notices a variable frame rate, whatever the header says', async () => {
    const info = await probeMedia(tools, await makeVideo(folder.path, 'v.mkv', { vfr: true }))
    expect((await decode(info)).summary.variableFrameRate).toBe(true)
    const constant = await probeMedia(tools, await makeVideo(folder.path, 'c.mkv', { rate: 30 }))
    expect((await decode(constant)).summary.variableFrameRate).toBe(false)
  })

  it('fails when the file goes away between probing and decoding', async () => {
    const path = await makeVideo(folder.path, 'gone.mp4')
    const info = await probeMedia(tools, path)
    rmSync(path)
    await expect(decode(info)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('says when ffmpeg is not there', async () => {
    const info = await probeMedia(tools, await makeVideo(folder.path, 'x.mp4'))
    const recipe = { frames: 'first', resize: STRETCH } as const
    const stream = decodeSnippets({ ffmpeg: '/no/ffmpeg' }, info, { recipe, resolution: 224 })
    await expect(Array.fromAsync(stream)).rejects.toMatchObject({ code: 'missing-tool' })
    await expect(stream.summary()).rejects.toMatchObject({ code: 'missing-tool' })
  })
})
