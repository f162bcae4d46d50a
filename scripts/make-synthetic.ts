/**
 * Draws a data set of street-camera footage with events of five classes and their exact frames:
 * `node scripts/make-synthetic.ts --out data/train --split train --count 200 --seconds 30 --seed 1`.
 * What is finished already is kept, so a run that was stopped goes on.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { findMediaTools } from '#core/media/tools.ts'
import {
  type DataSetPlan,
  groundTruthCsv,
  labelsCsv,
  manifestOf,
  plannedClip,
} from './synthetic/data-set.ts'
import { SPLITS } from './synthetic/spec.ts'
import { writeClip } from './synthetic/write-clip.ts'

const optionsSchema = z.object({
  out: z.string().min(1),
  split: z.enum(SPLITS),
  count: z.coerce.number().int().positive(),
  seconds: z.coerce.number().positive(),
  seed: z.coerce.number().int().nonnegative(),
  // The pixels of H.264 come in twos.
  size: z.string().regex(/^\d*[02468]x\d*[02468]$/),
  rate: z.coerce.number().positive().max(120),
  jobs: z.coerce.number().int().positive(),
  /** Set for a child: it makes every jobs-th clip from this one on. */
  part: z.coerce.number().int().optional(),
})

const text = { type: 'string' } as const
const { values } = parseArgs({
  options: {
    ...{ out: text, split: text, count: text, seconds: text, seed: text, part: text },
    size: { ...text, default: '256x192' },
    rate: { ...text, default: '16' },
    jobs: { ...text, default: '2' },
  },
})
const options = optionsSchema.parse(values)
const [width = 0, height = 0] = options.size.split('x').map(Number)
const { split, count, seconds, seed, rate, jobs } = options
const plan: DataSetPlan = { split, count, seconds, seed, rate, size: { width, height } }
const videos = join(options.out, 'videos')

async function makePart(part: number): Promise<void> {
  const { ffmpeg } = await findMediaTools()
  for (let i = part; i < count; i += jobs) {
    const clip = plannedClip(plan, i)
    const path = join(videos, clip.file)
    if (existsSync(path)) continue
    const { frames, drawMs } = await writeClip(clip.spec, path, { rate, ffmpeg })
    console.log(`${clip.file}  ${frames} frames, ${drawMs.toFixed(2)} ms to draw one`)
  }
}

async function makeAll(): Promise<void> {
  await mkdir(videos, { recursive: true })
  const children = Array.from({ length: Math.min(jobs, count) }, (_, part) =>
    fork(import.meta.filename, [...process.argv.slice(2), '--part', String(part)]),
  )
  const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]))
  if (codes.some((code) => code !== 0))
    throw new Error('Not every clip could be made; run it again.')
  const clips = Array.from({ length: count }, (_, i) => plannedClip(plan, i))
  await writeFile(join(options.out, 'ground-truth.csv'), groundTruthCsv(clips))
  await writeFile(join(options.out, 'labels.csv'), labelsCsv(clips))
  await writeFile(
    join(options.out, 'manifest.json'),
    `${JSON.stringify(manifestOf(plan, clips), null, 2)}\n`,
  )
}

await (options.part === undefined ? makeAll() : makePart(options.part))
