import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tempFolder } from '#test/support/temp-folder.ts'
import { makeFolder } from './make-folder.ts'

const folder = tempFolder()

it('makes the folders above too, and leaves what is there', () => {
  const path = join(folder.path, 'a', 'b', 'c')
  makeFolder(path)
  makeFolder(path)
  expect(statSync(path).isDirectory()).toBe(true)
})

it('throws where a file is in the way', () => {
  expect(() => makeFolder(join(folder.save('', 'file'), 'below'))).toThrow(/EEXIST/)
})

it.runIf(existsSync('/proc/self'))('ends where the file system makes no folders', () => {
  expect(() => makeFolder('/proc/flagreel')).toThrow(/ENOENT/)
})
