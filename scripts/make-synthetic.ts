/**
 * Draws a data set of street-camera footage with events of five classes and their exact frames:
 * `node scripts/make-synthetic.ts --out data/train --split train --count 200 --seconds 30 --seed 1`.
 * What is finished already is kept, so a run that was stopped goes on.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
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

interface Work {
  readonly frames: number
  readonly drawMs: number
}

async function makePart(part: number): Promise<void> {
  const { ffmpeg } = await findMediaTools()
  for (let i = part; i < count; i += jobs) {
    const clip = plannedClip(plan, i)
    const path = join(videos, clip.file)
    if (existsSync(path)) continue
    const { frames, drawMs } = await writeClip(clip.spec, path, { rate, ffmpeg })
    const work: Work = { frames, drawMs: drawMs * frames }
    process.send?.(work)
    console.log(`${clip.file}  ${drawMs.toFixed(2)} ms to draw a frame`)
  }
}

async function makeAll(): Promise<void> {
  await mkdir(videos, { recursive: true })
  const clips = Array.from({ length: count }, (_, i) => plannedClip(plan, i))
  await claim(`${JSON.stringify(manifestOf(plan, clips), null, 2)}\n`)
  const works = await Promise.all(
    Array.from({ length: Math.min(jobs, count) }, (_, i) => runPart(i)),
  )
  await writeFile(join(options.out, 'ground-truth.csv'), groundTruthCsv(clips))
  await writeFile(join(options.out, 'labels.csv'), labelsCsv(clips))
  const frames = works.reduce((sum, work) => sum + work.frames, 0)
  const drawMs = works.reduce((sum, work) => sum + work.drawMs, 0)
  const pace = frames > 0 ? `, ${(drawMs / frames).toFixed(2)} ms to draw each` : ''
  console.log(`${count} videos in ${options.out}; ${frames} frames were new${pace}`)
}

/** Files that another plan made would be taken for this one's. */
async function claim(manifest: string): Promise<void> {
  const path = join(options.out, 'manifest.json')
  const known = await readFile(path, 'utf8').catch(() => undefined)
  if (known === undefined) await writeFile(path, manifest)
  else if (known !== manifest)
    throw new Error(
      `${options.out} holds another data set. Name another folder, or remove this one.`,
    )
}

async function runPart(part: number): Promise<Work> {
  const child = fork(import.meta.filename, [...process.argv.slice(2), '--part', String(part)])
  const total = { frames: 0, drawMs: 0 }
  child.on('message', (work: Work) => {
    total.frames += work.frames
    total.drawMs += work.drawMs
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error('Not every video could be made. Run it again to go on.')
  return total
}

await (options.part === undefined ? makeAll() : makePart(options.part))
