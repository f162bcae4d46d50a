/**
 * Draws the sample videos and describes them in resources/samples: `node scripts/make-samples.ts`. Synthetic
 * footage of places, cameras and seeds that no model was trained on, the same on every run but for the encoders' versions;
 * between them the samples have the containers, codecs, rates and oddities that real footage has.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { csvRow } from '#contract/csv.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { setRotation } from '#test/support/rotation.ts'
import { clipSpec } from './synthetic/clip-spec.ts'
import { drawFrame } from './synthetic/draw-frame.ts'
import type { TimeOfDay } from './synthetic/light.ts'
import { type ClipLabel, type ClipSpec, frameEvents } from './synthetic/spec.ts'

interface Sample {
  readonly name: string
  /** As the description has it: container, codec, frames a second. */
  readonly format: string
  readonly seconds: number
  /** Frames a second, as ffmpeg reads it. */
  readonly rate: string
  readonly size: readonly [number, number]
  readonly label: ClipLabel
  readonly time: TimeOfDay
  readonly seed: number
  readonly encoder: readonly string[]
  readonly rotate?: 90
  /** Which of the drawn frames its encoder keeps; left out, all. */
  readonly keeps?: (frame: number) => boolean
  /** What else is told of it. */
  readonly note?: string
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

const SAMPLES: readonly Sample[] = [
  {
    ...{ name: 'street-day-25fps.mp4', format: 'MP4, H.264, 25', seconds: 30, rate: '25' },
    ...{ size: [480, 270], label: 'road accident', time: 'day', seed: 127, encoder: h264(30) },
  },
  {
    ...{ name: 'street-night-29.97fps.mp4', format: 'MP4, H.264, 29.97', seconds: 24 },
    ...{ rate: '30000/1001', size: [480, 270], label: 'fire', time: 'night', seed: 207 },
    encoder: h264(32),
  },
  {
    ...{ name: 'crossing-50fps.mp4', format: 'MP4, H.264, 50', seconds: 12, rate: '50' },
    ...{ size: [320, 240], label: 'normal', time: 'day', seed: 317, encoder: h264(31) },
  },
  {
    ...{ name: 'plaza-hevc.mkv', format: 'Matroska, HEVC, 25', seconds: 20, rate: '25' },
    ...{ size: [480, 270], label: 'fighting', time: 'day', seed: 403 },
    encoder: [
      '-c:v',
      'libx265',
      '-crf',
      '31',
      '-x265-params',
      'log-level=error:pools=1:frame-threads=1',
    ],
  },
  {
    ...{ name: 'yard-vp9.webm', format: 'WebM, VP9, 24', seconds: 20, rate: '24' },
    ...{ size: [480, 270], label: 'explosion', time: 'day', seed: 519 },
    encoder: ['-c:v', 'libvpx-vp9', '-crf', '42', '-b:v', '0', '-cpu-used', '4', '-threads', '1'],
  },
  {
    ...{ name: 'gate-mpeg4.avi', format: 'AVI, MPEG-4 ASP, 15', seconds: 30, rate: '15' },
    ...{ size: [320, 240], label: 'normal', time: 'night', seed: 813 },
    encoder: ['-c:v', 'mpeg4', '-vtag', 'XVID', '-q:v', '8'],
  },
  {
    ...{ name: 'quay-vfr.mkv', format: 'Matroska, H.264, variable (about 21)', seconds: 20 },
    ...{ rate: '30', size: [480, 270], label: 'road accident', time: 'dusk', seed: 616 },
    // Two of seven frames are missing, as when a busy recorder drops them.
    keeps: (frame) => frame % 7 !== 2 && frame % 7 !== 3,
    encoder: [
      ...['-vf', "select='not(eq(mod(n,7),2)+eq(mod(n,7),3))'", '-fps_mode', 'passthrough'],
      ...h264(31),
    ],
  },
  {
    ...{ name: 'phone-rotated.mp4', format: 'MP4, H.264, 30', seconds: 12, rate: '30' },
    ...{ size: [240, 426], label: 'riot', time: 'day', seed: 706, rotate: 90 },
    ...{
      note: 'shown upright by its display matrix',
      encoder: ['-vf', 'transpose=cclock', ...h264(31)],
    },
  },
]

const folder = join(import.meta.dirname, '../resources/samples')
const { ffmpeg } = await findMediaTools()

async function make(sample: Sample, spec: ClipSpec): Promise<void> {
  const { name, size, rate, seconds, encoder, rotate } = sample
  const path = join(folder, name)
  const input = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', size.join('x'), '-r', rate]
  const output = ['-pix_fmt', 'yuv420p', '-map_metadata', '-1', '-fflags', '+bitexact', '-y', path]
  const child = spawn(ffmpeg, ['-v', 'error', ...input, '-i', 'pipe:0', ...encoder, ...output], {
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  const ended = once(child, 'exit')
  const [num = 1, den = 1] = rate.split('/').map(Number)
  for (let frame = 0; frame < Math.round((seconds * num) / den); frame++)
    if (!child.stdin.write(drawFrame(spec, (frame * den) / num))) await once(child.stdin, 'drain')
  child.stdin.end()
  const [code] = await ended
  if (code !== 0) throw new Error(`ffmpeg failed on ${name} with exit code ${code}`)
  if (rotate) await writeFile(path, setRotation(await readFile(path), rotate))
}

function truthOf({ name, rate, keeps = () => true }: Sample, spec: ClipSpec): string {
  const [num = 1, den = 1] = rate.split('/').map(Number)
  const kept = (frame: number) => Array.from({ length: frame }, (_, i) => i).filter(keeps).length
  return frameEvents(spec, num / den)
    .map((event) => csvRow([name, event.class, kept(event.startFrame), kept(event.endFrame)]))
    .join('')
}

function rowOf({ name, format, note }: Sample, { events }: ClipSpec): string {
  const times = events.map(({ fromSec, toSec }) => `${fromSec.toFixed(1)}–${toSec.toFixed(1)} s`)
  const what = events[0] ? `${events[0].class}, ${times.join(' and ')}` : 'nothing'
  return `| ${name} | ${format} | ${[what, note].filter(Boolean).join('; ')} |`
}

const README = `# Sample videos

Synthetic footage, drawn by \`scripts/make-samples.ts\` (Apache-2.0 like the rest). Nobody in it is real. The places, the
cameras and the moments are none that the built-in model was trained on, and between them the files have the containers,
codecs and rates that real footage has. They were chosen to show what a flag is; how often the model is wrong on such
footage is in its [model card](../../docs/model-card.md). \`ground-truth.csv\` has the frames of what happens, out-points
exclusive.

| file | container, codec, frames a second | what happens |
|---|---|---|
`

const rows: string[] = []
let truth = csvRow(['file', 'class', 'startFrame', 'endFrame'])
for (const sample of SAMPLES) {
  const [width, height] = sample.size
  const { label, seconds, time } = sample
  const spec = clipSpec(sample.seed, 'test', { label, seconds, time, size: { width, height } })
  await rm(join(folder, sample.name), { force: true })
  await make(sample, spec)
  rows.push(rowOf(sample, spec))
  truth += truthOf(sample, spec)
  console.log(rows.at(-1))
}
await writeFile(join(folder, 'ground-truth.csv'), truth)
await writeFile(join(folder, 'README.md'), `${README}${rows.join('\n')}\n`)
