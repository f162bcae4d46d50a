/**
 * Measures VadCLIP and the paper's ablations on synthetic footage, three seeds each, and writes docs/benchmark.md:
 * `node scripts/make-benchmark.ts`. Starts from what make-builtin-model.ts has prepared. A stopped run goes
 * on.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ABLATION_NAMES, type AblationName } from '#contract/training.ts'
import { benchmarkPage, type TrialResult } from './builtin-model/benchmark-page.ts'
import { forget, trainAndMeasure } from './builtin-model/measure.ts'
import { prepare } from './builtin-model/prepare.ts'
import { DETECTOR } from './builtin-model/settings.ts'

const { values } = parseArgs({
  options: {
    work: { type: 'string', default: join(import.meta.dirname, '../out/builtin-model') },
    jobs: { type: 'string', default: '2' },
    seeds: { type: 'string', default: '1,2,3' },
    only: { type: 'string' },
  },
})
const prepared = await prepare(values.work, { jobs: Number(values.jobs) })
const folder = join(values.work, 'benchmark')
await mkdir(folder, { recursive: true })
const config = join(folder, 'detector.json')
await writeFile(config, JSON.stringify(DETECTOR, null, 2))

const wanted = values.only?.split(',') ?? ABLATION_NAMES
const results: TrialResult[] = []
for (const ablation of ABLATION_NAMES.filter((name) => wanted.includes(name)))
  for (const seed of values.seeds.split(',').map(Number)) results.push(await result(ablation, seed))
// A part of the table is for whoever asked for it.
if (values.only === undefined) {
  const [cpu] = cpus()
  const page = benchmarkPage(results, {
    machine: `${cpu?.model ?? 'unknown'}, ${cpus().length} cores`,
  })
  await writeFile(join(import.meta.dirname, '../docs/benchmark.md'), page)
}

async function result(ablation: AblationName, seed: number): Promise<TrialResult> {
  const file = join(folder, `${ablation}-${seed}.json`)
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as TrialResult
  const trial = { config, ablation, seed, folder: join(folder, `${ablation}-${seed}`) }
  const measured = await trainAndMeasure(prepared, trial)
  await forget(prepared, measured, trial)
  const { seconds, evaluation } = measured
  const { coarse, detection } = evaluation
  const row: TrialResult = {
    ...{ ablation, seed, videos: evaluation.videos, frames: evaluation.frames },
    ...{ classifier: coarse.classifier, alignment: coarse.alignment, best: coarse.best },
    map: detection?.map ?? null,
    average: detection?.average ?? null,
  }
  await writeFile(file, JSON.stringify(row))
  console.log(
    `${ablation} ${seed}: AUC ${row.best.auc?.toFixed(2)}, AP ${row.best.ap?.toFixed(2)}, Ano-AUC ${row.best.anoAuc?.toFixed(2)}, AVG ${row.average?.toFixed(2) ?? 'n/a'}, ${seconds.toFixed(0)} s`,
  )
  return row
}
