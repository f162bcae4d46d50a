import { FlagreelError } from '#contract/errors.ts'
import type { Database } from './connection.ts'
import { requestCheck } from './damage.ts'
import { isDamage, libraryErrorOf } from './sqlite-errors.ts'

/**
 * Runs `fn` as one unit: all of it is stored or, when it throws, nothing. BEGIN IMMEDIATE, so that two processes queue
 * up for the write lock instead of failing half-way; inside another transaction it is a savepoint. `fn` is synchronous.
 */
export function transaction<T>(db: Database, fn: () => T): T {
  return translated(db, () => db.transaction(fn).immediate())
}

/** Reads only: every query inside `fn` sees the same state, whatever other processes write meanwhile. */
export function snapshot<T>(db: Database, fn: () => T): T {
  return translated(db, () => db.transaction(fn).deferred())
}

/**
 * A transaction that has reached the disk when it returns (synchronous FULL): for verdicts, notes and audit rows, which
 * nobody can compute again. Everything else runs at NORMAL, where a power cut may lose the last commits but never
 * damages the file. A pragma on the one connection, not a second connection: the calls are synchronous, so nothing can
 * slip in between, and a second connection would wait for our own write lock.
 */
export function durable<T>(db: Database, fn: () => T): T {
  // SQLite ignores the pragma inside a transaction; a promise that is silently not kept must not be made.
  if (db.inTransaction)
    throw new FlagreelError('internal', 'durable() was called inside a transaction.')
  db.pragma('synchronous = FULL')
  try {
    return transaction(db, fn)
  } finally {
    db.pragma('synchronous = NORMAL')
  }
}

function translated<T>(db: Database, fn: () => T): T {
  try {
    return fn()
  } catch (error) {
    if (isDamage(error)) requestCheck(db.name)
    throw libraryErrorOf(error, db.name)
  }
}
