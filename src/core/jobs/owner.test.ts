import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Database, openDatabase } from '#core/storage/open-database.ts'
import { openOwner } from './owner.ts'

let folder: string
let db: Database

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagreel-owner-'))
  db = openDatabase(join(folder, 'library.sqlite'))
})

afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

it('is alive while it is open, for itself and for others', () => {
  const first = openOwner(db)
  const second = openOwner(db)
  expect([first.isAlive(first, 0), second.isAlive(first, 1e9), first.isAlive(second, 1e9)]).toEqual(
    [true, true, true],
  )
  second.close()
  expect(first.isAlive(second, 0)).toBe(false)
  first.close()
})

it('is not taken for another process with the same id on the same host', () => {
  const owner = openOwner(db)
  const ghost = { token: 'of-a-process-long-gone', host: hostname(), pid: process.pid }
  expect(owner.isAlive(ghost, 0)).toBe(false)
  owner.close()
})

it('leaves nothing behind, and clears away what a killed process left', () => {
  const running = () => readdirSync(join(folder, 'running'))
  const owner = openOwner(db)
  const [killed, damaged] = [randomUUID(), randomUUID()]
  writeFileSync(join(folder, 'running', killed), '')
  writeFileSync(join(folder, 'running', damaged), 'no database'.repeat(100))
  const next = openOwner(db)
  expect(running().sort()).toEqual([owner.token, next.token].sort())
  owner.close()
  next.close()
  expect(running()).toEqual([])
})

it('leaves alone what others put beside its locks', () => {
  mkdirSync(join(folder, 'running'), { recursive: true })
  const stray = join(folder, 'running', '.DS_Store')
  writeFileSync(stray, 'Bud1'.repeat(300))
  mkdirSync(join(folder, 'running', 'new folder'))
  openOwner(db).close()
  expect(readdirSync(join(folder, 'running')).sort()).toEqual(['.DS_Store', 'new folder'])
})
