/**
 * Frames a second of a full-size image tower (ViT-B/16, random weights) in each precision: `node bench/encode.ts [rounds]`.
 * One inference process a core, one thread each, as a scan on the CPU runs them. The precisions take turns in every round
 * and the best round counts, so the ratios hold even where other work slows the machine for a while.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { IMAGE_PRECISIONS, type ImagePrecision } from '#contract/bundle.ts'
import { type BundleFolder, readBundleFolder } from '#core/models/bundle-files.ts'
import { cosineWithFp32 } from '#core/models/compare-towers.ts'
import { importModel } from '#core/models/import-model.ts'
import { LoadedModel } from '#core/models/loaded-model.ts'
import { formatCosine } from '#core/models/row-cosines.ts'
import { texturedFrames } from '#core/models/textured-frames.ts'
import {
  createInferencePool,
  forkWorker,
  type InferencePool,
} from '#core/nn/session/inference-pool.ts'
import { PRESETS } from '#core/vadclip/presets.ts'

const BATCHES = [1, 4]
const FRAMES_PER_WORKER = 16
const { signal } = new AbortController()
const root = join(import.meta.dirname, '..')

interface Row {
  readonly precision: ImagePrecision
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

/** Frames a second while every worker is busy. */
async function measure(model: LoadedModel, workers: number, batch: number): Promise<number> {
  const frames = texturedFrames(batch, model.bundle.clip.imageResolution)
  const calls = workers * (FRAMES_PER_WORKER / batch)
  const start = performance.now()
  await Promise.all(Array.from({ length: calls }, () => model.encodeImages(frames, signal)))
  return (calls * batch) / ((performance.now() - start) / 1000)
}

async function bench(opened: BundleFolder, pool: InferencePool, rounds: number): Promise<Row[]> {
  const rows: Row[] = BATCHES.flatMap((batch) =>
    IMAGE_PRECISIONS.map((precision) => ({ precision, batch, framesPerSec: 0 })),
  )
  // One model each, so that files are hashed once; the first round, which loads the sessions, does not count.
  const models = new Map(
    IMAGE_PRECISIONS.map((precision) => [precision, new LoadedModel(opened, pool, precision)]),
  )
  for (let round = 0; round <= rounds; round++)
    for (const row of rows) {
      const rate = await measure(models.get(row.precision)!, pool.workers, row.batch)
      if (round > 0) row.framesPerSec = Math.max(row.framesPerSec, rate)
    }
  return rows
}

function print(rows: readonly Row[], cosines: ReadonlyMap<ImagePrecision, number>): void {
  const cells = rows.map(({ precision, batch, framesPerSec }) => {
    const exact = rows.find((row) => row.batch === batch && row.precision === 'fp32')!.framesPerSec
    const ratio = `${(framesPerSec / exact).toFixed(2)}×`
    const cosine = formatCosine(cosines.get(precision)!)
    return [precision, String(batch), framesPerSec.toFixed(1), ratio, cosine]
  })
  const titles = ['precision', 'batch', 'frames/s', 'of fp32', 'lowest cosine']
  for (const row of [titles, ...cells])
    console.log(row.map((cell, i) => cell.padStart(titles[i]!.length)).join('  '))
}

const rounds = Number(process.argv[2] ?? 5)
const folder = await mkdtemp(join(tmpdir(), 'flagreel-bench-'))
const pool = createInferencePool({
  device: 'cpu',
  workers: availableParallelism(),
  threadsPerWorker: 1,
  spawn: forkWorker(join(root, 'src/core/nn/session/worker.ts')),
})
try {
  const opened = await importFullSize(folder, pool)
  const { id, clip } = opened.bundle
  console.log(
    `${cpus()[0]?.model}, ${pool.workers} processes of one thread, best of ${rounds} rounds`,
  )
  console.log(`${id}, load before ${loadavg()[0]?.toFixed(2)}`)
  const rows = await bench(opened, pool, rounds)
  const frames = texturedFrames(16, clip.imageResolution)
  const cosines = new Map<ImagePrecision, number>()
  for (const precision of IMAGE_PRECISIONS)
    cosines.set(precision, await cosineWithFp32(precision, frames, { opened, pool, signal }))
  print(rows, cosines)
} finally {
  await pool.close()
  await rm(folder, { recursive: true, force: true })
}
