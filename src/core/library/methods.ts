import { resolve } from 'node:path'
import type { Handlers } from '#contract/handlers.ts'
import type { FlagCounts, LibraryEntry } from '#contract/library.ts'
import type { Database } from '#core/storage/open-database.ts'
import { transaction } from '#core/storage/transaction.ts'
import { listEntries } from './entries.ts'
import { addPaths, type Intake, lookAgain, rememberFolders, scanAgain } from './intake.ts'
import { LibraryStore } from './store.ts'

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
  /** Takes contents out of the queue, and off its list of failures. */
  drop(contentIds: readonly string[]): void
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
  const intake: Intake = { db, store: new LibraryStore(db), scans: () => ports.scans() }
  const { store } = intake
  return {
    'library.list': (_input, { signal }) => listEntries(intake, signal),
    'library.add': ({ paths }, context) => {
      const absolute = paths.map((path) => resolve(path))
      rememberFolders(intake, absolute)
      return addPaths(intake, absolute, context)
    },
    'library.addSamples': (_input, context) => addPaths(intake, [ports.samplesFolder], context),
    'library.rescan': (_input, context) => lookAgain(intake, context),
    'library.scan': ({ fileIds }, context) => scanAgain(intake, fileIds, context),
    'library.forget': async ({ fileIds }, { emit }) => {
      const files = fileIds.flatMap((id) => store.file(id) ?? [])
      const scans = await ports.scans()
      transaction(db, () => {
        for (const { id } of files) store.setForgotten(id, true)
      })
      const listed = store.listedContents()
      scans.drop(files.flatMap(({ contentId: id }) => (id && !listed.has(id) ? id : [])))
      emit({ type: 'changed', what: ['library', 'queue'] })
      return { files: files.length }
    },
  }
}
