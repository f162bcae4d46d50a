import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import type { DecodedSnippet } from './decode-run.ts'
import { probeMedia } from './probe.ts'
import type { MediaInfo } from './probe-report.ts'
import { hashSnippet, type ResumePoint, resumePointOf, seekTarget } from './resume.ts'
import { decodeSnippets } from './snippet-stream.ts'
import { findMediaTools } from './tools.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const options = {
  recipe: { frames: 'mean-of-4', resize: 'stretch-340x256-bilinear' },
  resolution: 224,
} as const
const FRAMES = 600

/** What of a snippet must be the same, and where to resume after it. */
interface Seen extends ResumePoint {
  readonly frameCount: number
}

function seenOf(snippet: DecodedSnippet): Seen {
  return { ...resumePointOf(snippet), frameCount: snippet.frameCount }
}

async function read(info: MediaInfo, from?: ResumePoint) {
  const stream = decodeSnippets(tools, info, { ...options, from })
  const seen: Seen[] = []
  for await (const snippet of stream) seen.push(seenOf(snippet))
  return { seen, summary: await stream.summary() }
}

describe('resuming in the middle', () => {
  it.each([
    ['short-gop.mp4', { gop: 25, bFrames: 3 }, 'seeks'],
    ['long-gop.mp4', { gop: FRAMES, bFrames: 3 }, 'seeks'],
    ['open-gop.mp4', { gop: 40, bFrames: 3, openGop: true }, 'seeks'],
    ['open-gop.mkv', { gop: 40, bFrames: 3, openGop: true }, 'seeks'],
    ['hevc-open-gop.mp4', { codec: 'hevc', gop: 50, openGop: true }, 'seeks'],
    ['vp9.webm', { codec: 'vp9', gop: 100 }, 'seeks'],
    ['open-gop.ts', { gop: 40, bFrames: 3, openGop: true, startSec: 7777.5 }, 'seeks'],
    ['hevc.ts', { codec: 'hevc', gop: 50, openGop: true, audio: true }, 'seeks'],
    ['vfr.mp4', { vfr: true }, 'seeks'],
    ['vfr.mkv', { vfr: true }, 'seeks'],
    ['edited.mp4', { trimSec: 1.3 }, 'seeks'],
    ['late.mp4', { startSec: 100 }, 'seeks'],
    ['asp.avi', { codec: 'mpeg4', bFrames: 2 }, 'decodes'],
    ['h264.avi', { bFrames: 2 }, 'decodes'],
    ['mpeg2.mpg', { codec: 'mpeg2', bFrames: 2, gop: 25 }, 'decodes'],
    ['bare.h264', { bFrames: 2 }, 'decodes'],
    ['refresh.mp4', { extra: ['-x264-params', 'intra-refresh=1:keyint=60:bframes=0'] }, 'decodes'],
  ] as const)('of %s gives the same bits as an undisturbed run', async (name, video, how) => {
    const path = await makeVideo(folder.path, name, { frames: FRAMES, ...video })
    const info = await probeMedia(tools, path)
    const whole = await read(info)
    const last = whole.seen.length - 1
    expect(last).toBeGreaterThan(30)
    const sought: boolean[] = []
    for (const index of [0, 34, last]) {
      const { seen, summary } = await read(info, whole.seen[index])
      expect(seen).toEqual(whole.seen.slice(index + 1))
      const { frames, endPts, warnings } = whole.summary
      expect(summary).toMatchObject({ frames, endPts, warnings })
      sought.push(summary.resumedBySeeking)
    }
    expect(sought[0]).toBe(false)
    expect(sought[1]).toBe(how === 'seeks')
  })

  it('decodes from the start when time does not lead to the pixels', async () => {
    const path = await makeVideo(folder.path, 'c.mp4', { frames: FRAMES, bFrames: 3 })
    const info = await probeMedia(tools, path)
    const { seen } = await read(info)
    const point = seen[20]!
    const wrong = [
      { ...point, startPts: point.startPts + 1 }, // between two frames
      { ...point, startPts: point.startPts + 512 }, // the next frame
      { ...point, startPts: seen[21]!.startPts },
      { ...point, startPts: 10 ** 9 }, // beyond the end
    ]
    for (const from of wrong) {
      const again = await read(info, from)
      expect(again.summary).toMatchObject({ resumedBySeeking: false, warnings: [] })
      expect(again.seen).toEqual(seen.slice(21))
    }
  })

  it('says so when the pixels are not those of before', async () => {
    const path = await makeVideo(folder.path, 'd.mp4', { frames: FRAMES })
    const info = await probeMedia(tools, path)
    const { seen } = await read(info)
    const again = await read(info, { ...seen[20]!, frameHash: '0'.repeat(64) })
    expect(again.seen).toEqual(seen.slice(21))
    expect(again.summary.warnings).toEqual([expect.stringContaining('pictures differ')])
  })

  it('finds the place in a picture that never changes by counting frames, not by its looks', async () => {
    const still = { frames: FRAMES, source: 'color=gray' } as const
    for (const [name, codec] of [
      ['still.avi', 'mpeg4'],
      ['still.mp4', 'h264'],
    ] as const) {
      const info = await probeMedia(tools, await makeVideo(folder.path, name, { ...still, codec }))
      const { seen } = await read(info)
      expect(new Set(seen.slice(1).map(({ frameHash }) => frameHash)).size).toBeLessThan(5)
      expect((await read(info, seen[20])).seen).toEqual(seen.slice(21))
    }
  })

  it('is not misled by a transport stream that begins anew', async () => {
    const still = { frames: FRAMES, source: 'color=gray' } as const
    const once = await makeVideo(folder.path, 'once.ts', still)
    const bytes = readFileSync(once)
    const info = await probeMedia(tools, folder.save(Buffer.concat([bytes, bytes]), 'twice.ts'))
    const { seen, summary } = await read(info)
    expect(summary.frames).toBe(2 * FRAMES)
    // The second half repeats the first one's time stamps and pictures.
    expect((await read(info, seen[60])).seen).toEqual(seen.slice(61))
  })

  it('gives nothing after the last snippet', async () => {
    const info = await probeMedia(tools, await makeVideo(folder.path, 'e.mp4', { frames: 20 }))
    const { seen } = await read(info)
    const { seen: rest, summary } = await read(info, seen[1])
    expect(rest).toEqual([])
    expect(summary.frames).toBe(20)
  })
})

