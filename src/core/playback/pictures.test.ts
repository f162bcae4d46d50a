import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { Pictures } from './pictures.ts'

const folder = tempFolder()

it('makes a picture once for all who want it', async () => {
  const path = join(folder.path, 'once.jpg')
  let made = 0
  const make = async () => writeFileSync(path, String(++made))
  const pictures = new Pictures()
  await Promise.all([pictures.make(path, make), pictures.make(path, make)])
  await pictures.make(path, make)
  expect(readFileSync(path, 'utf8')).toBe('1')
})

it('makes anew what is being stopped, and fails with what failed', async () => {
  const path = join(folder.path, 'strip')
  const pictures = new Pictures()
  const { promise, reject } = Promise.withResolvers<void>()
  const background = pictures.make(path, () => promise)
  const wanted = pictures.make(path, async () => writeFileSync(path, 'made'))
  reject(new FlagreelError('cancelled', 'The queue was paused.'))
  await expect(background).rejects.toThrow('paused')
  await wanted
  expect(readFileSync(path, 'utf8')).toBe('made')

  const broken = join(folder.path, 'broken')
  const failing = () => Promise.reject(new FlagreelError('bad-media', 'It is broken.'))
  const both = [pictures.make(broken, failing), pictures.make(broken, failing)]
  for (const each of both) await expect(each).rejects.toThrow('broken')
})
