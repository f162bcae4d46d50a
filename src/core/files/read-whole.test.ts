import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makePipe } from '#test/support/make-pipe.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { readWhole, readWholeText } from './read-whole.ts'

const folder = tempFolder()
const LIST = { what: 'a list', largestBytes: 4 }

it('reads every byte up to the limit, and text without its mark', async () => {
  expect([...(await readWhole(folder.save(Buffer.of(0, 1, 2, 255)), LIST))]).toEqual([0, 1, 2, 255])
  expect(await readWhole(folder.save(''), LIST)).toHaveLength(0)
  expect(await readWholeText(folder.save('\ufeffa'), LIST)).toBe('a')
})

it('refuses a larger file with both sizes, before reading it', async () => {
  const path = folder.save('', 'large')
  truncateSync(path, 1_100_000_000)
  await expect(readWholeText(path, LIST)).rejects.toMatchObject({
    code: 'bad-argument',
    message: `${path} has 1100000000 bytes; a list has at most 4.`,
    hint: 'Check that this is the file you meant.',
  })
  const hint = 'Make it shorter.'
  await expect(readWhole(folder.save('12345'), { ...LIST, hint })).rejects.toMatchObject({ hint })
})

it('tells what is not there from what cannot be read', async () => {
  await expect(readWhole(join(folder.path, 'none'), LIST)).rejects.toMatchObject({
    code: 'not-found',
  })
  await expect(readWhole(folder.path, LIST)).rejects.toMatchObject({
    code: 'unreadable',
    message: expect.stringContaining('is a folder'),
  })
})

it.runIf(process.platform !== 'win32')('refuses a pipe instead of waiting for it', async () => {
  const pipe = makePipe(folder.path)
  await expect(readWhole(pipe, LIST)).rejects.toMatchObject({
    code: 'unreadable',
    message: expect.stringContaining('not an ordinary file'),
  })
})
