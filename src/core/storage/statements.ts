import type BetterSqlite3 from 'better-sqlite3'
import type { Database } from './connection.ts'

const known = new WeakMap<Database, Map<string, BetterSqlite3.Statement<unknown[], unknown>>>()

/** All rows of a query that is asked often: preparing it takes longer than running it. */
export function allRows<Row>(
  db: Database,
  sql: string,
  values: readonly (string | number)[],
): Row[] {
  const statements = known.get(db) ?? new Map()
  known.set(db, statements)
  const statement = statements.get(sql) ?? db.prepare(sql)
  statements.set(sql, statement)
  return statement.all(...values) as Row[]
}
