import { FlagreelError } from '#contract/errors.ts'
import { sqliteCodeOf } from './connection.ts'

/** What SQLite threw about the disk or the file, in our words; any other value (a constraint, a bug) unchanged. */
export function libraryErrorOf(error: unknown, file: string): unknown {
  const code = sqliteCodeOf(error)
  if (code === undefined) return error
  const row = MEANINGS.find(({ prefix }) => code === prefix || code.startsWith(`${prefix}_`))
  if (row === undefined) return error
  return new FlagreelError(row.code, `${row.message(file)} (${code})`, {
    hint: row.hint,
    cause: error,
  })
}

/** True when the file's bytes are not what SQLite wrote. */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCodeOf(error) ?? '')
}

export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCodeOf(error) ?? '')
}

const MEANINGS = [
  {
    prefix: 'SQLITE_FULL',
    code: 'disk',
    message: (file: string) => `The disk is full: ${file} cannot grow.`,
    hint: 'Free some space and run it again; what was stored before is safe.',
  },
  {
    prefix: 'SQLITE_IOERR_SHMSIZE', // no room for the file that write-ahead logging shares
    code: 'disk',
    message: (file: string) => `The disk is full: ${file} cannot be opened.`,
    hint: 'Free some space and run it again; what was stored before is safe.',
  },
  {
    prefix: 'SQLITE_IOERR',
    code: 'disk',
    message: (file: string) => `The disk failed while ${file} was being read or written.`,
    hint: 'Check that the drive is connected and healthy, then run it again.',
  },
  {
    prefix: 'SQLITE_READONLY',
    code: 'library',
    message: (file: string) => `${file} cannot be written.`,
    hint: 'Check the permissions of the library folder, or choose another with --library.',
  },
  {
    prefix: 'SQLITE_CANTOPEN',
    code: 'library',
    message: (file: string) => `${file} cannot be opened.`,
    hint: 'Check the permissions of the library folder, or choose another with --library.',
  },
  {
    prefix: 'SQLITE_PERM',
    code: 'library',
    message: (file: string) => `${file} cannot be opened.`,
    hint: 'Check the permissions of the library folder, or choose another with --library.',
  },
  {
    prefix: 'SQLITE_BUSY',
    code: 'library',
    message: (file: string) => `${file} is held by another process that does not let go.`,
    hint: 'End the other Flagreel process, or wait for it, and run it again.',
  },
  {
    prefix: 'SQLITE_CORRUPT',
    code: 'library',
    message: (file: string) => `${file} is damaged.`,
    hint: 'End every Flagreel process and start again: the file is then checked and set aside if need be.',
  },
  {
    prefix: 'SQLITE_NOTADB',
    code: 'library',
    message: (file: string) => `${file} is not a database.`,
    hint: 'Choose another library folder with --library.',
  },
] as const
