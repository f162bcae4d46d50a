/** Footage with its truth, and the features that a scan makes of it. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FeatureStore } from '#core/analysis/feature-store.ts'
import { createCore } from '#core/app/create-core.ts'
import { readCsv } from '#core/dataset/read-csv.ts'
import { LibraryStore } from '#core/library/store.ts'
import { type BundleFolder, encoderKeyOf } from '#core/models/bundle-files.ts'
import { openDatabase } from '#core/storage/open-database.ts'

export interface FootagePlan {
  readonly split: 'train' | 'validation' | 'test'
  readonly count: number
  readonly seconds: number
  readonly seed: number
  readonly rate: number
  readonly size: string
}

export interface Footage {
  readonly file: string
  /** A label's prompt. */
  readonly label: string
  /** [n, D] */
  readonly features: Float32Array
  readonly frames: number
  readonly events: readonly {
    readonly class: string
    readonly startFrame: number
    readonly endFrame: number
  }[]
}

/** Draws what is not there yet. */
export async function drawFootage(folder: string, plan: FootagePlan, jobs: number): Promise<void> {
  const options = Object.entries({ ...plan, out: folder, jobs }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ])
  const child = fork(join(import.meta.dirname, '../make-synthetic.ts'), options)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`Drawing footage ended with code ${code}.`)
}

export interface Encoder {
  /** Whose `models` folder holds the model. */
  readonly libraryFolder: string
  readonly opened: BundleFolder
}

/** Scans the footage as any other, and reads the features that the scan has stored. */
export async function encodeFootage(
  folder: string,
  { libraryFolder, opened }: Encoder,
): Promise<Footage[]> {
  const root = join(import.meta.dirname, '../..')
  const core = createCore({
    ...{ libraryFolder, resourcesFolder: join(root, 'resources'), version: versionOf(root) },
    workerEntry: join(root, 'src/core/nn/session/worker.ts'),
    device: 'cpu',
  })
  try {
    const scan = { paths: [join(folder, 'videos')], model: opened.bundle.id }
    const { files } = await core.call('scan.run', { ...scan, precision: 'fp32' })
    const failed = files.find(({ error }) => error)
    if (failed) throw new Error(`${failed.file}: ${failed.error?.message}`)
  } finally {
    await core.close()
  }
  return readFootage(folder, { libraryFolder, opened })
}

async function readFootage(folder: string, { libraryFolder, opened }: Encoder): Promise<Footage[]> {
  const labels = await readCsv(join(folder, 'labels.csv'), ['file', 'label'])
  const truth = await readCsv(join(folder, 'ground-truth.csv'), [
    'file',
    'class',
    'startFrame',
    'endFrame',
  ])
  const db = openDatabase(join(libraryFolder, 'library.sqlite'))
  const features = new FeatureStore(db)
  const library = new LibraryStore(db)
  const key = { encoderKey: encoderKeyOf(opened, 'fp32'), recipe: opened.bundle.recipe }
  try {
    return labels.map(({ cells: { file = '', label = '' } }) => {
      const contentId = library.fileAt(join(folder, 'videos', file))?.contentId
      const set = contentId === undefined ? undefined : features.find({ contentId, ...key })
      if (!set?.isComplete) throw new Error(`${file} has no features.`)
      const events = truth.filter(({ cells }) => cells.file === file)
      return {
        ...{ file, label, frames: set.frames! },
        features: features.rows(set, 0, features.snippets(set.id)),
        events: events.map(({ cells }) => ({
          class: cells.class!,
          startFrame: Number(cells.startFrame),
          endFrame: Number(cells.endFrame),
        })),
      }
    })
  } finally {
    db.close()
  }
}

function versionOf(root: string): string {
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string })
    .version
}
