import { existsSync, statSync } from 'node:fs'
import { sep } from 'node:path'
import type { CallContext } from '#contract/handlers.ts'
import type { Added } from '#contract/library.ts'
import type { Database } from '#core/storage/open-database.ts'
import { transaction } from '#core/storage/transaction.ts'
import { findMissing, type IngestResult, ingest } from './ingest.ts'
import type { Scans } from './methods.ts'
import type { LibraryStore } from './store.ts'

/** Ways into the library, each followed by the queue. */
export interface Intake {
  readonly db: Database
  readonly store: LibraryStore
  readonly scans: () => Promise<Scans>
}

export async function addPaths(
  intake: Intake,
  paths: readonly string[],
  context: CallContext,
): Promise<Added> {
  const { db, store } = intake
  return taken(intake, context, async () => {
    const found = await ingest(db, paths, tellingProgress(context))
    // A person names these paths: what was taken off the list comes back.
    transaction(db, () => {
      for (const { fileId } of found.files) store.setForgotten(fileId, false)
    })
    return { found, retry: false }
  })
}

/** As adding the folders and files again, but what was taken off the list stays off. */
export async function lookAgain(intake: Intake, context: CallContext): Promise<Added> {
  const { db, store } = intake
  return taken(intake, context, async () => {
    const folders = store.folders()
    const isBelow = (path: string) => folders.some((folder) => path.startsWith(folder + sep))
    const single = store.files().filter(({ path }) => !isBelow(path) && existsSync(path))
    const paths = [...folders, ...single.map(({ path }) => path)]
    const found = await ingest(db, paths, tellingProgress(context))
    const gone = await findMissing(db, context.signal)
    return { found: { ...found, missing: [...found.missing, ...gone] }, retry: false }
  })
}

/** Reads files once more, as they may have been replaced, and queues what has no scores. */
export async function scanAgain(
  intake: Intake,
  fileIds: readonly number[],
  context: CallContext,
): Promise<Added> {
  const { db, store } = intake
  return taken(intake, context, async () => {
    const paths = fileIds.flatMap((id) => store.file(id)?.path ?? [])
    return { found: await ingest(db, paths, { signal: context.signal }), retry: true }
  })
}

/** Queues what a look found, and takes out of the queue what the look found replaced. */
async function taken(
  { store, scans: current }: Intake,
  { emit }: CallContext,
  look: () => Promise<{ readonly found: IngestResult; readonly retry: boolean }>,
): Promise<Added> {
  // A model that cannot be opened is told before any file is read.
  await current()
  const before = store.listedContents()
  const { found, retry } = await look()
  const scans = await current()
  const now = store.listedContents()
  scans.drop([...before].filter((contentId) => !now.has(contentId)))
  const listed = found.files.filter(({ contentId }) => now.has(contentId))
  const queued = scans.queue(listed, { retry })
  emit({ type: 'changed', what: ['library', 'queue'] })
  const { files, missing, problems } = found
  return {
    files: files.length,
    queued,
    missing: missing.length,
    problems: problems.map(({ path, error }) => ({ name: nameOf(path), error })),
  }
}

function tellingProgress({ signal, emit }: CallContext) {
  return { signal, onProgress: (files: number) => emit({ type: 'adding', files }) }
}

export function rememberFolders({ db, store }: Intake, paths: readonly string[]): void {
  const folders = paths.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
  transaction(db, () => {
    for (const path of folders) store.addFolder(path, Date.now())
  })
}

function nameOf(path: string): string {
  return path.split(sep).at(-1) || path
}
