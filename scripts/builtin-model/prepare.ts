/** What both the built-in model and the benchmark start from: the small CLIP, footage, and its features. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { csvRow } from '#contract/csv.ts'
import { type BundleFolder, readBundleFolder } from '#core/models/bundle-files.ts'
import { importModel } from '#core/models/import-model.ts'
import { createInferencePool, forkWorker } from '#core/nn/session/inference-pool.ts'
import { formatNpy } from '#core/nn/tensor/npy.ts'
import { float32 } from '#core/nn/tensor/tensor.ts'
import { drawFootage, encodeFootage, type Footage, type FootagePlan } from './footage.ts'
import { prepareFrames } from './frames.ts'
import { CLIP, CLIP_CONFIG, FRAMES, TEST_FOOTAGE, TRAINING_FOOTAGE } from './settings.ts'
import { trainClip } from './train-clip.ts'

export interface Prepared {
  /** A Flagreel library whose only model of its own is the small CLIP. */
  readonly libraryFolder: string
  readonly clip: BundleFolder
  /** Lists in the authors' form, `path,label`. */
  readonly training: string
  readonly test: string
  /** `file,class,startFrame,endFrame` of the test videos. */
  readonly groundTruth: string
}

/** Does what is not done yet: everything is kept in `folder`, and a stopped run goes on. */
export async function prepare(
  folder: string,
  { jobs }: { readonly jobs: number },
): Promise<Prepared> {
  const libraryFolder = join(folder, 'library')
  const clip = await prepareClip(folder, { libraryFolder, jobs })
  const [training, test] = [join(folder, 'training'), join(folder, 'test')]
  return {
    ...{ libraryFolder, clip },
    training: await prepareFeatures(training, TRAINING_FOOTAGE, { libraryFolder, clip, jobs }),
    test: await prepareFeatures(test, TEST_FOOTAGE, { libraryFolder, clip, jobs }),
    groundTruth: join(test, 'ground-truth.csv'),
  }
}

interface ClipOptions {
  readonly libraryFolder: string
  readonly jobs: number
}

async function prepareClip(
  folder: string,
  { libraryFolder, jobs }: ClipOptions,
): Promise<BundleFolder> {
  const modelsFolder = join(libraryFolder, 'models')
  const known = await installedClip(modelsFolder)
  if (known) return known
  const frames = await prepareFrames({ folder: join(folder, 'frames'), jobs, ...FRAMES })
  const trained = await trainClip(frames, { folder: join(folder, 'clip'), threads: jobs, ...CLIP })
  const pool = createInferencePool({
    device: 'cpu',
    workers: 1,
    spawn: forkWorker(join(import.meta.dirname, '../../src/core/nn/session/worker.ts')),
  })
  try {
    const vocabulary = Buffer.from(trained.vocabulary)
    const request = { file: trained.checkpoint, config: CLIP_CONFIG, vocabulary }
    const bundle = await importModel(
      { ...request, training: 'demonstration', precisions: ['fp32'] },
      {
        ...{ pool, modelsFolder, createdBy: 'scripts/make-builtin-model.ts' },
        ...{ signal: new AbortController().signal, onProgress: () => {} },
      },
    )
    return readBundleFolder(join(modelsFolder, bundle.id))
  } finally {
    await pool.close()
  }
}

/** Detectors that were trained on it lie beside it. */
async function installedClip(modelsFolder: string): Promise<BundleFolder | undefined> {
  const names = existsSync(modelsFolder) ? await readdir(modelsFolder) : []
  const opened = await Promise.all(names.map((name) => readBundleFolder(join(modelsFolder, name))))
  return opened.find(({ bundle }) => bundle.kind === 'zero-shot')
}

interface FeatureOptions extends ClipOptions {
  readonly clip: BundleFolder
}

/** Draws footage, scans it and writes its features with a list of them. The path of the list. */
async function prepareFeatures(
  folder: string,
  plan: FootagePlan,
  { libraryFolder, clip, jobs }: FeatureOptions,
): Promise<string> {
  const list = join(folder, 'features.csv')
  if (existsSync(list)) return list
  await drawFootage(folder, plan, jobs)
  const videos = await encodeFootage(folder, { libraryFolder, opened: clip })
  await mkdir(join(folder, 'features'), { recursive: true })
  for (const video of videos)
    await writeFile(join(folder, pathOf(video)), formatNpy(rowsOf(video, clip)))
  const rows = videos.map((video) => csvRow([pathOf(video), video.label]))
  await writeFile(list, [csvRow(['path', 'label']), ...rows].join(''))
  return list
}

function pathOf({ file }: Footage): string {
  return join('features', file.replace(/\.\w+$/, '.npy'))
}

function rowsOf({ features }: Footage, { bundle }: BundleFolder) {
  const width = bundle.clip.embedDim
  return float32([features.length / width, width], features)
}
