import BetterSqlite3 from 'better-sqlite3'

export type Database = BetterSqlite3.Database

export interface ConnectOptions {
  readonly readonly?: boolean
  /** How long a statement waits for another process's write. */
  readonly busyTimeoutMs?: number
  readonly mustExist?: boolean
}

/** A bare connection: no pragmas, no checks. Everything but the storage folder wants `openDatabase`. */
export function connect(file: string, options: ConnectOptions = {}): Database {
  const { readonly = false, busyTimeoutMs = 10_000, mustExist = readonly } = options
  return new BetterSqlite3(file, { readonly, timeout: busyTimeoutMs, fileMustExist: mustExist })
}

/** SQLite's extended result code, such as SQLITE_IOERR_WRITE, when the error is SQLite's. */
export function sqliteCodeOf(error: unknown): string | undefined {
  return error instanceof BetterSqlite3.SqliteError ? error.code : undefined
}
