import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { tensor } from '#core/nn/tensor/tensor.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { cpuPool, importTinyBundle } from '#test/support/tiny-bundle.ts'
import { encodeInBatches, firstImages } from './image-batches.ts'
import { LoadedModel } from './loaded-model.ts'
import { texturedFrames } from './textured-frames.ts'

const folder = tempFolder()
const pool = cpuPool()
const { signal } = new AbortController()
let model: LoadedModel

beforeAll(async () => {
  const modelsFolder = join(folder.path, 'models')
  const opened = await importTinyBundle('tiny-ucf', { modelsFolder, pool, precisions: ['int8'] })
  model = new LoadedModel(opened, pool, 'int8')
})

it('images in batches give the features of one call', async () => {
  const { imageResolution, embedDim } = model.bundle.clip
  const images = texturedFrames(9, imageResolution)
  const batches = await encodeInBatches(model, images, signal)
  expect(batches.map(({ length }) => length / embedDim)).toEqual([4, 4, 1])
  const together = await model.encodeImages(images, signal)
  expect(batches.flatMap((batch) => [...batch])).toEqual([...together])
  const first = await model.encodeImages(firstImages(images, 5), signal)
  expect([...first]).toEqual([...together.subarray(0, 5 * embedDim)])
})

it('what are no images keep their shape for the error', async () => {
  const one = tensor('uint8', [32, 32, 3], new Uint8Array(32 * 32 * 3))
  expect(firstImages(one, 16)).toBe(one)
  await expect(encodeInBatches(model, one, signal)).rejects.toThrow(/\[32, 32, 3\]/)
})
