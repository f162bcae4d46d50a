import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { settingsSchema } from '#contract/settings.ts'
import { openDatabase } from '#core/storage/open-database.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { changeSettings, parseSettings, readSettings } from './settings-store.ts'

const folder = tempFolder()
const db = openDatabase(join(folder.path, 'library.sqlite'))
afterAll(() => db.close())
const DEFAULTS = settingsSchema.parse({})

it('has defaults before anything was set, protected viewing among them', () => {
  expect(readSettings(db)).toEqual(DEFAULTS)
  expect(DEFAULTS.protection).toMatchObject({ mode: 'protected', greyscale: 1, muted: true })
})

it('replaces the parts that are given and leaves the others', () => {
  changeSettings(db, { theme: 'dark' })
  const changed = changeSettings(db, { reviewer: 'Ada' })
  expect(changed).toEqual({ ...DEFAULTS, theme: 'dark', reviewer: 'Ada' })
  expect(readSettings(db)).toEqual(changed)
})

it('refuses a part of the wrong shape and keeps what was there', () => {
  const before = readSettings(db)
  expect(() => changeSettings(db, { textScale: 9 })).toThrow()
  expect(readSettings(db)).toEqual(before)
})

it('takes the default for a stored part that no longer parses, and only for that', () => {
  expect(parseSettings({ theme: 'neon', reviewer: 'Ada', gone: 1 })).toEqual({
    ...DEFAULTS,
    reviewer: 'Ada',
  })
  expect(parseSettings('spoilt')).toEqual(DEFAULTS)
})
