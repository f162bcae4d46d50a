/**
 * Makes the model that comes with Flagreel: `node scripts/make-builtin-model.ts`. A small CLIP learns from synthetic
 * pictures and their captions, then VadCLIP from synthetic footage of which only the class of each video is told. Nothing
 * of it is downloaded. About an hour and a half on two cores; a stopped run goes on, and the same settings give the same
 * model.
 */
import { cp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { trainAndMeasure } from './builtin-model/measure.ts'
import { prepare } from './builtin-model/prepare.ts'
import { DETECTOR, SEED, SHIPPED } from './builtin-model/settings.ts'

const LARGEST_BYTES = 25_000_000

const { values } = parseArgs({
  options: {
    work: { type: 'string', default: join(import.meta.dirname, '../out/builtin-model') },
    jobs: { type: 'string', default: '2' },
  },
})
const prepared = await prepare(values.work, { jobs: Number(values.jobs) })
const config = join(values.work, 'detector.json')
await writeFile(config, JSON.stringify(DETECTOR, null, 2))
const trial = {
  config,
  ablation: SHIPPED,
  seed: SEED,
  folder: join(values.work, 'detector'),
}
const { model, evaluation } = await trainAndMeasure(prepared, trial)
const { coarse, detection } = evaluation
console.log(
  `${model}: AUC ${coarse.best.auc?.toFixed(2)}, AP ${coarse.best.ap?.toFixed(2)}, Ano-AUC ${coarse.best.anoAuc?.toFixed(2)}, AVG ${detection?.average.toFixed(2)}`,
)

const made = join(prepared.libraryFolder, 'models', model)
const bytes = await sizeOf(made)
if (bytes > LARGEST_BYTES)
  throw new Error(`The model has ${bytes} bytes; ${LARGEST_BYTES} may be shipped.`)
const models = join(import.meta.dirname, '../resources/models')
await rm(models, { recursive: true, force: true })
await cp(made, join(models, model), { recursive: true })
console.log(`resources/models/${model}, ${(bytes / 1e6).toFixed(1)} MB`)

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder)
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
