import { describe, expect, it } from 'vitest'
import { op, pickle } from '#test/support/pickle-writer.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import {
  floatStorage,
  type LegacyCheckpoint,
  orderedDict,
  stateDictPickle,
  torchLegacy,
} from '#test/support/torch-writer.ts'
import { openCheckpoint } from './checkpoint.ts'

const folder = tempFolder()
const storages = [floatStorage('94', [1, 2, 3, 4]), floatStorage('17', [5])]
const state = stateDictPickle(
  [
    { name: 'a', shape: [2, 2], storage: storages[0]! },
    { name: 'b', shape: [], storage: storages[1]! },
  ],
  'legacy',
)

async function load(bytes: Uint8Array): Promise<Record<string, number[]>> {
  const checkpoint = await openCheckpoint(folder.save(bytes))
  try {
    expect(checkpoint.format).toBe('torch-legacy')
    const read: Record<string, number[]> = {}
    for (const name of checkpoint.tensors.keys())
      read[name] = [...(await checkpoint.readFloat32(name))]
    return read
  } finally {
    await checkpoint.close()
  }
}

function legacy(changes: Partial<LegacyCheckpoint> = {}): Buffer {
  return torchLegacy({ pickle: state, storages, ...changes })
}

describe('a checkpoint in the legacy layout', () => {
  it('loads', async () => {
    expect(await load(legacy())).toEqual({ a: [1, 2, 3, 4], b: [5] })
  })

  it('loads with its storages in another order than its tensors', async () => {
    expect(await load(legacy({ storages: storages.toReversed() }))).toMatchObject({ b: [5] })
  })

  const short = { ...storages[0]!, count: 3 }
  it.each<[string, Buffer, string]>([
    ['another magic number', legacy({ magic: 7n }), 'but not one torch.save wrote'],
    ['another version', legacy({ protocol: 1002 }), 'unknown version'],
    ['big-endian numbers', legacy({ isLittleEndian: false }), 'its numbers are big-endian'],
    ['a key too few', legacy({ keys: ['94'] }), 'list of storages'],
    ['a key too many', legacy({ keys: ['94', '17', '18'] }), 'list of storages'],
    ['a key twice', legacy({ keys: ['94', '17', '17'] }), 'list of storages'],
    ['another key', legacy({ keys: ['94', '16'] }), 'list of storages'],
    ['a storage that says it is shorter', legacy({ storages: [short, storages[1]!] }), 'expect 4'],
    ['bytes after its storages', Buffer.concat([legacy(), Buffer.alloc(9)]), '9 bytes follow'],
    ['a storage cut short', legacy().subarray(0, -1), 'inside storage "17" of 1 float32'],
    ['a storage cut in its count', legacy().subarray(0, -7), 'inside storage "17"'],
    ['no storages', legacy({ storages: [], keys: ['94', '17'] }), 'inside storage "94"'],
  ])('is refused with %s', async (_, bytes, reason) => {
    await expect(load(bytes)).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringContaining(reason),
    })
  })

  it('is refused for a name in any of its pickles, with the byte in the file', async () => {
    const call = op.call(op.global('os', 'system'), op.text('ls'))
    const inState = legacy({ pickle: pickle(orderedDict(['a', call])) })
    await expect(load(inState)).rejects.toThrow(
      `byte ${inState.indexOf('cos\nsystem')} (GLOBAL): it names "os.system"`,
    )
    const inMagic = pickle(call)
    await expect(load(inMagic)).rejects.toThrow('where only plain values belong')
  })

  it('is refused when it is cut anywhere', async () => {
    const whole = legacy()
    for (let length = 1; length < whole.length; length += 7)
      await expect(load(whole.subarray(0, length)), `cut to ${length}`).rejects.toMatchObject({
        code: 'bad-checkpoint',
      })
  })

  it('is told from another Python pickle', async () => {
    await expect(load(pickle(op.dict([op.text('w'), op.float(1)])))).rejects.toThrow(
      'it is a Python pickle, but not one torch.save wrote',
    )
  })
})
