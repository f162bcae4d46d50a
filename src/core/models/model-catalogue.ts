import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bundle } from '#contract/bundle.ts'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import type { Detection, ModelSummary } from '#contract/results.ts'
import type { Database } from '#core/storage/open-database.ts'
import { readSetting, writeSetting } from '#core/storage/setting-store.ts'
import { type BundleFolder, readBundleFolder } from './bundle-files.ts'

const DEFAULT_SETTING = 'models.default'

/** What must be said beside every score of a model, by how it was trained. */
const NOTES: Readonly<Record<Bundle['training'], string | null>> = {
  untrained:
    'The model is untrained: its weights are random, so its scores and classes mean nothing. It only shows how things work.',
  demonstration: 'Demonstration model, trained on synthetic footage: not for real moderation.',
  'zero-shot':
    'Zero-shot model: CLIP alone, never trained to find anomalies. Its classes are guesses.',
  trained: null,
}

export function noteOf(bundle: Bundle): string | null {
  return NOTES[bundle.training]
}

/** How results name the model that they are of. */
export function referenceOf(bundle: Bundle): Detection['model'] {
  const { id, name, training } = bundle
  return { id, name, training, note: noteOf(bundle) }
}

interface CatalogueOptions {
  /** Models that come with the program; read-only. */
  readonly builtInFolder: string
  /** Models the user imported. */
  readonly installedFolder: string
  readonly db: Database
}

interface Entry {
  readonly id: string
  readonly folder: string
  readonly origin: 'built-in' | 'installed'
}

/** The bundles on disk, and which one is used when none is named. */
export class ModelCatalogue {
  readonly installedFolder: string
  readonly #builtInFolder: string
  readonly #db: Database

  constructor({ builtInFolder, installedFolder, db }: CatalogueOptions) {
    this.#builtInFolder = builtInFolder
    this.installedFolder = installedFolder
    this.#db = db
  }

  /** A bundle by id, or the default one. Throws `not-found`, `bad-bundle`. */
  async open(id?: string): Promise<BundleFolder> {
    const { folder, id: found } = await this.#entry(id ?? (await this.#defaultId()))
    const opened = await readBundleFolder(folder)
    if (opened.bundle.id === found) return opened
    throw new FlagreelError(
      'bad-bundle',
      `The folder ${folder} holds the model ${opened.bundle.id}, not ${found}.`,
      { hint: 'Name the folder as the id in its model.json.' },
    )
  }

  async list(): Promise<ModelSummary[]> {
    const entries = await this.#entries()
    const defaultId = entries.length > 0 ? await this.#defaultId() : undefined
    return Promise.all(entries.map((entry) => summaryOf(entry, entry.id === defaultId)))
  }

  async setDefault(id: string): Promise<void> {
    await this.open(id)
    writeSetting(this.#db, DEFAULT_SETTING, id)
  }

  /** Deletes an installed model; the built-in one stays. */
  async remove(id: string): Promise<void> {
    const entry = await this.#entry(id)
    if (entry.origin === 'built-in')
      throw new FlagreelError('bad-argument', `The model ${id} comes with Flagreel and stays.`)
    await rm(entry.folder, { recursive: true, force: true })
  }

  async #entry(id: string): Promise<Entry> {
    const entries = await this.#entries()
    const entry = entries.find((candidate) => candidate.id === id)
    if (entry) return entry
    throw new FlagreelError('not-found', `There is no model "${id}".`, {
      hint: `Known models: ${entries.map((known) => known.id).join(', ') || 'none'}.`,
    })
  }

  async #entries(): Promise<Entry[]> {
    const of = async (root: string, origin: Entry['origin']): Promise<Entry[]> =>
      (await bundleFolders(root)).map((id) => ({ id, folder: join(root, id), origin }))
    return [
      ...(await of(this.installedFolder, 'installed')),
      ...(await of(this.#builtInFolder, 'built-in')),
    ]
  }

  /** The chosen one; else the built-in one. */
  async #defaultId(): Promise<string> {
    const entries = await this.#entries()
    const chosen = readSetting(this.#db, DEFAULT_SETTING)
    const entry =
      entries.find(({ id }) => id === chosen) ??
      entries.find(({ origin }) => origin === 'built-in') ??
      entries[0]
    if (entry) return entry.id
    throw new FlagreelError('not-found', 'No model is installed.', {
      hint: 'Import one on the Models screen, or: flagreel models import <checkpoint> --preset ucf',
    })
  }
}

async function bundleFolders(root: string): Promise<string[]> {
  const found = await readdir(root, { withFileTypes: true }).catch(() => [])
  return found
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort()
}

async function summaryOf(entry: Entry, isDefault: boolean): Promise<ModelSummary> {
  const { id, origin } = entry
  try {
    const { bundle } = await readBundleFolder(entry.folder)
    return { ...summaryOfBundle(bundle), id, origin, isDefault, problem: null }
  } catch (error) {
    // It is listed all the same: a model that vanished from the list would look deleted.
    const unknown = { name: id, training: 'untrained', note: null, kind: 'vadclip' } as const
    const rest = { licence: 'unknown', labels: [] as string[], frameScore: 'classifier' as const }
    return { ...unknown, ...rest, id, origin, isDefault, problem: reasonOf(error) }
  }
}

export function summaryOfBundle(bundle: Bundle) {
  const { id, name, training, kind, licence, frameScore } = bundle
  const labels = bundle.labels.map((label) => label.id)
  return { id, name, training, note: noteOf(bundle), kind, licence, labels, frameScore }
}
