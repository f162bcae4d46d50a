import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFile, readBytes } from './file-source.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagreel-files-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('openFile', () => {
  it('reads any range, also several at once', async () => {
    const path = join(folder, 'data')
    await writeFile(path, Buffer.from(Array.from({ length: 200 }, (_, i) => i)))
    const file = await openFile(path)
    const ranges = await Promise.all([readBytes(file, 0, 2), readBytes(file, 198, 2)])
    await file.close()
    expect(file.size).toBe(200)
    expect(ranges).toEqual([Uint8Array.of(0, 1), Uint8Array.of(198, 199)])
  })

  it('says where the file ended when it shrank after it was opened', async () => {
    const path = join(folder, 'shrinks')
    await writeFile(path, Buffer.alloc(100))
    const file = await openFile(path)
    await truncate(path, 60)
    await expect(readBytes(file, 50, 20)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('ends at byte 60'),
    })
    await file.close()
  })

  it('tells a missing file from one that cannot be read', async () => {
    const loop = join(folder, 'loop')
    await symlink(loop, loop)
    await writeFile(join(folder, 'plain'), '')
    await expect(openFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' })
    await expect(openFile(join(folder, 'plain', 'x'))).rejects.toMatchObject({ code: 'not-found' })
    await expect(openFile(loop)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('ELOOP'),
    })
  })

  it('refuses a folder by that name', async () => {
    await expect(openFile(folder)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('is a folder'),
    })
  })

  it.runIf(process.platform !== 'win32')(
    'refuses a pipe at once instead of waiting for its writer',
    async () => {
      const pipe = join(folder, 'pipe')
      execFileSync('sh', ['-c', 'mkfifo "$0"', pipe])
      await expect(openFile(pipe)).rejects.toMatchObject({
        code: 'unreadable',
        message: expect.stringContaining('not an ordinary file'),
      })
    },
  )
})
