import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { goldenArray, goldenJson, goldenPath } from '#test/support/goldens.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { writeSafetensors } from './safetensors.ts'

const folder = tempFolder()

interface Manifest {
  readonly state_dict: Record<string, Summary>
  readonly train: { readonly layout: readonly { name: string; offset: number; size: number }[] }
}

interface Summary {
  readonly shape: number[]
  readonly sum: number
  readonly abssum: number
  readonly first: number[]
  readonly last: number
}

async function readAll(checkpoint: Checkpoint): Promise<Map<string, Float32Array>> {
  const weights = new Map<string, Float32Array>()
  for (const name of checkpoint.tensors.keys())
    weights.set(name, await checkpoint.readFloat32(name))
  return weights
}

async function load(path: string): Promise<Map<string, Float32Array>> {
  const checkpoint = await openCheckpoint(path)
  try {
    return await readAll(checkpoint)
  } finally {
    await checkpoint.close()
  }
}

describe.each(['tiny-ucf', 'tiny-xd'])('the checkpoints of %s', (set) => {
  const manifest = goldenJson<Manifest>(`${set}/manifest.json`)
  const path = (file: string) => goldenPath(`${set}/${file}`)

  it.each(['checkpoint.pth', 'checkpoint_legacy.pth'])(
    'give every tensor of %s as the authors’ code had it',
    async (file) => {
      const checkpoint = await openCheckpoint(path(file))
      const weights = await readAll(checkpoint)
      await checkpoint.close()
      expect([...weights.keys()].sort()).toEqual(Object.keys(manifest.state_dict).sort())
      for (const [name, expected] of Object.entries(manifest.state_dict)) {
        const values = weights.get(name)!
        expect(checkpoint.tensors.get(name)).toMatchObject({
          dtype: 'float32',
          shape: expected.shape,
        })
        expect([...values.subarray(0, 3)], name).toEqual(expected.first)
        expect(values.at(-1), name).toBe(expected.last)
        expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(expected.sum, 4)
        expect(values.reduce((sum, value) => sum + Math.abs(value), 0)).toBeCloseTo(
          expected.abssum,
          4,
        )
      }
    },
  )

  it('are the same weights in both layouts', async () => {
    expect(await load(path('checkpoint_legacy.pth'))).toEqual(await load(path('checkpoint.pth')))
  })

  it('are the same weights in half precision, to its last place', async () => {
    const full = await load(path('checkpoint.pth'))
    const checkpoint = await openCheckpoint(path('checkpoint_fp16.pth'))
    expect([...checkpoint.tensors.values()].every(({ dtype }) => dtype === 'float16')).toBe(true)
    const half = await readAll(checkpoint)
    await checkpoint.close()
    for (const [name, values] of full)
      expect(half.get(name), name).toEqual(Float32Array.from(new Float16Array(values)))
  })

  it('are the weights after one step in the training checkpoint', async () => {
    const before = await load(path('checkpoint.pth'))
    const after = await load(path('checkpoint_train.pth'))
    const flat = goldenArray(`${set}/train/params_step1.npy`).data
    const trained = new Map(
      manifest.train.layout.map(({ name, offset, size }) => [
        name,
        flat.subarray(offset, offset + size),
      ]),
    )
    expect(trained.size).toBeGreaterThan(30)
    expect([...after.keys()]).toEqual([...before.keys()])
    for (const [name, values] of after)
      expect(values, name).toEqual(
        trained.has(name) ? Float32Array.from(trained.get(name)!) : before.get(name),
      )
  })

  it('are the same weights after a trip through safetensors', async () => {
    const source = await openCheckpoint(path('checkpoint.pth'))
    const copy = join(folder.path, `${set}.safetensors`)
    const tensors = Array.from(source.tensors.values(), (info) => ({
      ...info,
      read: () => source.readFloat32(info.name),
    }))
    await writeSafetensors(copy, tensors)
    expect(await load(copy)).toEqual(await readAll(source))
    await source.close()
  })

  it('are refused when they are cut short anywhere', async () => {
    for (const file of ['checkpoint.pth', 'checkpoint_legacy.pth', 'checkpoint_train.pth']) {
      const whole = readFileSync(path(file))
      for (let i = 1; i <= 40; i++) {
        const length = whole.length - Math.ceil(whole.length * (i / 40) ** 3)
        const cut = folder.save(whole.subarray(0, length), 'cut.pth')
        await expect(load(cut), `${file} cut to ${length}`).rejects.toMatchObject({
          code: 'bad-checkpoint',
        })
      }
    }
  })
})

describe('openCheckpoint', () => {
  it('goes by content, not by name', async () => {
    const bytes = readFileSync(goldenPath('tiny-xd/checkpoint.pth'))
    const checkpoint = await openCheckpoint(folder.save(bytes, 'weights.safetensors'))
    expect(checkpoint.format).toBe('torch-zip')
    await checkpoint.close()
  })

  it('names the file and the tensor when there is none of that name', async () => {
    const path = goldenPath('tiny-xd/checkpoint.pth')
    const checkpoint = await openCheckpoint(path)
    await expect(checkpoint.readFloat32('no.such')).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: `${path} cannot be used as a checkpoint: it has no tensor named "no.such".`,
    })
    await checkpoint.close()
  })

  it('reads several tensors at the same time', async () => {
    const checkpoint = await openCheckpoint(goldenPath('tiny-xd/checkpoint.pth'))
    const names = [...checkpoint.tensors.keys()]
    const together = await Promise.all(names.map((name) => checkpoint.readFloat32(name)))
    expect(new Map(names.map((name, i) => [name, together[i]]))).toEqual(await readAll(checkpoint))
    await checkpoint.close()
  })

  const tar = Buffer.alloc(1024)
  tar.write('ustar', 257)
  it.each<[string, Uint8Array | string, string]>([
    ['an empty file', '', 'it is empty (0 bytes)'],
    ['a text file', 'epoch 3, loss 0.25\n', 'it is a text file'],
    ['a web page', '<!DOCTYPE html><html>Too many users</html>', 'it is a web page'],
    [
      'a Git LFS pointer',
      'version https://git-lfs.github.com/spec/v1\n',
      'it is a Git LFS pointer',
    ],
    ['a gzip file', gzipSync('x'), 'it is gzip-compressed'],
    ['a tar archive', tar, 'it is a tar archive'],
    ['a NumPy array', Buffer.from('\x93NUMPY\x01\x00', 'latin1'), 'it is a NumPy array'],
    ['an HDF5 file', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), 'it is an HDF5 file'],
    ['zeros', Buffer.alloc(100), 'its first bytes are those of no format'],
    ['one byte of a pickle', Buffer.from([0x80]), 'it ends too early'],
    ['the start of a zip', Buffer.from('PK\x03\x04'), 'without its end'],
  ])('says what %s is, and what to do', async (_, content, reason) => {
    await expect(openCheckpoint(folder.save(content))).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringContaining(reason),
      hint: expect.stringMatching(/\.$/),
    })
  })

  it('tells a missing file, a folder and one that cannot be read', async () => {
    const loop = join(folder.path, 'loop.pth')
    symlinkSync(loop, loop)
    await expect(openCheckpoint(join(folder.path, 'none.pth'))).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(openCheckpoint(loop)).rejects.toMatchObject({ code: 'unreadable' })
    await expect(openCheckpoint(folder.path)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('is a folder'),
    })
  })
})
