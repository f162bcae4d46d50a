import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DEFAULT_RULE } from '#core/vadclip/import-config.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { cpuPool, importTinyBundle } from '#test/support/tiny-bundle.ts'
import { openTinyModel } from '#test/support/tiny-model.ts'
import { readBundleFolder } from './bundle-files.ts'
import { LoadedModel } from './loaded-model.ts'
import { type TrainedModel, writeTrainedModel } from './write-trained-model.ts'

const folder = tempFolder()
const pool = cpuPool()
const { signal } = new AbortController()

describe('a trained model', async () => {
  const modelsFolder = join(folder.path, 'models')
  const base = await importTinyBundle('tiny-ucf', { modelsFolder, pool })
  // The reference checkpoint holds a detector and a prompt by the keys of a training's result.
  const { checkpoint, detector } = await openTinyModel('tiny-ucf')
  const trained: TrainedModel = {
    ...{ base, checkpoint, detector, labels: base.bundle.labels, name: 'Trained here' },
    ...{ training: 'trained', licence: 'CC0-1.0', frameScore: 'classifier', rule: DEFAULT_RULE },
    source: 'a list',
  }
  const context = { modelsFolder, pool, createdBy: 'a test', signal }
  const bundle = await writeTrainedModel(trained, context)

  it('says where it comes from, and keeps the image towers with their features', async () => {
    expect(bundle).toMatchObject({ name: 'Trained here', training: 'trained', licence: 'CC0-1.0' })
    expect(bundle.provenance).toMatchObject({ source: 'a list', createdBy: 'a test' })
    expect(bundle.recipe).toEqual(base.bundle.recipe)
    const made = new LoadedModel(await readBundleFolder(join(modelsFolder, bundle.id)), pool)
    expect(made.encoderKey).toBe(new LoadedModel(base, pool).encoderKey)
  })

  it('scores as the model of the same tensors does', async () => {
    const made = new LoadedModel(await readBundleFolder(join(modelsFolder, bundle.id)), pool)
    const own = new LoadedModel(base, pool)
    const features = Float32Array.from({ length: 40 * 32 }, (_, i) => Math.sin(i))
    expect(await made.detectAll(features, signal)).toEqual(await own.detectAll(features, signal))
  })

  it('is the same model when it is written again, and leaves nothing beside it', async () => {
    expect((await writeTrainedModel(trained, context)).id).toBe(bundle.id)
    expect((await readdir(modelsFolder)).sort()).toEqual([base.bundle.id, bundle.id].sort())
  })

  it('appears not at all when it cannot be written', async () => {
    const labels = base.bundle.labels.map(({ tokens: _, ...label }) => label)
    await expect(writeTrainedModel({ ...trained, labels }, context)).rejects.toThrow(
      /no vocabulary/,
    )
    expect(await readdir(modelsFolder)).toHaveLength(2)
  })
})
