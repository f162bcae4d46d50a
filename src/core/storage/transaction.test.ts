import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Database, openDatabase } from './open-database.ts'
import { durable, snapshot, transaction } from './transaction.ts'

let folder: string
let file: string
let db: Database

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagreel-transaction-'))
  file = join(folder, 'library.sqlite')
  db = openDatabase(file)
})

afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

const put = (key: string, value = '1') =>
  db.prepare('INSERT INTO setting (key, value_json) VALUES (?, ?)').run(key, value)
const keys = () => db.prepare('SELECT key FROM setting ORDER BY key').pluck().all()
const synchronous = () => db.pragma('synchronous', { simple: true })

it('stores all of it and returns the value', () => {
  expect(transaction(db, () => [put('a'), put('b')].length)).toBe(2)
  expect(keys()).toEqual(['a', 'b'])
})

it('stores nothing when it throws, and passes the error on', () => {
  const failing = () =>
    transaction(db, () => {
      put('a')
      throw new Error('half-way')
    })
  expect(failing).toThrow('half-way')
  expect(keys()).toEqual([])
})

it('undoes only the inner one when a nested transaction throws and the outer goes on', () => {
  transaction(db, () => {
    put('outer')
    try {
      transaction(db, () => {
        put('inner')
        throw new Error('inner')
      })
    } catch {
      put('after')
    }
  })
  expect(keys()).toEqual(['after', 'outer'])
})

it('undoes an inner transaction that ended well when the outer throws', () => {
  const failing = () =>
    transaction(db, () => {
      transaction(db, () => put('inner'))
      throw new Error('outer')
    })
  expect(failing).toThrow('outer')
  expect(keys()).toEqual([])
})

it('refuses an asynchronous function, which would be committed before it ran', () => {
  const early = () =>
    transaction(db, async () => {
      put('a')
    })
  expect(early).toThrow('promise')
  expect(keys()).toEqual([])
})

it('writes to the disk before it returns when durable, and goes back to normal even after an error', () => {
  expect(synchronous()).toBe(1)
  durable(db, () => {
    expect(synchronous()).toBe(2)
    put('a')
  })
  expect(synchronous()).toBe(1)
  const failing = () =>
    durable(db, () => {
      throw new Error('no')
    })
  expect(failing).toThrow('no')
  expect(synchronous()).toBe(1)
})

it('refuses durable inside a transaction, where SQLite would ignore it', () => {
  expect(() => transaction(db, () => durable(db, () => put('a')))).toThrow('inside a transaction')
  expect(keys()).toEqual([])
})

it('shows one state to all reads of a snapshot while another connection writes', () => {
  put('a')
  const other = openDatabase(file)
  snapshot(db, () => {
    expect(keys()).toEqual(['a'])
    transaction(other, () => other.exec("INSERT INTO setting VALUES ('b', '1')"))
    expect(keys()).toEqual(['a'])
  })
  expect(keys()).toEqual(['a', 'b'])
  other.close()
})

it('reports a full disk as such, keeps what was stored, and works again when there is room', () => {
  put('a')
  const pages = Number(db.pragma('page_count', { simple: true }))
  db.pragma(`max_page_count = ${pages}`)
  const tooMuch = () => transaction(db, () => put('big', `"${'x'.repeat(1_000_000)}"`))
  expect(tooMuch).toThrow(
    expect.objectContaining({ code: 'disk', message: expect.stringContaining(file) }),
  )
  expect(keys()).toEqual(['a'])
  db.pragma('max_page_count = 1000000')
  tooMuch()
  expect(keys()).toEqual(['a', 'big'])
})

it('reports a database that cannot be written as a library error', () => {
  const readonly = openDatabase(file, { readonly: true })
  const writing = () => transaction(readonly, () => readonly.exec('DELETE FROM setting'))
  expect(writing).toThrow(expect.objectContaining({ code: 'library' }))
  readonly.close()
})

it('reports another process that holds on to the write lock', () => {
  const other = openDatabase(file)
  other.pragma('busy_timeout = 0')
  transaction(db, () => {
    expect(() => transaction(other, () => undefined)).toThrow(
      expect.objectContaining({
        code: 'library',
        message: expect.stringContaining('another process'),
      }),
    )
  })
  other.close()
})

it('leaves errors that are not about the disk or the file as they are', () => {
  put('a')
  expect(() => transaction(db, () => put('a'))).toThrow('UNIQUE constraint failed')
})
