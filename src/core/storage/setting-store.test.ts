import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Database, openDatabase } from './open-database.ts'
import { readSetting, writeSetting } from './setting-store.ts'

let folder: string
let db: Database

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagreel-settings-'))
  db = openDatabase(join(folder, 'library.sqlite'))
})

afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

it('keeps JSON values and tells null from not set', () => {
  writeSetting(db, 'a', { b: [1, null] })
  writeSetting(db, 'c', null)
  expect(['a', 'c', 'd'].map((key) => readSetting(db, key))).toEqual([
    { b: [1, null] },
    null,
    undefined,
  ])
  writeSetting(db, 'a', 2)
  expect(readSetting(db, 'a')).toBe(2)
})

it('names the setting whose stored value is not JSON', () => {
  db.exec("INSERT INTO setting VALUES ('theme', '{')")
  expect(() => readSetting(db, 'theme')).toThrow(/The setting "theme" .* is not JSON/)
})
