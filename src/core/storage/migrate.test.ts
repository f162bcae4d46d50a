import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { connect, type Database } from './connection.ts'
import { migrate, pendingMigrations } from './migrate.ts'

const first = { id: 1, name: 'books', sql: 'CREATE TABLE book (title TEXT NOT NULL) STRICT' }
const second = { id: 2, name: 'pages', sql: 'ALTER TABLE book ADD COLUMN pages INTEGER' }

let folder: string
let db: Database

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagreel-migrate-'))
  db = connect(join(folder, 'library.sqlite'))
  db.pragma('journal_mode = WAL')
})

afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

const columns = () => db.prepare("SELECT name FROM pragma_table_info('book')").pluck().all()

it('runs each once, in order', () => {
  migrate(db, [first])
  migrate(db, [first, second])
  migrate(db, [first, second])
  expect(columns()).toEqual(['title', 'pages'])
  expect(pendingMigrations(db, [first, second])).toEqual([])
})

it('lists what is pending without writing anything', () => {
  expect(pendingMigrations(db, [first, second])).toEqual([first, second])
  expect(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0)
  migrate(db, [first])
  expect(pendingMigrations(db, [first, second])).toEqual([second])
})

it('takes a library that another process makes meanwhile for a new one, not for a foreign one', () => {
  const other = connect(join(folder, 'library.sqlite'))
  const pragma = db.pragma.bind(db)
  vi.spyOn(db, 'pragma').mockImplementation((...args) => {
    const value = pragma(...args)
    migrate(other, [first])
    return value
  })
  expect(pendingMigrations(db, [first, second])).toEqual([second])
  other.close()
})

it('takes back the whole change and its record when a part of it fails', () => {
  migrate(db, [first])
  const broken = { id: 2, name: 'broken', sql: `${second.sql}; INSERT INTO nowhere VALUES (1)` }
  expect(() => migrate(db, [first, broken])).toThrow('nowhere')
  expect(columns()).toEqual(['title'])
  expect(pendingMigrations(db, [first, second])).toEqual([second])
})

it('keeps a backup with every row, also those still in the write-ahead log', () => {
  migrate(db, [first])
  db.pragma('wal_autocheckpoint = 0')
  db.exec("INSERT INTO book VALUES ('in the log')")
  migrate(db, [first, second])
  const backup = connect(join(folder, 'library.sqlite.before-2'), { readonly: true })
  expect(backup.prepare('SELECT * FROM book').all()).toEqual([{ title: 'in the log' }])
  backup.close()
})

it('makes no backup of a library that is new', () => {
  migrate(db, [first, second])
  expect(existsSync(join(folder, 'library.sqlite.before-1'))).toBe(false)
})

it('refuses a change it does not know, by number or by name', () => {
  migrate(db, [first, second])
  expect(() => migrate(db, [first])).toThrow('2 "pages"')
  expect(() => migrate(db, [first, { ...second, name: 'covers' }])).toThrow('2 "pages"')
})
