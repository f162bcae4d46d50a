import { FlagreelError } from '#contract/errors.ts'
import type { Database } from './connection.ts'
import { transaction } from './transaction.ts'

/** The stored JSON value, for the caller to parse; undefined when it was never set. */
export function readSetting(db: Database, key: string): unknown {
  const json = db.prepare('SELECT value_json FROM setting WHERE key = ?').pluck().get(key)
  if (json === undefined) return undefined
  try {
    return JSON.parse(String(json))
  } catch (cause) {
    const message = `The setting "${key}" in ${db.name} is not JSON.`
    throw new FlagreelError('library', message, { cause })
  }
}

export function writeSetting(db: Database, key: string, value: unknown): void {
  transaction(db, () =>
    db
      .prepare(
        `INSERT INTO setting (key, value_json) VALUES (?, ?)
         ON CONFLICT (key) DO UPDATE SET value_json = excluded.value_json`,
      )
      .run(key, JSON.stringify(value)),
  )
}
