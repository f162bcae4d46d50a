import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import { openFile, readBytes } from '#core/files/file-source.ts'
import { goldenPath } from '#test/support/goldens.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { type ZipInput, zipBytes } from '#test/support/zip-writer.ts'
import { openCheckpoint } from './checkpoint.ts'
import { OPERATIONS } from './pickle-operations.ts'
import { locateZipEntry, readZipEntries } from './zip.ts'

const folder = tempFolder()
const FILES = [
  ...['tiny-ucf/checkpoint.pth', 'tiny-ucf/checkpoint_legacy.pth', 'tiny-ucf/checkpoint_fp16.pth'],
  ...['tiny-ucf/checkpoint_train.pth', 'tiny-xd/checkpoint.pth', 'tiny-xd/checkpoint_legacy.pth'],
  ...['torch-layouts/zip-protocol-4.pth', 'torch-layouts/training.pth'],
  ...['torch-layouts/legacy.pth', 'torch-layouts/legacy-protocol-4.pth'],
].map(goldenPath)
const MUTATIONS_PER_FILE = 60
const LONGEST_MS = 5_000
const LARGEST_GROWTH = 200e6

type Random = (below: number) => number

/** xorshift32: the same damage in every run. */
function seeded(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b1) | 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/** Most damage goes where the structure is: the first and last 20 kB. */
function damage(whole: Uint8Array, random: Random): Uint8Array {
  if (random(4) === 0) return whole.subarray(0, random(whole.length))
  const bytes = Uint8Array.from(whole)
  const edge = Math.min(20_000, bytes.length)
  for (let count = 1 + random(6); count > 0; count--) {
    const at = [random(edge), bytes.length - 1 - random(edge), random(bytes.length)][random(3)]!
    bytes[at] = random(2) === 0 ? random(256) : bytes[at]! ^ (1 << random(8))
  }
  return bytes
}

const CODES = [...OPERATIONS.keys()]

/** Damage that stays close to the language: legal operations in wrong places, parts moved, doubled and left out. */
function damagePickle(pickle: Uint8Array, random: Random): Uint8Array {
  const at = 2 + random(pickle.length - 2)
  const length = 1 + random(40)
  const [before, part, after] = [
    pickle.subarray(0, at),
    pickle.subarray(at, at + length),
    pickle.subarray(at + length),
  ]
  const from = random(pickle.length)
  const replacements = [
    [],
    [part, part],
    [Uint8Array.of(CODES[random(CODES.length)]!), part],
    [Uint8Array.of(CODES[random(CODES.length)]!), part.subarray(1)],
    [Uint8Array.of(random(256), random(256)), part.subarray(2)],
    [pickle.subarray(from, from + random(200))],
  ]
  return Buffer.concat([before, ...replacements[random(replacements.length)]!, after])
}

/** What became of the file: loaded, or the reason it was refused. Anything else fails the test. */
async function outcomeOf(bytes: Uint8Array): Promise<'loaded' | 'refused'> {
  const path = folder.save(bytes, 'damaged')
  const started = performance.now()
  try {
    const checkpoint = await openCheckpoint(path)
    try {
      for (const { name, dtype, shape } of checkpoint.tensors.values()) {
        const values = await checkpoint.readFloat32(name).catch((error: unknown) => {
          if (dtype.startsWith('float') || dtype === 'bfloat16') throw error
          return undefined
        })
        if (values) expect(values.length).toBe(shape.reduce((a, b) => a * b, 1))
      }
    } finally {
      await checkpoint.close()
    }
    return 'loaded'
  } catch (error) {
    if (!(error instanceof FlagreelError)) throw error
    expect(error.code).toBe('bad-checkpoint')
    return 'refused'
  } finally {
    expect(performance.now() - started).toBeLessThan(LONGEST_MS)
  }
}

async function outcomes(mutate: (random: Random) => Uint8Array): Promise<Record<string, number>> {
  const counts = { loaded: 0, refused: 0 }
  for (let seed = 1; seed <= MUTATIONS_PER_FILE; seed++)
    counts[await outcomeOf(mutate(seeded(seed)))] += 1
  return counts
}

async function zipParts(path: string): Promise<{ name: string; content: Uint8Array }[]> {
  const file = await openFile(path)
  const parts = []
  for (const [name, entry] of await readZipEntries(file)) {
    const { position, length } = await locateZipEntry(file, entry)
    parts.push({ name, content: await readBytes(file, position, length) })
  }
  await file.close()
  return parts
}

describe('a damaged checkpoint is refused or loads, and nothing else happens', () => {
  const highWater = process.resourceUsage().maxRSS

  it.each(FILES.map((path) => [basename(path), path]))(
    '%s with bytes flipped or cut off',
    async (_, path) => {
      const whole = readFileSync(path)
      const counts = await outcomes((random) => damage(whole, random))
      expect(counts.refused).toBeGreaterThan(MUTATIONS_PER_FILE / 4)
    },
  )

  const zips = FILES.filter((path) => !path.includes('legacy'))
  it.each(zips.map((path) => [basename(path), path]))(
    '%s with another pickle under a right checksum',
    async (_, path) => {
      const parts = await zipParts(path)
      const counts = await outcomes((random) => {
        const inputs = parts.map(
          (part): ZipInput =>
            part.name.endsWith('data.pkl')
              ? { ...part, content: damagePickle(part.content, random) }
              : part,
        )
        return zipBytes(inputs)
      })
      expect(counts.refused).toBeGreaterThan(MUTATIONS_PER_FILE / 4)
    },
  )

  it('none of it took 200 MB', () => {
    const growth = (process.resourceUsage().maxRSS - highWater) * 1024
    expect(growth).toBeLessThan(LARGEST_GROWTH)
  })
})
