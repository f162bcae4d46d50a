/**
 * Draws the sample videos: `node scripts/make-samples.ts`. A toy street, the same on every run but for the encoders'
 * versions; between them the samples have the containers, codecs, rates and oddities that real footage has.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findMediaTools } from '#core/media/tools.ts'
import { setRotation } from '#test/support/rotation.ts'
import { drawStreet, type Event, type Scene } from './samples/street.ts'

interface Sample {
  readonly name: string
  readonly seconds: number
  /** Frames a second, as ffmpeg reads it. */
  readonly rate: string
  readonly size: readonly [number, number]
  readonly isNight: boolean
  readonly event: Event
  /** Of the event, in seconds. */
  readonly during: readonly [number, number]
  readonly encoder: readonly string[]
  readonly rotate?: 90
}

const h264 = (quality: number) => [
  '-c:v',
  'libx264',
  '-preset',
  'slow',
  '-crf',
  String(quality),
  '-threads',
  '1',
  '-g',
  '100',
]
const NONE = { event: 'none', during: [0, 0] } as const

const SAMPLES: readonly Sample[] = [
  {
    ...{ name: 'street-day-25fps.mp4', seconds: 30, rate: '25', size: [480, 270] },
    ...{ isNight: false, event: 'collision', during: [14, 22], encoder: h264(30) },
  },
  {
    ...{ name: 'street-night-29.97fps.mp4', seconds: 24, rate: '30000/1001', size: [480, 270] },
    ...{ isNight: true, event: 'fire', during: [9, 18], encoder: h264(33) },
  },
  {
    ...{ name: 'crossing-50fps.mp4', seconds: 12, rate: '50', size: [320, 240] },
    ...{ isNight: false, ...NONE, encoder: h264(31) },
  },
  {
    ...{ name: 'plaza-hevc.mkv', seconds: 20, rate: '25', size: [480, 270], isNight: false },
    ...{ event: 'brawl', during: [9, 15] },
    encoder: [
      '-c:v',
      'libx265',
      '-crf',
      '32',
      '-x265-params',
      'log-level=error:pools=1:frame-threads=1',
    ],
  },
  {
    ...{ name: 'yard-vp9.webm', seconds: 20, rate: '24', size: [480, 270], isNight: false },
    ...{ event: 'fire', during: [7, 14] },
    encoder: ['-c:v', 'libvpx-vp9', '-crf', '44', '-b:v', '0', '-cpu-used', '4', '-threads', '1'],
  },
  {
    ...{ name: 'gate-mpeg4.avi', seconds: 30, rate: '15', size: [320, 240], isNight: true },
    ...{ ...NONE, encoder: ['-c:v', 'mpeg4', '-vtag', 'XVID', '-q:v', '9'] },
  },
  {
    ...{ name: 'dashcam-vfr.mkv', seconds: 20, rate: '30', size: [480, 270], isNight: false },
    ...{ event: 'collision', during: [11, 16] },
    // Two of seven frames are missing, as when a busy recorder drops them.
    encoder: [
      ...['-vf', "select='not(eq(mod(n,7),2)+eq(mod(n,7),3))'", '-fps_mode', 'passthrough'],
      ...h264(31),
    ],
  },
  {
    ...{ name: 'phone-rotated.mp4', seconds: 12, rate: '30', size: [240, 426], isNight: false },
    ...{ event: 'brawl', during: [5, 9], rotate: 90 },
    encoder: ['-vf', 'transpose=cclock', ...h264(30)],
  },
]

const folder = join(import.meta.dirname, '../resources/samples')
const { ffmpeg } = await findMediaTools()

async function make(sample: Sample, seed: number): Promise<void> {
  const { name, size, rate, seconds, isNight, event, during, encoder, rotate } = sample
  const [width, height] = size
  const path = join(folder, name)
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', rate]
  const output = ['-pix_fmt', 'yuv420p', '-map_metadata', '-1', '-fflags', '+bitexact', '-y', path]
  const child = spawn(ffmpeg, ['-v', 'error', ...input, '-i', 'pipe:0', ...encoder, ...output], {
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  const ended = once(child, 'exit')
  const scene: Scene = { width, height, isNight, event, from: during[0], to: during[1], seed }
  const [num = 1, den = 1] = rate.split('/').map(Number)
  for (let frame = 0; frame < Math.round((seconds * num) / den); frame++)
    if (!child.stdin.write(drawStreet(scene, (frame * den) / num).rgb))
      await once(child.stdin, 'drain')
  child.stdin.end()
  const [code] = await ended
  if (code !== 0) throw new Error(`ffmpeg failed on ${name} with exit code ${code}`)
  if (rotate) await writeFile(path, setRotation(await readFile(path), rotate))
}

await mkdir(folder, { recursive: true })
for (const [i, sample] of SAMPLES.entries()) {
  await rm(join(folder, sample.name), { force: true })
  await make(sample, i + 1)
  console.log(sample.name)
}
