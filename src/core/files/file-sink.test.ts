import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeFileAtomically } from './file-sink.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagreel-files-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('writeFileAtomically', () => {
  it('writes the parts in order and replaces what was there', async () => {
    const path = join(folder, 'out')
    await writeFile(path, 'older')
    await writeFileAtomically(path, async (sink) => {
      await sink.write(Buffer.from('new '))
      expect(sink.position).toBe(4)
      expect(await readFile(path, 'utf8')).toBe('older')
      await sink.write(Buffer.from('text'))
    })
    expect(await readFile(path, 'utf8')).toBe('new text')
    expect(await readdir(folder)).toEqual(['out'])
  })

  it('leaves the older file and no temporary one when the writer fails', async () => {
    const path = join(folder, 'out')
    await writeFile(path, 'older')
    const failing = writeFileAtomically(path, async (sink) => {
      await sink.write(Buffer.from('half'))
      throw new Error('the weights ran out')
    })
    await expect(failing).rejects.toThrow('the weights ran out')
    expect(await readFile(path, 'utf8')).toBe('older')
    expect(await readdir(folder)).toEqual(['out'])
  })

  it('reports a folder that is not there as a disk error naming the file', async () => {
    const path = join(folder, 'none', 'out')
    await expect(writeFileAtomically(path, async () => {})).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringContaining(path),
    })
  })

  it.runIf(process.platform !== 'win32')(
    'reports a write the system cuts short as a disk error and cleans up',
    async () => {
      const path = join(folder, 'out')
      const script = `
        import { writeFileAtomically } from ${JSON.stringify(join(import.meta.dirname, 'file-sink.ts'))}
        const write = (sink) => sink.write(Buffer.alloc(1_000_000))
        await writeFileAtomically(${JSON.stringify(path)}, write).catch((error) => console.log(error.code, error.message))`
      // A limit on file size is the full disk that any user can have.
      const command = 'ulimit -f 16 && exec "$0" --input-type=module -e "$1"'
      const child = spawnSync('sh', ['-c', command, process.execPath, script], { encoding: 'utf8' })
      expect(child.stdout).toMatch(/^disk .*out could not be written: EFBIG/)
      expect(await readdir(folder)).toEqual([])
    },
  )
})
