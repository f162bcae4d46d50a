import { mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runTool } from '#core/media/run-tool.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { flagged, timedSource } from '#test/support/clip-source.ts'
import { makeVideo, type VideoOptions } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import type { ClipMode, MadeClip } from './clip-types.ts'
import { planClips } from './plan-clips.ts'
import { writeClips } from './write-clips.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const how = {
  tools,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  isReplaced: () => false,
}
const LIMITS = { timeoutMs: 60_000, maxOutputBytes: 2 ** 26 }

async function cut(name: string, options: VideoOptions, mode: ClipMode): Promise<MadeClip> {
  const timed = await timedSource(await makeVideo(folder.path, name, { frames: 75, ...options }))
  const out = await mkdtemp(join(folder.path, 'clips-'))
  const plain = { mode, beforeSec: 0, afterSec: 0, reel: false, template: '{name}', folder: out }
  const [clip] = await writeClips(await planClips([flagged(timed, [30, 60])], plain, how), how)
  if (clip?.state !== 'made') throw new Error(JSON.stringify(clip))
  return clip
}

async function report(path: string, entries: string) {
  const args = ['-v', 'error', '-show_entries', entries, '-print_format', 'json', `file:${path}`]
  const { stdout } = await runTool(tools.ffprobe, args, LIMITS)
  return JSON.parse(stdout)
}

describe.each(['copy', 'exact'] as const)('a clip by %s', (mode) => {
  it('drops titles, places, dates and data tracks, and is labelled as a copy', async () => {
    const extra = [
      'title=Home',
      'location=+52.5200+013.4050/',
      'creation_time=2024-05-05T00:00:00Z',
    ]
    const tags = extra.flatMap((tag) => ['-metadata', tag])
    const timecode = ['-timecode', '10:00:00:00', '-metadata:s:v', 'handler_name=Ada’s phone']
    const options = { gop: 25, extra: [...tags, ...timecode] }
    const clip = await cut('tagged.mov', options, mode)
    const { format, streams } = await report(clip.path, 'format_tags:stream=codec_type:stream_tags')
    const { comment, ...others } = format.tags
    expect(comment).toContain('Source: tagged.mov (content c0ffee00). Range: ')
    const [from, to] =
      mode === 'copy' ? ['00:00:01.000', '00:00:02.400'] : ['00:00:01.200', '00:00:02.400']
    expect(comment).toContain(`${from} to ${to}`)
    expect(Object.keys(others).sort()).toEqual([
      'compatible_brands',
      'major_brand',
      'minor_version',
    ])
    expect(streams).toHaveLength(1)
    expect(JSON.stringify(streams)).not.toContain('Ada')
  })

  it('keeps the colours’ meaning', async () => {
    const colours = ['-color_primaries', 'bt709', '-color_trc', 'bt709', '-colorspace', 'bt709']
    const options = { gop: 25, pixelFormat: 'yuvj420p', extra: colours }
    const clip = await cut(`colours-${mode}.mp4`, options, mode)
    const wanted = 'stream=color_range,color_space,color_transfer,color_primaries'
    expect((await report(clip.path, wanted)).streams[0]).toEqual({
      color_range: 'pc',
      color_space: 'bt709',
      color_transfer: 'bt709',
      color_primaries: 'bt709',
    })
  })

  it('is shown upright', async () => {
    const clip = await cut(`turned-${mode}.mp4`, { gop: 25, rotate: 90 }, mode)
    const { video } = (await timedSource(clip.path)).source.info
    expect(video).toMatchObject({ width: 120, height: 160, rotation: mode === 'copy' ? 90 : 0 })
  })

  it.each(['sound.mp4', 'sound.mkv', 'sound.ts'])(
    'has the sound of its pictures (%s)',
    async (name) => {
      // What is heard tells when: its frequency rises with time.
      const sweep = ['-af', 'aeval=0.5*sin(2*PI*(300+100*t)*t),aformat=channel_layouts=mono']
      const options = { gop: 25, audio: true, extra: [...sweep, '-ar', '48000'] }
      const clip = await cut(name, options, mode)
      const { timeBase } = clip.plan.source.info.video
      const fromSec = (clip.plan.parts[0]!.actual.startPts * timeBase.num) / timeBase.den
      const source = await samples(clip.plan.source.info.path)
      const heard = await samples(clip.path)
      expect(heard.length / RATE).toBeCloseTo(clip.plan.seconds, 0)
      const offset = Math.round(fromSec * RATE) - source.startSample
      // Containers that count milliseconds may be half of one off.
      const shifts = Array.from({ length: 97 }, (_, n) => n - 48)
      const errors = shifts.map((shift) => difference(heard, source, offset + shift))
      expect(Math.min(...errors)).toBeLessThan(0.1)
    },
  )
})

const RATE = 48_000

/** Of half a second in the middle, relative to its loudness: 1.4 where the two have nothing in common. */
function difference(heard: Samples, source: Samples, offset: number): number {
  const middle = Array.from({ length: RATE / 2 }, (_, n) => RATE / 4 + n)
  const error = middle.map((n) => heard.at(n)! - source.at(n + offset)!)
  return Math.hypot(...error) / Math.hypot(...middle.map((n) => heard.at(n)!))
}

interface Samples {
  readonly length: number
  readonly startSample: number
  at(index: number): number | undefined
}

/** Sound from 0 on, as players place it beside the pictures. */
async function samples(path: string): Promise<Samples> {
  const { format } = await report(path, 'format=start_time')
  const out = join(folder.path, 'sound.raw')
  const filter = 'aresample=async=1:first_pts=0'
  const args = ['-v', 'error', '-y', '-i', `file:${path}`, '-map', '0:a', '-af', filter]
  await runTool(tools.ffmpeg, [...args, '-f', 'f32le', '-ac', '1', out], LIMITS)
  const bytes = await readFile(out)
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
  return {
    length: values.length,
    startSample: Math.round(Number(format.start_time) * RATE),
    at: (index) => values[index],
  }
}

it('odd sides are made even with a line more, not with one less', async () => {
  const extra = ['-vf', 'format=yuv444p,crop=161:121:exact=1']
  const options = { codec: 'ffv1', size: '164x124', pixelFormat: 'yuv444p', extra } as const
  const clip = await cut('odd.mkv', options, 'exact')
  const { video } = (await timedSource(clip.path)).source.info
  expect(video).toMatchObject({ width: 162, height: 122 })
})
