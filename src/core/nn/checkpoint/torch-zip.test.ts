import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { op, pickle } from '#test/support/pickle-writer.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import {
  floatStorage,
  orderedDict,
  stateDictPickle,
  storageReference,
  tensorCall,
  torchZip,
  torchZipEntries,
} from '#test/support/torch-writer.ts'
import { zipBytes } from '#test/support/zip-writer.ts'
import { openCheckpoint } from './checkpoint.ts'

const folder = tempFolder()
const storage = floatStorage('0', [1, 2, 3, 4])
const state = stateDictPickle([{ name: 'w', shape: [2, 2], storage }])

async function load(bytes: Uint8Array): Promise<Record<string, number[]>> {
  const checkpoint = await openCheckpoint(folder.save(bytes))
  try {
    const read: Record<string, number[]> = {}
    for (const name of checkpoint.tensors.keys())
      read[name] = [...(await checkpoint.readFloat32(name))]
    return read
  } finally {
    await checkpoint.close()
  }
}

async function expectRefusal(bytes: Uint8Array, reason: string | RegExp): Promise<void> {
  await expect(load(bytes)).rejects.toMatchObject({
    code: 'bad-checkpoint',
    message: expect.stringMatching(reason),
    hint: expect.stringMatching(/./),
  })
}

describe('a checkpoint in the zip layout', () => {
  it('loads', async () => {
    expect(await load(torchZip({ pickle: state, storages: [storage] }))).toEqual({
      w: [1, 2, 3, 4],
    })
  })

  it('loads under any root folder, and under none', async () => {
    for (const root of ['model_ucf', 'ünïcode'])
      expect(await load(torchZip({ pickle: state, storages: [storage], root }))).toHaveProperty('w')
    const flat = torchZipEntries({ pickle: state, storages: [storage], root: '' })
    const entries = flat.map((entry) => ({ ...entry, name: entry.name.slice(1) }))
    expect(await load(zipBytes(entries))).toHaveProperty('w')
  })

  it('loads beside entries it has no use for, such as a folder someone zipped along', async () => {
    const extra = [
      { name: 'archive/.format_version', content: Buffer.from('1') },
      { name: 'archive/data/', content: Buffer.alloc(0) },
      { name: '__MACOSX/._data.pkl', content: Buffer.from('x') },
    ]
    expect(await load(torchZip({ pickle: state, storages: [storage], extra }))).toHaveProperty('w')
  })

  it('keeps numbers that are not finite', async () => {
    const odd = floatStorage('0', [Number.NaN, Number.POSITIVE_INFINITY, -0, 1e-45])
    const { w } = await load(torchZip({ pickle: state, storages: [odd] }))
    expect(w).toEqual([...Float32Array.from([Number.NaN, Number.POSITIVE_INFINITY, -0, 1e-45])])
  })

  it('is refused with big-endian numbers', async () => {
    const bytes = torchZip({ pickle: state, storages: [storage], byteOrder: 'big' })
    await expectRefusal(bytes, 'its numbers are "big"-endian')
  })

  it('is refused without data.pkl, saying that it is a zip', async () => {
    const bytes = zipBytes([{ name: 'word/document.xml', content: Buffer.from('<xml/>') }])
    await expectRefusal(bytes, 'zip archive, but not one torch.save wrote')
    await expectRefusal(zipBytes([]), 'zip archive, but not one torch.save wrote')
  })

  it('is refused with two of them', async () => {
    const extra = [{ name: 'other/data.pkl', content: state }]
    await expectRefusal(
      torchZip({ pickle: state, storages: [storage], extra }),
      '2 entries data.pkl',
    )
  })

  it.each(['archive/code/__torch__.py', 'archive/constants.pkl'])(
    'is told from a TorchScript archive, which has %s',
    async (name) => {
      const extra = [{ name, content: Buffer.from('def forward(self): pass') }]
      const bytes = torchZip({ pickle: state, storages: [storage], extra })
      await expect(load(bytes)).rejects.toMatchObject({
        code: 'bad-checkpoint',
        message: expect.stringContaining('a TorchScript archive'),
        hint: expect.stringContaining('torch.jit.load(path'),
      })
    },
  )

  it('is refused when a storage is missing', async () => {
    await expectRefusal(torchZip({ pickle: state }), 'storage "0" is missing')
  })

  it.each([
    ['shorter', 12],
    ['longer', 20],
    ['empty', 0],
  ])('is refused when a storage is %s than claimed', async (_, length) => {
    const bytes = torchZip({
      pickle: state,
      storages: [{ ...storage, content: new Uint8Array(length) }],
    })
    await expectRefusal(bytes, `storage "0" has ${length} bytes, not 4 float32`)
  })

  it('is refused when a storage only its optimiser uses is missing', async () => {
    const call = (key: string) => tensorCall(storageReference({ ...storage, key }), { shape: [4] })
    const training = pickle(
      op.dict(
        [op.text('model_state_dict'), orderedDict(['w', call('0')])],
        [op.text('optimizer'), op.dict([op.text('exp_avg'), call('1')])],
      ),
    )
    await expectRefusal(
      torchZip({ pickle: training, storages: [storage] }),
      'storage "1" is missing',
    )
  })

  it('is refused when its pickle or its numbers were changed after it was written', async () => {
    const bytes = torchZip({ pickle: state, storages: [storage] })
    const flip = (at: number) => Buffer.from(bytes).fill(bytes[at]! ^ 1, at, at + 1)
    await expectRefusal(
      flip(bytes.indexOf(state) + state.length - 3),
      'does not match its checksum',
    )
    const numbers = flip(bytes.indexOf(storage.content) + 5)
    await expectRefusal(numbers, 'tensor w does not match its checksum')
  })

  it('is refused when bytes follow the end of its pickle', async () => {
    const longer = Buffer.concat([state, Buffer.from('cos\nsystem\n')])
    await expectRefusal(torchZip({ pickle: longer, storages: [storage] }), 'bytes follow the end')
  })

  it('is refused when its pickle is compressed, even to a bomb', async () => {
    const content = deflateRawSync(Buffer.alloc(100_000_000))
    const sizes = { method: 8, size: 100_000_000, compressedSize: content.length }
    await expectRefusal(zipBytes([{ name: 'a/data.pkl', content, ...sizes }]), 'is compressed')
  })

  it('is refused when its pickle is larger than any model needs', async () => {
    await expectRefusal(torchZip({ pickle: Buffer.alloc(17 * 1024 * 1024) }), 'more than 16 MiB')
  })

  it('finds storages by exact name only', async () => {
    const key = '../../etc/passwd'
    const outside = stateDictPickle([{ name: 'w', shape: [4], storage: { ...storage, key } }])
    await expectRefusal(
      torchZip({ pickle: outside, storages: [storage] }),
      'etc/passwd" is missing',
    )
  })

  it('is refused when its pickle would run a program, without running it', async () => {
    const marker = `${folder.path}/owned`
    const call = op.call(op.global('os', 'system'), op.text(`touch ${marker}`))
    const bytes = torchZip({ pickle: pickle(orderedDict(['w', call])), storages: [storage] })
    await expectRefusal(bytes, /refused at byte \d+ \(GLOBAL\): it names "os.system"/)
    const { existsSync } = await import('node:fs')
    expect(existsSync(marker)).toBe(false)
  })
})
