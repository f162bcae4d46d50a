import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { FlagreelError } from '#contract/errors.ts'
import type { Database } from './connection.ts'
import { MIGRATIONS, type Migration } from './migrations/all.ts'
import { transaction } from './transaction.ts'

/** "Flgr": tells our file from any other SQLite database. */
const APPLICATION_ID = 0x466c6772

const record = z.object({ id: z.int(), name: z.string() })

/** What has not run yet, in order. Reads only. Refuses a foreign database and one from a newer Flagreel. */
export function pendingMigrations(
  db: Database,
  all: readonly Migration[] = MIGRATIONS,
): readonly Migration[] {
  refuseForeign(db)
  const applied = appliedMigrations(db)
  for (const { id, name } of applied) {
    if (all.some((migration) => migration.id === id && migration.name === name)) continue
    throw new FlagreelError(
      'library',
      `${db.name} was made by a newer Flagreel: it has the schema change ${id} "${name}", which this version does not know (its last is ${all.at(-1)?.id ?? 0}).`,
      { hint: 'Update Flagreel, or choose another library with --library.' },
    )
  }
  return all.filter(({ id }) => !applied.some((done) => done.id === id))
}

/** Brings the schema up to date, after a backup when there is something to lose. */
export function migrate(db: Database, all: readonly Migration[] = MIGRATIONS): void {
  const pending = pendingMigrations(db, all)
  if (pending.length === 0) return
  const applied = appliedMigrations(db)
  if (applied.length > 0) backUp(db, `${db.name}.before-${pending[0]!.id}`)
  // All or none: no reader meets a library in between.
  transaction(db, () => {
    for (const migration of pending) runOnce(db, migration)
  })
}

function runOnce(db: Database, { id, name, sql }: Migration): void {
  // Another process may have been first while we waited for the write lock.
  if (appliedMigrations(db).some((done) => done.id === id)) return
  db.pragma(`application_id = ${APPLICATION_ID}`)
  db.exec(
    'CREATE TABLE IF NOT EXISTS migration (id INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT',
  )
  db.exec(sql)
  db.prepare('INSERT INTO migration (id, name, applied_at) VALUES (?, ?, ?)').run(
    id,
    name,
    Date.now(),
  )
}

function appliedMigrations(db: Database): z.infer<typeof record>[] {
  if (!hasTable(db, 'migration')) return []
  return z.array(record).parse(db.prepare('SELECT id, name FROM migration ORDER BY id').all())
}

function refuseForeign(db: Database): void {
  // One look, not two: another process may be making the library between them.
  const look = db.transaction(() => ({
    id: db.pragma('application_id', { simple: true }),
    tables: db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get(),
  }))
  const { id, tables } = look.deferred()
  if (id === APPLICATION_ID || (id === 0 && tables === 0)) return
  throw new FlagreelError('library', `${db.name} is a database, but not a Flagreel library.`, {
    hint: 'Choose another library folder with --library.',
  })
}

function hasTable(db: Database, name: string): boolean {
  return (
    db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(name) !==
    undefined
  )
}

/** An online copy: unlike a file copy it sees pages that are still in the -wal. */
function backUp(db: Database, target: string): void {
  const partial = `${target}.partial-${process.pid}`
  rmSync(partial, { force: true })
  db.prepare('VACUUM INTO ?').run(partial)
  const file = openSync(partial, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(partial, target)
}
