import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { makeFolder } from '#core/files/make-folder.ts'
import { connect, type Database } from './connection.ts'
import { checkAfterUncleanEnd, setAsideIfDamaged } from './damage.ts'
import { migrate, pendingMigrations } from './migrate.ts'
import { MIGRATIONS } from './migrations/all.ts'
import { networkFileSystemAt } from './network-file-system.ts'
import { isBusy, libraryErrorOf } from './sqlite-errors.ts'

export type { Database } from './connection.ts'

export interface OpenOptions {
  /** Opens an existing library of the current schema and writes nothing. */
  readonly readonly?: boolean
}

/**
 * Opens the library's database, creating and migrating it as needed. Throws FlagreelError `library` (damaged, newer,
 * foreign, on a network drive, not writable), `disk`, or `not-found` for a read-only library that is not there.
 */
export function openDatabase(file: string, { readonly = false }: OpenOptions = {}): Database {
  const path = resolve(file)
  prepareFolder(path, readonly)
  const patience = Date.now() + OPEN_PATIENCE_MS
  while (true)
    try {
      return open(path, readonly)
    } catch (error) {
      // Another process opens it for the first time: the change to write-ahead logging does not wait by itself.
      if (!isBusy(error) || Date.now() > patience)
        throw libraryErrorOf(readonly ? error : setAsideIfDamaged(error, path), path)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
}

const OPEN_PATIENCE_MS = 10_000

function open(path: string, readonly: boolean): Database {
  if (!readonly) checkAfterUncleanEnd(path)
  const db = connect(path, { readonly })
  try {
    configure(db)
    if (readonly) refuseOldSchema(db)
    else migrate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function prepareFolder(path: string, readonly: boolean): void {
  const folder = dirname(path)
  if (readonly && !existsSync(path))
    throw new FlagreelError('not-found', `There is no library at ${path}.`)
  try {
    if (!readonly) makeFolder(folder)
  } catch (cause) {
    throw new FlagreelError(
      'library',
      `The library folder ${folder} cannot be made: ${reasonOf(cause)}`,
      { hint: 'Choose another library folder with --library.', cause },
    )
  }
  const network = networkFileSystemAt(folder)
  if (network === undefined) return
  throw new FlagreelError(
    'library',
    `The library folder ${folder} is on a network file system (${network}), where its database would be damaged sooner or later.`,
    {
      hint: 'Choose a folder on a local drive with --library; the videos may stay where they are.',
    },
  )
}

function configure(db: Database): void {
  if (!db.readonly) {
    const mode: unknown = db.pragma('journal_mode = WAL', { simple: true })
    if (mode !== 'wal')
      throw new FlagreelError(
        'library',
        `${db.name} cannot use write-ahead logging (got ${mode}): its drive does not support it.`,
        { hint: 'Choose a folder on a local drive with --library.' },
      )
    // NORMAL never damages the file; see durable() for what must not be lost.
    db.pragma('synchronous = NORMAL')
    db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`)
  }
  db.pragma('foreign_keys = ON')
  // A hostile file's schema must not be able to call functions.
  db.pragma('trusted_schema = OFF')
}

function refuseOldSchema(db: Database): void {
  const pending = pendingMigrations(db).length
  if (pending === 0) return
  // Empty: whoever makes it has not got far yet.
  if (pending === MIGRATIONS.length)
    throw new FlagreelError('not-found', `There is no library at ${db.name} yet.`)
  throw new FlagreelError('library', `${db.name} was made by an older Flagreel.`, {
    hint: 'Open it once for writing (any scan does) to bring it up to date.',
  })
}
