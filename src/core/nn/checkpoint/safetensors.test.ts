import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tempFolder } from '#test/support/temp-folder.ts'
import { openCheckpoint } from './checkpoint.ts'
import { type WritableTensor, writeSafetensors } from './safetensors.ts'

const folder = tempFolder()

function writable(
  name: string,
  dtype: WritableTensor['dtype'],
  { shape, data }: { shape: readonly number[]; data: ArrayBufferView },
): WritableTensor {
  return { name, dtype, shape, read: async () => data }
}

/** A file with any header text and any data. */
function safetensors(header: unknown, data: Uint8Array, claimedLength?: number): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(claimedLength ?? json.length))
  return Buffer.concat([length, json, data])
}

const EIGHT = new Uint8Array(new Float32Array([1, 2]).buffer)
/** A float32 vector over those bytes, or what the changes make of it. */
function entry(begin: number, end: number, changes: object = {}) {
  return { dtype: 'F32', shape: [(end - begin) / 4], data_offsets: [begin, end], ...changes }
}

it('a header of a length that begins as a pickle does is still one', async () => {
  // 0x80 begins a pickle.
  for (const length of [0x8380, 0x0280]) {
    const json = JSON.stringify({ w: entry(0, 8) })
    const path = join(folder.path, `length-${length}.safetensors`)
    await writeFile(path, safetensors(json.padEnd(length), EIGHT))
    const checkpoint = await openCheckpoint(path)
    expect([checkpoint.format, ...(await checkpoint.readFloat32('w'))]).toEqual([
      'safetensors',
      1,
      2,
    ])
    await checkpoint.close()
  }
})

describe('writing safetensors', () => {
  const tensors = [
    writable('flags', 'bool', { shape: [3], data: new Uint8Array([1, 0, 1]) }),
    writable('w', 'float32', { shape: [2, 2], data: new Float32Array([1, 2, 3, 4]) }),
    writable('half', 'float16', { shape: [2], data: new Uint16Array([0x3c00, 0xc000]) }),
    writable('brain', 'bfloat16', { shape: [1], data: new Uint16Array([0x3f80]) }),
    writable('double', 'float64', { shape: [], data: new Float64Array([0.5]) }),
    writable('none', 'float32', { shape: [0, 4], data: new Float32Array() }),
  ]

  it('gives every tensor back', async () => {
    const path = join(folder.path, 'all.safetensors')
    await writeSafetensors(path, tensors, { source: 'a test' })
    const checkpoint = await openCheckpoint(path)
    expect(checkpoint.format).toBe('safetensors')
    expect(Object.fromEntries(checkpoint.tensors)).toMatchObject({
      w: { name: 'w', dtype: 'float32', shape: [2, 2] },
      flags: { dtype: 'bool', shape: [3] },
    })
    const read = async (name: string) => [...(await checkpoint.readFloat32(name))]
    expect(await read('w')).toEqual([1, 2, 3, 4])
    expect(await read('half')).toEqual([1, -2])
    expect(await read('brain')).toEqual([1])
    expect(await read('double')).toEqual([0.5])
    expect(await read('none')).toEqual([])
    await expect(read('flags')).rejects.toThrow('tensor flags holds bool')
    await checkpoint.close()
  })

  it('aligns every tensor to its elements and the data to 8 bytes', async () => {
    const path = join(folder.path, 'aligned.safetensors')
    await writeSafetensors(path, tensors, { source: 'a test' })
    const bytes = await readFile(path)
    const length = Number(bytes.readBigUInt64LE())
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString())
    expect(length % 8).toBe(0)
    expect(header.__metadata__).toEqual({ source: 'a test' })
    expect(header.double.data_offsets[0] % 8).toBe(0)
    expect(header.w.data_offsets[0] % 4).toBe(0)
    expect(header.half.data_offsets[0] % 2).toBe(0)
  })

  it('asks for one tensor after another, never two at a time', async () => {
    let held = 0
    let most = 0
    const counting = tensors.map((tensor) => ({
      ...tensor,
      read: async () => {
        most = Math.max(most, ++held)
        const data = await tensor.read()
        held -= 1
        return data
      },
    }))
    await writeSafetensors(join(folder.path, 'counted.safetensors'), counting)
    expect(most).toBe(1)
  })

  it('refuses a tensor of another size than announced, and leaves no file', async () => {
    const path = join(folder.path, 'wrong.safetensors')
    const wrong = writable('w', 'float32', { shape: [3], data: new Float32Array(2) })
    await expect(writeSafetensors(path, [wrong])).rejects.toMatchObject({
      code: 'bad-tensor',
      message: 'Tensor w is float32 [3], 12 bytes, but 8 came to be written.',
    })
    await expect(readFile(path)).rejects.toThrow('ENOENT')
  })

  it('refuses two tensors of one name', async () => {
    const w = writable('w', 'float32', { shape: [1], data: new Float32Array(1) })
    const path = join(folder.path, 'twice.safetensors')
    await expect(writeSafetensors(path, [w, w])).rejects.toMatchObject({ code: 'bad-tensor' })
  })

  it('reports a folder that is not there as a disk error', async () => {
    const path = join(folder.path, 'none', 'w.safetensors')
    await expect(writeSafetensors(path, [])).rejects.toMatchObject({ code: 'disk' })
  })
})

