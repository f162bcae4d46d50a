import { statSync } from 'node:fs'
import { basename, dirname, resolve, sep } from 'node:path'
import type { WireError } from '#contract/errors.ts'
import type { CallContext, Handlers } from '#contract/handlers.ts'
import type { Added, FlagCounts, LibraryEntry } from '#contract/library.ts'
import type { Database } from '#core/storage/open-database.ts'
import { transaction } from '#core/storage/transaction.ts'
import { ingest } from './ingest.ts'
import { storedSummary } from './media-summary.ts'
import { byNaturalOrder } from './natural-order.ts'
import { type LibraryFile, LibraryStore } from './store.ts'

/** What the library needs of the other parts; core/app supplies it. */
export interface LibraryPorts {
  readonly samplesFolder: string
  /** Scans as they stand for the default model. */
  scans(): Promise<Scans>
}

export interface Scans {
  readonly model: string
  stateOf(contentId: string): LibraryEntry['scan']
  counts(contentId: string): (FlagCounts & { readonly peakScore: number | null }) | undefined
  /** Queues what has no scores; `retry` also what failed because of the file. Returns how many are now queued. */
  queue(targets: readonly ScanTarget[], options: { readonly retry: boolean }): number
  cancel(contentIds: readonly string[]): void
}

interface ScanTarget {
  readonly path: string
  readonly contentId: string
}

type LibraryMethods = Pick<
  Handlers,
  | 'library.list'
  | 'library.add'
  | 'library.addSamples'
  | 'library.scan'
  | 'library.rescan'
  | 'library.forget'
>

export function libraryMethods(db: Database, ports: LibraryPorts): LibraryMethods {
  const store = new LibraryStore(db)
  const shown = () => store.files().filter(({ isForgotten }) => !isForgotten)
  const add = (paths: readonly string[], context: CallContext) =>
    addPaths({ db, store, ports }, paths, context)
  return {
    'library.list': async () => {
      const scans = await ports.scans()
      const files = byNaturalOrder(shown(), ({ path }) => path)
      return { model: scans.model, entries: files.map((file) => entryOf(file, scans)) }
    },
    'library.add': ({ paths }, context) => {
      const absolute = paths.map((path) => resolve(path))
      rememberFolders(db, store, absolute)
      return add(absolute, context)
    },
    'library.addSamples': (_input, context) => add([ports.samplesFolder], context),
    'library.rescan': (_input, context) => lookAgain({ db, store, ports }, context),
    'library.scan': async ({ fileIds }, { emit }) => {
      const scans = await ports.scans()
      const targets = filesOf(store, fileIds).flatMap(targetOf)
      const queued = scans.queue(targets, { retry: true })
      emit({ type: 'changed', what: ['queue'] })
      return { queued }
    },
    'library.forget': async ({ fileIds }, { emit }) => {
      const files = filesOf(store, fileIds)
      const scans = await ports.scans()
      transaction(db, () => {
        for (const { id } of files) store.setForgotten(id, true)
      })
      scans.cancel(files.flatMap(({ contentId }) => contentId ?? []))
      emit({ type: 'changed', what: ['library', 'queue'] })
      return { files: files.length }
    },
  }
}

interface AddParts {
  readonly db: Database
  readonly store: LibraryStore
  readonly ports: LibraryPorts
}

async function addPaths(
  { db, store, ports }: AddParts,
  paths: readonly string[],
  { signal, emit }: CallContext,
): Promise<Added> {
  const scans = await ports.scans()
  const { files, problems } = await ingest(db, paths, {
    signal,
    onProgress: (count) => emit({ type: 'adding', files: count }),
  })
  // A person names these paths: what was taken off the list comes back.
  transaction(db, () => {
    for (const { fileId } of files) store.setForgotten(fileId, false)
  })
  const queued = scans.queue(files, { retry: false })
  emit({ type: 'changed', what: ['library', 'queue'] })
  return { files: files.length, queued, problems: problems.map(problemOf) }
}

/** As adding the folders again, but what was taken off the list stays off. */
async function lookAgain({ db, store, ports }: AddParts, { signal, emit }: CallContext) {
  const scans = await ports.scans()
  const { files, problems } = await ingest(db, store.folders(), { signal })
  const forgotten = new Set(store.files().flatMap(({ id, isForgotten }) => (isForgotten ? id : [])))
  const queued = scans.queue(
    files.filter(({ fileId }) => !forgotten.has(fileId)),
    { retry: false },
  )
  emit({ type: 'changed', what: ['library', 'queue'] })
  return { files: files.length, queued, problems: problems.map(problemOf) }
}

function rememberFolders(db: Database, store: LibraryStore, paths: readonly string[]): void {
  const folders = paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
  transaction(db, () => {
    for (const path of folders) store.addFolder(path, Date.now())
  })
}

function problemOf({ path, error }: { readonly path: string; readonly error: WireError }) {
  return { name: path.split(sep).at(-1) || path, error }
}

function filesOf(store: LibraryStore, ids: readonly number[]): LibraryFile[] {
  return ids.flatMap((id) => store.file(id) ?? [])
}

function targetOf({ path, contentId }: LibraryFile): ScanTarget[] {
  return contentId ? [{ path, contentId }] : []
}

function entryOf(file: LibraryFile, scans: Scans): LibraryEntry {
  const { id, contentId = null, path, state, problem, bytes, firstSeen, media } = file
  const { peakScore = null, ...counts } = (contentId && scans.counts(contentId)) || {}
  return {
    fileId: id,
    contentId,
    name: basename(path),
    folder: dirname(path),
    state,
    problem: problem ?? null,
    bytes,
    addedAt: firstSeen,
    media: storedSummary(media),
    scan: contentId ? scans.stateOf(contentId) : { state: 'unscanned', jobId: null, error: null },
    flags: 'total' in counts ? counts : null,
    peakScore,
  }
}
