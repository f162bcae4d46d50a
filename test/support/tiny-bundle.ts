import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { bundleSchema, type ImagePrecision } from '#contract/bundle.ts'
import {
  BUNDLE_FILES,
  type BundleFolder,
  IMAGE_TOWERS,
  readBundleFolder,
} from '#core/models/bundle-files.ts'
import { importModel } from '#core/models/import-model.ts'
import {
  createInferencePool,
  forkWorker,
  type InferencePool,
} from '#core/nn/session/inference-pool.ts'
import { importConfigSchema } from '#core/vadclip/import-config.ts'
import { goldenPath } from './goldens.ts'
import { tinyConfig } from './tiny-config.ts'
import type { TinySet } from './tiny-model.ts'

const WORKER = join(import.meta.dirname, '../../src/core/nn/session/worker.ts')

/** One inference process on the CPU; ends with the test file. */
export function cpuPool(): InferencePool {
  const pool = createInferencePool({ device: 'cpu', workers: 1, spawn: forkWorker(WORKER) })
  afterAll(() => pool.close())
  return pool
}

interface TinyBundleOptions {
  readonly modelsFolder: string
  readonly pool: InferencePool
  readonly precisions?: readonly ImagePrecision[]
}

/** One of the reference checkpoints, imported. */
export async function importTinyBundle(
  set: TinySet,
  { precisions, ...context }: TinyBundleOptions,
): Promise<BundleFolder> {
  const bundle = await importModel(
    {
      file: goldenPath(`${set}/checkpoint.pth`),
      config: importConfigSchema.parse(tinyConfig(set)),
      ...(precisions ? { precisions } : {}),
    },
    {
      ...context,
      createdBy: 'a test',
      signal: new AbortController().signal,
      onProgress: () => {},
    },
  )
  return readBundleFolder(join(context.modelsFolder, bundle.id))
}

/** Puts the image tower of another bundle of the same dimensions in the place of a bundle's own. */
export async function transplantTower(
  { folder, bundle }: BundleFolder,
  from: BundleFolder,
  precision: ImagePrecision,
): Promise<BundleFolder> {
  const names = Object.values(IMAGE_TOWERS[precision])
  for (const name of names) await cp(join(from.folder, name), join(folder, name))
  const ofOther = from.bundle.files.filter(({ name }) => names.includes(name))
  const own = bundle.files.filter(({ name }) => !names.includes(name))
  const manifest = join(folder, BUNDLE_FILES.manifest)
  const described = bundleSchema.parse(JSON.parse(await readFile(manifest, 'utf8')))
  await writeFile(manifest, JSON.stringify({ ...described, files: [...own, ...ofOther] }))
  return readBundleFolder(folder)
}
