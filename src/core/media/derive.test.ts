import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeVideo, type VideoOptions } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { makeProxy } from './derive.ts'
import { probeMedia } from './probe.ts'
import { decodeSnippets } from './snippet-stream.ts'
import { findMediaTools } from './tools.ts'

const folder = tempFolder()
const tools = await findMediaTools()

async function decode(path: string) {
  const info = await probeMedia(tools, path)
  const recipe = { frames: 'middle', resize: 'stretch-340x256-bilinear' } as const
  const snippets = await Array.fromAsync(decodeSnippets(tools, info, { recipe, resolution: 32 }))
  return { info, pts: snippets.flatMap(({ framePts }) => framePts) }
}

async function proxyOf(path: string): Promise<string> {
  const { video, startTimeSec } = await probeMedia(tools, path)
  const { index: streamIndex, timeBase, startPts = 0 } = video
  const startSec = (startPts * timeBase.num) / timeBase.den - startTimeSec
  const out = `${path}.proxy.mp4`
  const args = { path, streamIndex, out, lines: 480, timeBase, startSec }
  const { signal } = new AbortController()
  await makeProxy(tools, args, { signal, onProgress: () => undefined })
  return out
}

it.each<readonly [string, VideoOptions]>([
  ['film.mp4', { rate: '24000/1001' }],
  ['fast.mov', { rate: '60000/1001', bFrames: 3 }],
  ['vfr.mp4', { vfr: true }],
  ['vfr.mkv', { vfr: true }],
  ['late.ts', { startSec: 500, audio: true }],
  ['edited.mp4', { trimSec: 1.3, audio: true }],
  ['counted.avi', { codec: 'mpeg4' }],
  ['ntsc.avi', { codec: 'mpeg4', rate: '30000/1001' }],
])('a proxy of %s has every frame at exactly its time, from 0', async (name, options) => {
  const path = await makeVideo(folder.path, name, { frames: 73, ...options })
  const source = await decode(path)
  const { index: streamIndex, timeBase, startPts = 0 } = source.info.video
  const startSec = (startPts * timeBase.num) / timeBase.den - source.info.startTimeSec
  const out = join(folder.path, `${name}.proxy.mp4`)
  const args = { path, streamIndex, out, lines: 480, timeBase, startSec }
  const { signal } = new AbortController()
  await makeProxy(tools, args, { signal, onProgress: () => undefined })
  const proxy = await decode(out)
  // In units of 1/(den·den'): whole numbers, so equal means equal.
  const first = source.pts[0]!
  const ticks = proxy.info.video.timeBase
  expect(proxy.pts.map((pts) => pts * ticks.num * timeBase.den)).toEqual(
    source.pts.map((pts) => (pts - first) * timeBase.num * ticks.den),
  )
})

it.each([
  ['before', 0.5, 0],
  ['after', 0, 0.5],
])('a proxy keeps sound that begins %s the picture in step with it', async (_, video, audio) => {
  const path = join(folder.path, `tone-${video}.mkv`)
  const inputs = [
    ...['-itsoffset', String(video), '-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=25'],
    ...[
      '-itsoffset',
      String(audio),
      '-f',
      'lavfi',
      '-i',
      'aevalsrc=if(gt(t\\,1)\\,sin(3000*t)\\,0)',
    ],
  ]
  const run = (args: readonly string[]) =>
    execFileSync(tools.ffmpeg, ['-v', 'error', '-nostdin', ...args], { maxBuffer: 1 << 24 })
  run([...inputs, '-t', '3', '-map', '0:v', '-map', '1:a', '-c:a', 'pcm_s16le', path])
  const pcm = run(['-i', await proxyOf(path), '-vn', '-ac', '1', '-ar', '8000', '-f', 's16le', '-'])
  const samples = new Int16Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.length))
  // The tone begins a second after the sound, and the proxy with the picture.
  const toneSec = samples.findIndex((sample) => Math.abs(sample) > 3000) / 8000
  expect(Math.abs(toneSec - (1 + audio - video))).toBeLessThan(0.03)
})

it('a proxy is small and has a key frame every half second', async () => {
  const film: VideoOptions = { frames: 130, size: '1920x1080', gop: 250, codec: 'mpeg4' }
  const proxy = await proxyOf(await makeVideo(folder.path, 'large.avi', film))
  const what = 'stream=width,height,codec_name,pix_fmt:packet=pts_time,flags'
  const probe = ['-v', 'error', '-select_streams', 'v', '-show_entries', what, '-of', 'json']
  const report = execFileSync(tools.ffprobe, [...probe, proxy], { encoding: 'utf8' })
  const { streams, packets } = JSON.parse(report) as {
    streams: unknown[]
    packets: { pts_time: string; flags: string }[]
  }
  expect(streams).toEqual([{ codec_name: 'h264', width: 854, height: 480, pix_fmt: 'yuv420p' }])
  const keySec = packets.flatMap(({ flags, pts_time }) =>
    flags.startsWith('K') ? Number(pts_time) : [],
  )
  expect(packets).toHaveLength(130)
  expect(keySec).toHaveLength(11)
  // Of 25 frames a second, so every 12th or 13th.
  for (const [i, sec] of keySec.entries()) expect(Math.abs(sec - i * 0.5)).toBeLessThan(0.041)
})
