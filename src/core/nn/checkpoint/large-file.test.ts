import { spawnSync } from 'node:child_process'
import { closeSync, openSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { pickle } from '#test/support/pickle-writer.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import {
  floatStorage,
  orderedDict,
  storageReference,
  tensorCall,
} from '#test/support/torch-writer.ts'
import { zipChunks } from '#test/support/zip-writer.ts'
import { openCheckpoint } from './checkpoint.ts'

const folder = tempFolder()
const CHUNK = Buffer.alloc(64 * 1024 * 1024)

/** The same zeros again and again, written as a hole: the file takes no space on the disk. */
function* zeros(count: number): Generator<Uint8Array> {
  for (let i = 0; i < count; i++) yield CHUNK
}

function writeSparse(path: string, chunks: Iterable<Uint8Array>): void {
  const file = openSync(path, 'w')
  let position = 0
  for (const chunk of chunks) {
    if (chunk !== CHUNK) writeSync(file, chunk, 0, chunk.length, position)
    position += chunk.length
  }
  closeSync(file)
}

describe('a checkpoint of many gigabytes', () => {
  it('gives the tensors before and behind the first four', async () => {
    const path = join(folder.path, 'five-gigabytes.pth')
    const size = 80 * CHUNK.length
    const large = { key: '1', type: 'FloatStorage', count: size / 4 }
    const [first, last] = [floatStorage('0', [1, 2]), floatStorage('2', [3, 4])]
    const window = { shape: [3], strides: [7], offset: 1_200_000_000 }
    const state = orderedDict(
      ['first', tensorCall(storageReference(first), { shape: [2] })],
      ['window', tensorCall(storageReference(large), window)],
      ['last', tensorCall(storageReference(last), { shape: [2] })],
      ['whole', tensorCall(storageReference(large), { shape: [size / 4] })],
    )
    writeSparse(
      path,
      zipChunks([
        { name: 'a/data.pkl', content: pickle(state) },
        { name: 'a/data/0', content: first.content },
        { name: 'a/data/1', content: zeros(80), size, crc32: 0 },
        { name: 'a/data/2', content: last.content },
      ]),
    )
    expect(statSync(path).size).toBeGreaterThan(5e9)
    const checkpoint = await openCheckpoint(path)
    expect([...(await checkpoint.readFloat32('first'))]).toEqual([1, 2])
    expect([...(await checkpoint.readFloat32('window'))]).toEqual([0, 0, 0])
    expect([...(await checkpoint.readFloat32('last'))]).toEqual([3, 4])
    await expect(checkpoint.readFloat32('whole')).rejects.toThrow('more than 1 GiB')
    await checkpoint.close()
  })
})

describe('memory', () => {
  it('stays near one tensor while 640 MB are read one after another', () => {
    const path = join(folder.path, 'ten-tensors.pth')
    const size = CHUNK.length
    const checksum = crc32(CHUNK)
    const names = Array.from({ length: 10 }, (_, i) => String(i))
    const state = orderedDict(
      ...names.map((key): [string, Uint8Array] => {
        const storage = { key, type: 'FloatStorage', count: size / 4 }
        return [`weight-${key}`, tensorCall(storageReference(storage), { shape: [size / 4] })]
      }),
    )
    writeSparse(
      path,
      zipChunks([
        { name: 'a/data.pkl', content: pickle(state) },
        ...names.map((key) => ({ name: `a/data/${key}`, content: CHUNK, crc32: checksum })),
      ]),
    )
    const script = `
      import { openCheckpoint } from ${JSON.stringify(join(import.meta.dirname, 'checkpoint.ts'))}
      const checkpoint = await openCheckpoint(${JSON.stringify(path)})
      for (const name of checkpoint.tensors.keys()) await checkpoint.readFloat32(name)
      await checkpoint.close()
      console.log(process.resourceUsage().maxRSS / 1024)`
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    })
    expect(child.stderr).toBe('')
    expect(Number(child.stdout)).toBeGreaterThan(64)
    expect(Number(child.stdout)).toBeLessThan(400)
  })
})
