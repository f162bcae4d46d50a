import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatNpy, parseNpy, readNpy } from './npy.ts'
import { type DType, float32, type TensorData, tensor } from './tensor.ts'

const GOLDENS = join(import.meta.dirname, '../../../../test/goldens')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagreel-npy-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Parts {
  readonly header?: string
  readonly version?: number
  readonly claimedHeader?: number
  readonly data?: Uint8Array
}

/** A file with any header text, claimed or true. */
function npy({ header = HEADER, version = 1, claimedHeader, data = new Uint8Array(8) }: Parts) {
  const length = Buffer.alloc(version === 1 ? 2 : 4)
  if (version === 1) length.writeUInt16LE(claimedHeader ?? header.length)
  else length.writeUInt32LE(claimedHeader ?? header.length)
  const magic = Buffer.from(`\x93NUMPY`, 'latin1')
  return Buffer.concat([magic, Buffer.from([version, 0]), length, Buffer.from(header), data])
}

const HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n"
const withDescr = (descr: string) => HEADER.replace("'<f4'", descr)
const withShape = (shape: string) => HEADER.replace('(2,)', shape)

const EVERY_TYPE: readonly [DType, TensorData][] = [
  ['float32', new Float32Array([1.5, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e-45, 7])],
  ['float64', new Float64Array([1.5, -0, Math.PI, 4, 5, 6])],
  ['float16', new Uint16Array([0x3c00, 0x8000, 0x7c00, 1, 2, 3])],
  ['int64', new BigInt64Array([-1n, 2n ** 62n, 0n, 1n, 2n, 3n])],
  ['int32', new Int32Array([-1, 2, 3, 4, 5, 6])],
  ['int8', new Int8Array([-128, 127, 0, 1, 2, 3])],
  ['uint8', new Uint8Array([0, 255, 1, 2, 3, 4])],
  ['bool', new Uint8Array([0, 1, 1, 0, 0, 1])],
]

describe('npy', () => {
  it.each(EVERY_TYPE)('gives %s back exactly', (dtype, data) => {
    const t = tensor(dtype, [2, 3], data)
    expect(parseNpy(formatNpy(t), 'round trip')).toEqual(t)
  })

  it.each([[[]], [[1]], [[1, 1, 1]]])('keeps the shape %j', (shape) => {
    expect(parseNpy(formatNpy(float32(shape, [3])), 'x').shape).toEqual(shape)
  })

  it('keeps an empty dimension', () => {
    expect(parseNpy(formatNpy(float32([0, 512], [])), 'x').shape).toEqual([0, 512])
  })

  it('aligns the elements to 64 bytes as NumPy does', () => {
    const bytes = formatNpy(float32([1], [3]))
    expect((bytes.length - 4) % 64).toBe(0)
    expect(Buffer.from(bytes).toString('latin1')).toContain("'shape': (1,), }")
  })

  it('reads a file NumPy wrote', async () => {
    const t = await readNpy(join(GOLDENS, 'tiny-ucf/image_features.npy'))
    expect(t).toMatchObject({ dtype: 'float32', shape: [6, 32] })
    expect(t.data.every((value: number | bigint) => Number.isFinite(value))).toBe(true)
  })

  it.each([1, 2, 3])('reads format version %i', (version) => {
    const data = new Uint8Array(new Float32Array([1, 2]).buffer)
    expect(parseNpy(npy({ version, data }), 'x')).toEqual(float32([2], [1, 2]))
  })

  it.each([
    ['an empty file', Buffer.alloc(0), 'it is empty'],
    ['a text file', Buffer.from('not an array at all'), 'does not start as'],
    ['half a magic', Buffer.from('\x93NUM', 'latin1'), 'does not start as'],
    ['an unknown version', npy({ version: 4 }), 'format version 4'],
    ['a header longer than the file', npy({ claimedHeader: 900 }), 'ends inside its header'],
    ['a huge header', npy({ version: 2, claimedHeader: 2 ** 32 - 1 }), 'claims 4294967295 bytes'],
    ['a header cut in its length', npy({ version: 2 }).subarray(0, 11), 'inside its header'],
    ['column-major order', npy({ header: HEADER.replace('False', 'True') }), 'column-major'],
    ['big-endian numbers', npy({ header: withDescr("'>f4'") }), 'big-endian'],
    ['Python objects', npy({ header: withDescr("'|O'") }), 'never loaded'],
    ['records', npy({ header: withDescr("[('a', '<f4')]") }), 'is not one of'],
    ['strings', npy({ header: withDescr("'<U5'") }), 'is not one of'],
    ['a key of every object', npy({ header: withDescr("'__proto__'") }), 'is not one of'],
    ['a negative size', npy({ header: withShape('(-2,)') }), "is not an array's"],
    ['a size with an exponent', npy({ header: withShape('(1e9,)') }), "is not an array's"],
    ['commas alone', npy({ header: withShape('(,,)') }), 'its shape is not one'],
    ['40 dimensions', npy({ header: withShape(`(${'1, '.repeat(40)})`) }), '40 dimensions'],
    ['an overflowing shape', npy({ header: withShape('(94906267, 94906267)') }), 'too large'],
    ['a huge shape', npy({ header: withShape('(99999999,)') }), '399999996 bytes, but 8 follow'],
    ['missing bytes', npy({ data: new Uint8Array(7) }), '8 bytes, but 7 follow'],
    ['bytes left over', npy({ data: new Uint8Array(9) }), '8 bytes, but 9 follow'],
    ['an extra key', npy({ header: HEADER.replace('}', "'x': 1}") }), "is not an array's"],
    ['code for a header', npy({ header: '__import__("os").system("ls")' }), "is not an array's"],
    [
      'a bool that is neither 0 nor 1',
      npy({ header: withDescr("'|b1'"), data: Uint8Array.of(1, 2) }),
      'other than 0 and 1',
    ],
  ])('refuses %s', (_, bytes, reason) => {
    expect(() => parseNpy(bytes, 'features.npy')).toThrow(
      expect.objectContaining({
        code: 'bad-tensor',
        message: expect.stringMatching(/^features\.npy is not an array Flagreel reads: /),
        hint: expect.stringContaining('np.save'),
      }),
    )
    expect(() => parseNpy(bytes, 'features.npy')).toThrow(reason)
  })

  it('refuses a large file of something else without reading it whole', async () => {
    const path = join(folder, 'large')
    await writeFile(path, 'text')
    await truncate(path, 2_000_000_000) // sparse
    const before = process.memoryUsage().rss
    await expect(readNpy(path)).rejects.toMatchObject({ code: 'bad-tensor' })
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6)
  })

  it('tells a missing file from a folder', async () => {
    await expect(readNpy(join(folder, 'none.npy'))).rejects.toMatchObject({ code: 'not-found' })
    await expect(readNpy(folder)).rejects.toMatchObject({ code: 'unreadable' })
  })
})
