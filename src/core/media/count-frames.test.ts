import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { countFrames } from './count-frames.ts'
import { probeMedia } from './probe.ts'
import { toolEnvironment } from './run-tool.ts'
import { findMediaTools } from './tools.ts'

const folder = tempFolder()
const tools = await findMediaTools()

function countByProbe(path: string): number {
  const select = ['-select_streams', 'v:0', '-count_frames']
  const show = ['-show_entries', 'stream=nb_read_frames', '-of', 'json']
  const env = toolEnvironment(process.env)
  const output = execFileSync(tools.ffprobe, ['-v', 'quiet', ...select, ...show, path], { env })
  return Number(JSON.parse(output.toString()).streams[0].nb_read_frames)
}

describe('countFrames', () => {
  it.each([
    ['h264.mp4', { bFrames: 3 }],
    ['open-gop.mkv', { openGop: true, gop: 20 }],
    ['hevc.mp4', { codec: 'hevc', openGop: true, gop: 25 }],
    ['vp9.webm', { codec: 'vp9' }],
    ['asp.avi', { codec: 'mpeg4', bFrames: 2 }],
    ['mpeg2.mpg', { codec: 'mpeg2', bFrames: 2 }],
    ['late.ts', { startSec: 500, audio: true }],
    ['vfr.mp4', { vfr: true }],
    ['vfr.mkv', { vfr: true }],
    ['edited.mp4', { trimSec: 1.3 }],
    ['turned.mov', { rotate: 90 }],
    ['fifty.mp4', { rate: 50 }],
    ['ntsc.flv', { rate: '30000/1001' }],
    ['bare.h264', {}],
    ['one.mp4', { frames: 1 }],
    ['seventeen.mp4', { frames: 17 }],
  ] as const)('equals what ffprobe counts by decoding %s', async (name, options) => {
    const path = await makeVideo(folder.path, name, { frames: 73, ...options })
    const count = await countFrames(tools, await probeMedia(tools, path))
    expect(count).toBe(countByProbe(path))
    expect(count).toBeGreaterThan(0)
  })

  it('does not believe the header of a file with an edit list', async () => {
    const path = await makeVideo(folder.path, 'hidden.mp4', { frames: 73, trimSec: 1.3 })
    const info = await probeMedia(tools, path)
    expect(await countFrames(tools, info)).toBeLessThan(info.video.claimedFrames ?? 0)
  })

  it('counts through a change of size', async () => {
    const small = readFileSync(await makeVideo(folder.path, 'a.ts', { frames: 20 }))
    const large = readFileSync(
      await makeVideo(folder.path, 'b.ts', { frames: 20, size: '320x240' }),
    )
    const path = folder.save(Buffer.concat([small, large]), 'ab.ts')
    expect(await countFrames(tools, await probeMedia(tools, path))).toBe(40)
  })

  it('stops when its caller does, and fails for a file that is gone', async () => {
    const path = await makeVideo(folder.path, 'c.mp4')
    const info = await probeMedia(tools, path)
    const signal = AbortSignal.abort()
    await expect(countFrames(tools, info, { signal })).rejects.toMatchObject({ code: 'cancelled' })
    rmSync(path)
    await expect(countFrames(tools, info)).rejects.toMatchObject({ code: 'not-found' })
  })
})
