import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bundleSchema } from '#contract/bundle.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { cpuPool, importTinyBundle } from '#test/support/tiny-bundle.ts'
import { BUNDLE_FILES } from './bundle-files.ts'
import { LoadedModel } from './loaded-model.ts'

const folder = tempFolder()
const pool = cpuPool()

it('importing again replaces a model that is damaged, its manifest included', async () => {
  const modelsFolder = join(folder.path, 'models')
  const { folder: model, bundle } = await importTinyBundle('tiny-ucf', { modelsFolder, pool })
  await writeFile(join(model, BUNDLE_FILES.detectorWeights), 'spoilt')
  await writeFile(join(model, BUNDLE_FILES.manifest), '{')
  const again = await importTinyBundle('tiny-ucf', { modelsFolder, pool })
  expect(again.bundle.id).toBe(bundle.id)
  await new LoadedModel(again, pool).check()
  expect(await readdir(modelsFolder)).toEqual([bundle.id])
})

it('a damaged detector is found without running anything', async () => {
  const modelsFolder = join(folder.path, 'damaged')
  const opened = await importTinyBundle('tiny-ucf', { modelsFolder, pool })
  await writeFile(join(opened.folder, BUNDLE_FILES.detectorWeights), 'spoilt')
  await expect(new LoadedModel(opened, pool).check()).rejects.toMatchObject({ code: 'bad-bundle' })
})

it('scores of other labels are others, though the embeddings be the same', async () => {
  const modelsFolder = join(folder.path, 'labels')
  const opened = await importTinyBundle('tiny-ucf', { modelsFolder, pool })
  const [normal, ...others] = opened.bundle.labels
  const labels = [normal!, ...others.map((label) => ({ ...label, id: `${label.id}-2` }))]
  const renamed = { ...opened, bundle: { ...opened.bundle, labels } }
  const keys = [opened, renamed].map((each) => new LoadedModel(each, pool).labelSetKey)
  expect(new Set(keys).size).toBe(2)
})

it('a manifest whose detector is not as wide as its features is refused', async () => {
  const modelsFolder = join(folder.path, 'widths')
  const { bundle } = await importTinyBundle('tiny-ucf', { modelsFolder, pool })
  const detector = { ...bundle.detector!, visualWidth: bundle.clip.embedDim + 1 }
  expect(bundleSchema.safeParse({ ...bundle, detector }).success).toBe(false)
})

it('importing again leaves a whole model as it is, for another process may be reading it', async () => {
  const modelsFolder = join(folder.path, 'twice')
  const { folder: model } = await importTinyBundle('tiny-ucf', { modelsFolder, pool })
  const before = await stat(join(model, BUNDLE_FILES.manifest))
  await importTinyBundle('tiny-ucf', { modelsFolder, pool })
  const after = await stat(join(model, BUNDLE_FILES.manifest))
  expect(after.ino).toBe(before.ino)
})

it('what a killed import left is removed a day later, not while it may still be at work', async () => {
  const modelsFolder = join(folder.path, 'leftovers')
  for (const name of ['.importing-old', '.importing-new'])
    await mkdir(join(modelsFolder, name), { recursive: true })
  const twoDaysAgo = new Date(Date.now() - 48 * 3600 * 1000)
  await utimes(join(modelsFolder, '.importing-old'), twoDaysAgo, twoDaysAgo)
  const { bundle } = await importTinyBundle('tiny-ucf', { modelsFolder, pool })
  expect(await readdir(modelsFolder)).toEqual(['.importing-new', bundle.id])
})

it('a manifest that asks for a tower of absurd size is refused', async () => {
  const modelsFolder = join(folder.path, 'absurd')
  const { bundle } = await importTinyBundle('tiny-ucf', { modelsFolder, pool })
  const clip = { ...bundle.clip, contextLength: 2 ** 40 }
  expect(bundleSchema.safeParse({ ...bundle, clip }).success).toBe(false)
})
