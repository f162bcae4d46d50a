import { createHash } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { identify, sampleRanges } from './identity.ts'

const MIB = 1024 * 1024

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flagreel-identity-'))
  file = join(folder, 'clip.mp4')
})

afterEach(() => rmSync(folder, { recursive: true }))

const idOf = async (path = file) => (await identify(path)).id

function change(offset: number): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.of(1), 0, 1, offset)
  closeSync(handle)
}

it('is the SHA-256 of version, size and bytes for a small file', async () => {
  writeFileSync(file, 'hello')
  const expected = createHash('sha256').update('flagreel-content-1\n5\nhello').digest('hex')
  expect(await identify(file)).toEqual({
    id: expected.slice(0, 32),
    bytes: 5,
    sampledSha256: expected,
  })
})

it('is the same for the same content at another path', async () => {
  const other = join(folder, 'other name')
  for (const path of [file, other]) writeFileSync(path, Buffer.alloc(5 * MIB, 7))
  expect(await idOf()).toBe(await idOf(other))
})

it('tells files of different sizes apart, also empty ones', async () => {
  const ids = []
  for (const size of [0, 1, 2 * MIB, 2 * MIB + 1, 3 * MIB, 3 * MIB + 1]) {
    writeFileSync(file, '')
    truncateSync(file, size)
    ids.push(await idOf())
  }
  expect(new Set(ids).size).toBe(6)
})

it('notices every changed byte up to 2 MiB', async () => {
  writeFileSync(file, Buffer.alloc(2 * MIB))
  const ids = [await idOf()]
  for (const offset of [0, 255, 256 * 1024, 1_234_567, 2 * MIB - 1]) {
    change(offset)
    ids.push(await idOf())
  }
  expect(new Set(ids).size).toBe(6)
})

it('notices a change in the head, the tail and the sampled blocks of a large file', async () => {
  const size = 100 * MIB
  writeFileSync(file, '')
  truncateSync(file, size)
  const ids = [await idOf()]
  for (const { offset, length } of sampleRanges(size)) {
    change(offset + length - 1)
    ids.push(await idOf())
  }
  expect(new Set(ids).size).toBe(19)
})

it.each([0, 1, 256 * 1024, 256 * 1024 + 1, 2 * MIB])(
  'reads all %i bytes of a small file',
  (size) => {
    const ranges = sampleRanges(size)
    expect(ranges.reduce((sum, { length }) => sum + length, 0)).toBe(size)
    expect(ranges.map(({ offset }) => offset)).toEqual(ranges.map((_, i) => i * 256 * 1024))
  },
)

it.each([2 * MIB + 1, 10 * MIB, 4.7e9, 8e12])(
  'samples a file of %i bytes from end to end without overlap',
  (size) => {
    const ranges = sampleRanges(size)
    const ends = ranges.map(({ offset, length }) => offset + length)
    expect(ranges[0]?.offset).toBe(0)
    expect(ends.at(-1)).toBe(size)
    for (let i = 1; i < ranges.length; i++)
      expect(ranges[i]?.offset).toBeGreaterThanOrEqual(ends[i - 1]!)
    expect(ranges.reduce((sum, { length }) => sum + length, 0)).toBe(1.5 * MIB)
  },
)

it('refuses a folder, and rejects for a file that is not there', async () => {
  mkdirSync(file)
  await expect(identify(file)).rejects.toThrow('not a file')
  await expect(identify(join(folder, 'nowhere'))).rejects.toThrow('ENOENT')
})

it('stops when it is aborted', async () => {
  writeFileSync(file, 'x')
  await expect(identify(file, AbortSignal.abort())).rejects.toThrow('abort')
})
