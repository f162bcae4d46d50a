/** Trains one detector on the prepared features, as anybody would by command, and measures it on the test footage. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Evaluation } from '#contract/evaluation.ts'
import type { AblationName } from '#contract/training.ts'
import { createCore } from '#core/app/create-core.ts'
import type { Prepared } from './prepare.ts'

export interface Trial {
  /** Of the settings that everything but the ablation is trained with. */
  readonly config: string
  readonly ablation: AblationName
  readonly seed: number
  /** Where its run is kept. */
  readonly folder: string
}

export interface Measured {
  /** Id of the model that was made; it is in the prepared library. */
  readonly model: string
  readonly seconds: number
  readonly evaluation: Evaluation
}

const ROOT = join(import.meta.dirname, '../..')

export async function trainAndMeasure(prepared: Prepared, trial: Trial): Promise<Measured> {
  const { libraryFolder, clip, training, test, groundTruth } = prepared
  const core = createCore({
    ...{ libraryFolder, resourcesFolder: join(ROOT, 'resources'), device: 'cpu' },
    workerEntry: join(ROOT, 'src/core/nn/session/worker.ts'),
    version: 'scripts/builtin-model',
  })
  try {
    const { config, ablation, seed, folder } = trial
    const started = performance.now()
    const { model } = await core.call('train.run', {
      ...{ features: training, config, ablation, seed, out: folder, model: clip.bundle.id },
    })
    const seconds = (performance.now() - started) / 1000
    const evaluation = await core.call('evaluate.run', { model, features: test, groundTruth })
    return { model, seconds, evaluation }
  } finally {
    await core.close()
  }
}

/** A trial's model and run are not kept: its numbers are. */
export async function forget({ libraryFolder }: Prepared, { model }: Measured, { folder }: Trial) {
  await rm(join(libraryFolder, 'models', model), { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
}
