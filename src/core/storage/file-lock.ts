import { existsSync } from 'node:fs'
import { connect, type Database } from './connection.ts'
import { isBusy, isDamage } from './sqlite-errors.ts'

export interface FileLock {
  release(): void
}

/**
 * A lock that the system drops when the process ends, however it ends. Node has no file locks, SQLite does: an exclusive
 * transaction on an empty database file. It is as good as the locks the library itself rests on, and unlike a process
 * id it cannot be taken for another process's.
 */
export function holdFileLock(file: string): FileLock {
  const db = connect(file, { busyTimeoutMs: 0 })
  held.add(db)
  try {
    // No journal file beside it.
    db.pragma('journal_mode = MEMORY')
    db.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    close(db)
    throw error
  }
  return { release: () => close(db) }
}

/** A connection that nobody refers to is closed when it is collected, and its lock would go with it. */
const held = new Set<Database>()

function close(db: Database): void {
  held.delete(db)
  db.close()
}

/** True while any process, this one included, holds the lock. A file that is not there is not held. */
export function isFileLockHeld(file: string): boolean {
  if (!existsSync(file)) return false
  let db: Database | undefined
  try {
    db = connect(file, { busyTimeoutMs: 0, readonly: true })
    db.prepare('SELECT 1 FROM sqlite_schema').get()
    return false
  } catch (error) {
    if (isBusy(error)) return true
    // Nobody holds what is no database.
    if (isDamage(error) || !existsSync(file)) return false
    throw error
  } finally {
    db?.close()
  }
}