describe('seekTarget', () => {
  const video = {
    index: 0,
    codec: 'h264',
    codecTag: 0,
    timeBase: { num: 1, den: 1000 },
    averageFrameRate: { num: 25, den: 1 },
  } as MediaInfo['video']
  const info = { container: 'matroska,webm', startTimeSec: 2, video } as MediaInfo
  const point = { index: 100, startPts: 66_000, frameHash: '' }

  it('goes back far enough for a key frame, counted from the start of the container', () => {
    expect(seekTarget(info, point)).toEqual({ seekSec: 59, startPts: 66_000 })
    const stream = { ...info, container: 'mpegts' }
    expect(seekTarget(stream, point)).toEqual({ seekSec: 44, startPts: 66_000 })
  })

  it('does not seek near the start', () => {
    expect(seekTarget(info, { ...point, startPts: 7000 })).toBeUndefined()
  })

  it('does not seek where time stamps are guessed', () => {
    expect(seekTarget({ ...info, container: 'avi' }, point)).toBeUndefined()
    const tagged = { ...info, video: { ...video, codecTag: 0x34363248 } }
    expect(seekTarget(tagged, point)).toBeUndefined()
    const other = { ...info, video: { ...video, codec: 'mpeg4' } }
    expect(seekTarget(other, point)).toBeUndefined()
  })

  it('does not seek in a transport stream whose times do not fit the frame count', () => {
    const stream = { ...info, container: 'mpegts' }
    expect(seekTarget(stream, { ...point, index: 200 })).toBeUndefined()
  })
})

describe('hashSnippet', () => {
  it('depends on every byte and on the shape', () => {
    const frame = { width: 2, height: 1, rgb: Uint8Array.of(1, 2, 3, 4, 5, 6) }
    const hashes = [
      hashSnippet({ frames: [frame] }),
      hashSnippet({ frames: [{ ...frame, width: 1, height: 2 }] }),
      hashSnippet({ frames: [{ ...frame, rgb: Uint8Array.of(1, 2, 3, 4, 5, 7) }] }),
      hashSnippet({ frames: [frame, frame] }),
      hashSnippet({ frames: [] }),
    ]
    expect(new Set(hashes).size).toBe(5)
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/)
  })
})
