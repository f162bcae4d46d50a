import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { probeMedia } from './probe.ts'
import { findMediaTools } from './tools.ts'

const folder = tempFolder()
const tools = await findMediaTools()

function ffmpeg(...args: readonly string[]): void {
  execFileSync(tools.ffmpeg, ['-v', 'error', '-nostdin', '-y', ...args])
}

describe('probeMedia', () => {
  it('tells container, streams, rates and times of a video', async () => {
    const path = await makeVideo(folder.path, 'a.mp4', { audio: true, rate: '30000/1001' })
    expect(await probeMedia(tools, path)).toMatchObject({
      path,
      container: 'mov,mp4,m4a,3gp,3g2,mj2',
      startTimeSec: 0,
      timecode: undefined,
      video: {
        codec: 'h264',
        width: 160,
        height: 120,
        rotation: 0,
        pixelFormat: 'yuv420p',
        averageFrameRate: { num: 30_000, den: 1001 },
        claimedFrames: 50,
        variableFrameRate: false,
      },
      audio: { codec: 'aac', channels: 1, sampleRate: 44_100 },
    })
  })

  it.each([90, 180, 270] as const)('reads a turn of %i° clockwise', async (rotate) => {
    const path = await makeVideo(folder.path, `turned-${rotate}.mp4`, { rotate })
    const { video } = await probeMedia(tools, path)
    const size = rotate === 180 ? { width: 160, height: 120 } : { width: 120, height: 160 }
    expect(video).toMatchObject({ rotation: rotate, codedWidth: 160, codedHeight: 120, ...size })
  })

  it('reads a start time, a variable rate and a timecode', async () => {
    const late = await makeVideo(folder.path, 'late.ts', { startSec: 100 })
    expect((await probeMedia(tools, late)).startTimeSec).toBeGreaterThanOrEqual(100)
    const vfr = await makeVideo(folder.path, 'vfr.mp4', { vfr: true })
    expect((await probeMedia(tools, vfr)).video.variableFrameRate).toBe(true)
    const coded = await makeVideo(folder.path, 'coded.mov', { extra: ['-timecode', '10:00:00:05'] })
    expect((await probeMedia(tools, coded)).timecode).toBe('10:00:00:05')
  })

  it('names what a file holds instead of video', async () => {
    const sound = join(folder.path, 'sound.mp4')
    ffmpeg('-f', 'lavfi', '-i', 'sine=duration=1', '-c:a', 'aac', sound)
    const still = join(folder.path, 'still.png')
    ffmpeg('-f', 'lavfi', '-i', 'testsrc2=size=64x48', '-frames:v', '1', still)
    const covered = join(folder.path, 'covered.m4a')
    const inputs = ['-i', sound, '-i', still, '-map', '0', '-map', '1']
    ffmpeg(...inputs, '-c', 'copy', '-disposition:v', 'attached_pic', covered)
    const mp3 = join(folder.path, 'song.mp3')
    ffmpeg('-f', 'lavfi', '-i', 'sine=duration=1', mp3)
    for (const [path, reason] of [
      [sound, 'has no video stream (found: audio aac).'],
      [covered, 'has no video stream (found: audio aac, cover picture png).'],
      [still, 'is a still picture'],
      [mp3, 'is not a video container (ffmpeg calls it "mp3")'],
    ] as const) {
      await expect(probeMedia(tools, path)).rejects.toMatchObject({
        code: 'bad-media',
        message: expect.stringContaining(reason),
      })
    }
  })

  it('stops when its caller does', async () => {
    const path = await makeVideo(folder.path, 'b.mp4')
    const signal = AbortSignal.abort()
    await expect(probeMedia(tools, path, { signal })).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('tells a crash of ffprobe, and talk that is no report, from a bad file', async () => {
    const path = await makeVideo(folder.path, 'c.mp4')
    const crashing = folder.save('#!/bin/sh\nkill -SEGV $$\n', 'crashing')
    const babbling = folder.save('#!/bin/sh\necho hello\n', 'babbling')
    const endless = folder.save('#!/bin/sh\nyes\n', 'endless')
    for (const script of [crashing, babbling, endless]) chmodSync(script, 0o755)
    const messageOf = (ffprobe: string) =>
      probeMedia({ ffprobe }, path).then(
        () => 'no error',
        (error: Error) => error.message,
      )
    expect(await messageOf(crashing)).toContain('makes ffprobe crash (SIGSEGV)')
    expect(await messageOf(babbling)).toContain("ffprobe's report on")
    expect(await messageOf(endless)).toContain('more streams than any video has')
  })
})
