/**
 * Frames a second of a full-size image tower (ViT-B/16, random weights) in each precision:
 * `node bench/encode.ts [rounds] [device]`. One inference process a core, one thread each, as a scan on the CPU runs them;
 * beside it, where one is named, an accelerator with one process. All take turns in every round and the best round counts,
 * so the ratios hold even where other work slows the machine for a while. The cosines are with the CPU's fp32.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { IMAGE_PRECISIONS, type ImagePrecision } from '#contract/bundle.ts'
import { reasonOf } from '#contract/errors.ts'
import { type BundleFolder, readBundleFolder } from '#core/models/bundle-files.ts'
import { importModel } from '#core/models/import-model.ts'
import { LoadedModel } from '#core/models/loaded-model.ts'
import { formatCosine, rowCosines } from '#core/models/row-cosines.ts'
import { texturedFrames } from '#core/models/textured-frames.ts'
import {
  createInferencePool,
  forkWorker,
  type InferencePool,
} from '#core/nn/session/inference-pool.ts'
import { PRESETS } from '#core/vadclip/presets.ts'

const DEVICES = ['webgpu', 'cuda', 'directml', 'coreml'] as const
/** As a scan has them, and one at a time. */
const CPU = { device: 'cpu', batches: [1, 4], framesPerProcess: 16 } as const
const ACCELERATOR = { batches: [1, 32], framesPerProcess: 128 } as const
const { signal } = new AbortController()
const root = join(import.meta.dirname, '..')

interface Place {
  readonly device: 'cpu' | (typeof DEVICES)[number]
  readonly batches: readonly number[]
  readonly framesPerProcess: number
}

/** A tower on a device. */
interface Tower {
  readonly place: Place
  readonly precision: ImagePrecision
  readonly processes: number
  /** Files are hashed once a model. */
  readonly model: LoadedModel
  readonly lowestCosine: number
}

interface Row {
  readonly tower: Tower
  readonly batch: number
  framesPerSec: number
}

async function importFullSize(folder: string, pool: InferencePool): Promise<BundleFolder> {
  const file = join(folder, 'ucf.pth')
  execFileSync(process.execPath, [join(root, 'scripts/make-checkpoint.ts'), 'ucf', file])
  const bundle = await importModel(
    { file, config: PRESETS.ucf },
    { pool, modelsFolder: folder, createdBy: 'bench/encode.ts', signal, onProgress: () => {} },
  )
  return readBundleFolder(join(folder, bundle.id))
}

/** Frames a second while every process is busy. */
async function measure({ model, place, processes }: Tower, batch: number): Promise<number> {
  const frames = texturedFrames(batch, model.bundle.clip.imageResolution)
  const calls = processes * (place.framesPerProcess / batch)
  const start = performance.now()
  await Promise.all(Array.from({ length: calls }, () => model.encodeImages(frames, signal)))
  return (calls * batch) / ((performance.now() - start) / 1000)
}

async function bench(towers: readonly Tower[], rounds: number): Promise<Row[]> {
  const rows: Row[] = towers.flatMap((tower) =>
    tower.place.batches.map((batch) => ({ tower, batch, framesPerSec: 0 })),
  )
  // The first round, which loads the sessions, does not count.
  for (let round = 0; round <= rounds; round++)
    for (const row of rows) {
      const rate = await measure(row.tower, row.batch)
      if (round > 0) row.framesPerSec = Math.max(row.framesPerSec, rate)
    }
  return rows
}

function openPool(device: Place['device']): InferencePool {
  const spawn = forkWorker(join(root, 'src/core/nn/session/worker.ts'))
  return createInferencePool({
    ...{ device, spawn, workers: availableParallelism() },
    ...(device === 'cpu' ? { threadsPerWorker: 1 } : {}),
  })
}

/** Those that run: not every device has every precision. */
async function openTowers(
  opened: BundleFolder,
  place: Place,
  { pool, exact }: { pool: InferencePool; exact: Float32Array },
): Promise<Tower[]> {
  await pool.device()
  const { clip } = opened.bundle
  const frames = texturedFrames(SEEN, clip.imageResolution)
  const towers: Tower[] = []
  for (const precision of IMAGE_PRECISIONS) {
    const model = new LoadedModel(opened, pool, precision)
    try {
      const cosines = rowCosines(exact, await model.encodeImages(frames, signal), clip.embedDim)
      const lowestCosine = Math.min(...cosines)
      towers.push({ place, precision, model, processes: pool.workers, lowestCosine })
    } catch (error) {
      console.log(`${precision} does not run on ${place.device}: ${reasonOf(error)}`)
    }
  }
  return towers
}

function print(rows: readonly Row[]): void {
  const exact = rows.findLast(
    ({ tower }) => tower.place.device === 'cpu' && tower.precision === 'fp32',
  )!.framesPerSec
  const cells = rows.map(({ tower, batch, framesPerSec }) => [
    ...[tower.place.device, tower.precision, String(batch), framesPerSec.toFixed(1)],
    ...[`${(framesPerSec / exact).toFixed(2)}×`, formatCosine(tower.lowestCosine)],
  ])
  const titles = ['device', 'precision', 'batch', 'frames/s', 'of CPU fp32', 'lowest cosine']
  for (const row of [titles, ...cells])
    console.log(row.map((cell, i) => cell.padStart(titles[i]!.length)).join('  '))
}

const SEEN = 16
const rounds = Number(process.argv[2] ?? 5)
const device = process.argv[3] as (typeof DEVICES)[number] | undefined
if (device !== undefined && !DEVICES.includes(device))
  throw new Error(`No accelerator is named ${device}; there are ${DEVICES.join(', ')}.`)
const places: Place[] = [CPU, ...(device ? [{ ...ACCELERATOR, device }] : [])]
const folder = await mkdtemp(join(tmpdir(), 'flagreel-bench-'))
const pools = places.map((place) => openPool(place.device))
try {
  const opened = await importFullSize(folder, pools[0]!)
  const { id, clip } = opened.bundle
  console.log(
    `${cpus()[0]?.model}, ${pools[0]!.workers} processes of one thread, best of ${rounds} rounds`,
  )
  console.log(`${id}, load before ${loadavg()[0]?.toFixed(2)}`)
  const reference = new LoadedModel(opened, pools[0]!, 'fp32')
  const frames = texturedFrames(SEEN, clip.imageResolution)
  const exact = await reference.encodeImages(frames, signal)
  const towers: Tower[] = []
  for (const [i, place] of places.entries())
    towers.push(...(await openTowers(opened, place, { pool: pools[i]!, exact })))
  print(await bench(towers, rounds))
} finally {
  await Promise.all(pools.map((pool) => pool.close()))
  await rm(folder, { recursive: true, force: true })
}