describe('reading safetensors', () => {
  const good = safetensors({ a: entry(0, 4), 'module.b': entry(4, 8) }, EIGHT)

  it('takes entries in any order, drops the prefix of DataParallel and ignores metadata', async () => {
    const header = { 'module.b': entry(4, 8), __metadata__: { format: 'pt' }, a: entry(0, 4) }
    const checkpoint = await openCheckpoint(folder.save(safetensors(header, EIGHT)))
    expect([...checkpoint.tensors.keys()]).toEqual(['a', 'b'])
    expect([...(await checkpoint.readFloat32('b'))]).toEqual([2])
    await checkpoint.close()
  })

  it.each<[string, Buffer, string]>([
    ['a gap', safetensors({ a: entry(4, 8) }, EIGHT), 'does not follow'],
    ['an overlap', safetensors({ a: entry(0, 8), b: entry(4, 8) }, EIGHT), 'does not follow'],
    ['the same bytes twice', safetensors({ a: entry(0, 8), b: entry(0, 8) }, EIGHT), 'not follow'],
    ['data left over', safetensors({ a: entry(0, 4) }, EIGHT), 'describes 4 bytes'],
    ['data missing', safetensors({ a: entry(0, 16) }, EIGHT), 'describes 16 bytes'],
    ['backward offsets', safetensors({ a: entry(8, 0, { shape: [0] }) }, EIGHT), 'but has -8'],
    [
      'another size than its shape',
      safetensors({ a: entry(0, 8, { shape: [3] }) }, EIGHT),
      '12 bytes, but',
    ],
    ['a negative size', safetensors({ a: entry(0, 8, { shape: [-2] }) }, EIGHT), 'no proper shape'],
    [
      'a fractional size',
      safetensors({ a: entry(0, 8, { shape: [2.5] }) }, EIGHT),
      'no proper shape',
    ],
    [
      'a shape that is text',
      safetensors({ a: entry(0, 8, { shape: '2' }) }, EIGHT),
      'no proper shape',
    ],
    [
      '99 dimensions',
      safetensors({ a: entry(0, 8, { shape: Array(99).fill(1) }) }, EIGHT),
      'no proper shape',
    ],
    [
      'an overflowing shape',
      safetensors({ a: entry(0, 8, { shape: [2 ** 52, 2 ** 52] }) }, EIGHT),
      'but has 8',
    ],
    [
      'three offsets',
      safetensors({ a: entry(0, 8, { data_offsets: [0, 8, 8] }) }, EIGHT),
      'no proper',
    ],
    [
      'a type of one byte',
      safetensors({ a: entry(0, 8, { shape: [8], dtype: 'F8_E4M3' }) }, EIGHT),
      '"F8_E4M3"',
    ],
    [
      'a type of every object',
      safetensors({ a: entry(0, 8, { shape: [8], dtype: 'toString' }) }, EIGHT),
      '"toString"',
    ],
    ['an entry that is a list', safetensors({ a: [] }, EIGHT), 'element type "undefined"'],
    ['a list for a header', safetensors('{}'.replace('{}', '{"a":[[[[]]]]}'), EIGHT), 'too deep'],
    ['broken JSON', safetensors('{"a":', EIGHT), 'is not JSON'],
    ['no tensors', safetensors({ __metadata__: {} }, new Uint8Array()), 'holds no tensors'],
    ['a hostile name', safetensors({ 'a\u202e': entry(0, 8) }, EIGHT), 'a tensor is named'],
    [
      'two names that become one',
      safetensors({ a: entry(0, 4), 'module.a': entry(4, 8) }, EIGHT),
      'two tensors',
    ],
    ['a header longer than the file', safetensors('{"a"', EIGHT, 900), 'inside its header'],
    ['a header of 3 GB', safetensors('{"a"', EIGHT, 3e9), 'claims 3000000000 bytes'],
  ])('refuses %s', async (_, bytes, reason) => {
    await expect(openCheckpoint(folder.save(bytes))).rejects.toMatchObject({
      code: 'bad-checkpoint',
      message: expect.stringContaining(reason),
    })
  })

  it('refuses a header nested millions deep at once', async () => {
    const header = `{"a":${'['.repeat(8_000_000)}`
    await expect(openCheckpoint(folder.save(safetensors(header, EIGHT)))).rejects.toThrow(
      'too deep',
    )
  })

  it('does not count brackets inside names', async () => {
    const bytes = safetensors({ '[[[[{{{{"]': entry(0, 8) }, EIGHT)
    const checkpoint = await openCheckpoint(folder.save(bytes))
    expect([...checkpoint.tensors.keys()]).toEqual(['[[[[{{{{"]'])
    await checkpoint.close()
  })

  it('refuses a file cut anywhere', async () => {
    for (let length = 0; length < good.length; length++)
      await expect(openCheckpoint(folder.save(good.subarray(0, length)))).rejects.toMatchObject({
        code: 'bad-checkpoint',
      })
  })
})
