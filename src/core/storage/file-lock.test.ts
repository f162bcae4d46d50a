import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { holdFileLock, isFileLockHeld } from './file-lock.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagreel-lock-'))
  file = join(folder, 'lock')
})

afterEach(() => rmSync(folder, { recursive: true }))

it('is held from when it is taken until it is released', () => {
  expect(isFileLockHeld(file)).toBe(false)
  const lock = holdFileLock(file)
  expect(isFileLockHeld(file)).toBe(true)
  lock.release()
  expect(isFileLockHeld(file)).toBe(false)
})

it('cannot be taken twice', () => {
  const lock = holdFileLock(file)
  expect(() => holdFileLock(file)).toThrow('locked')
  expect(isFileLockHeld(file)).toBe(true)
  lock.release()
  holdFileLock(file).release()
})

it('leaves an empty file and nothing else', () => {
  const lock = holdFileLock(file)
  isFileLockHeld(file)
  expect(readdirSync(folder)).toEqual(['lock'])
  lock.release()
  expect(statSync(file).size).toBe(0)
})

it('does not depend on anybody keeping the handle', async () => {
  holdFileLock(file)
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  for (let i = 0; i < 3; i++) {
    if (typeof collect === 'function') collect()
    await delay(10)
  }
  expect(isFileLockHeld(file)).toBe(true)
})
