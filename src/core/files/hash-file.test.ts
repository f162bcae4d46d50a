import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { tempFolder } from '#test/support/temp-folder.ts'
import { hashFile } from './hash-file.ts'

const MIB = 1024 * 1024
const folder = tempFolder()

it('hashes every byte, and says how far it is', async () => {
  const bytes = Buffer.alloc(3 * MIB + 17, 'flagreel')
  const path = folder.save(bytes, 'clip.mp4')
  const parts: number[] = []
  expect(await hashFile(path, { onBytes: (part) => parts.push(part) })).toEqual({
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  })
  expect(parts).toEqual([MIB, MIB, MIB, 17])
})

it('stops when it is aborted, and names what is not there', async () => {
  const path = folder.save('x', 'small.mp4')
  await expect(hashFile(path, { signal: AbortSignal.abort() })).rejects.toThrow('abort')
  await expect(hashFile(`${path}.gone`)).rejects.toMatchObject({ code: 'not-found' })
  await expect(hashFile(folder.path)).rejects.toMatchObject({ code: 'unreadable' })
  const empty = folder.save('', 'empty.mp4')
  expect(await hashFile(empty)).toMatchObject({
    bytes: 0,
    sha256: expect.stringMatching(/^e3b0c4/),
  })
})
