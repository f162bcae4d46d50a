import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Precision } from '#contract/api.ts'
import type { InferencePool } from '#core/nn/session/inference-pool.ts'
import { type Database, openDatabase } from '#core/storage/open-database.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { cpuPool, importTinyBundle, transplantTower } from '#test/support/tiny-bundle.ts'
import type { BundleFolder } from './bundle-files.ts'
import { choosePrecision, choosePrecisionOnce, GATE_FRAMES } from './choose-precision.ts'
import { rgbImages } from './loaded-model.ts'
import { texturedFrames } from './textured-frames.ts'

const folder = tempFolder()
const pool = cpuPool()
const { signal } = new AbortController()
let whole: BundleFolder
let onlyExact: BundleFolder
let spoilt: BundleFolder
let db: Database
let libraries = 0

beforeAll(async () => {
  const modelsFolder = join(folder.path, 'models')
  whole = await importTinyBundle('tiny-ucf', { modelsFolder, pool })
  onlyExact = await importTinyBundle('tiny-ucf', { modelsFolder, pool, precisions: [] })
  const copy = await importTinyBundle('tiny-ucf', { modelsFolder: join(folder.path, 'b'), pool })
  const other = await importTinyBundle('tiny-xd', { modelsFolder, pool })
  spoilt = await transplantTower(copy, other, 'int8')
})

beforeEach(() => {
  db?.close()
  db = openDatabase(join(folder.path, `library-${libraries++}.sqlite`))
})
afterAll(() => db.close())

/** The same processes, taken for those of a graphics card. */
const card: InferencePool = {
  workers: pool.workers,
  device: async () => ({ requested: 'auto', used: 'cuda', reason: 'for a test' }),
  run: (...call) => pool.run(...call),
  close: () => pool.close(),
}

/** Chooses, and counts how often frames were asked for. */
function chooser(opened: BundleFolder, { frames = GATE_FRAMES, on = pool } = {}) {
  let asked = 0
  const sample = async (count: number) => {
    asked++
    return texturedFrames(Math.min(frames, count), opened.bundle.clip.imageResolution)
  }
  const gate = { opened, pool: on, signal, sample, db }
  return {
    asked: () => asked,
    once: (requested: Precision) => choosePrecisionOnce(requested, gate),
    anew: (requested: Precision) => choosePrecision(requested, gate),
  }
}

describe('a precision that is asked for', () => {
  it('is taken without comparing anything', async () => {
    const { once, asked } = chooser(whole)
    for (const precision of ['fp32', 'fp16', 'int8'] as const)
      expect((await once(precision)).used).toBe(precision)
    expect(asked()).toBe(0)
  })

  it('is refused when the model has no such tower, naming those it has', async () => {
    await expect(chooser(onlyExact).once('int8')).rejects.toThrow(
      /no image tower in int8; it has fp32\./,
    )
  })
})

describe('auto', () => {
  it('is int8 on the CPU and fp16 on a graphics card when they agree with fp32', async () => {
    const onCpu = await chooser(whole).once('auto')
    expect(onCpu.used).toBe('int8')
    expect(onCpu.reason).toMatch(/^16 frames agree with fp32 to 0\.99\d\d$/)
    const onCard = await chooser(whole, { on: card }).once('auto')
    expect(onCard.used).toBe('fp16')
    expect(onCard.reason).toMatch(/^16 frames agree with fp32 to 0\.9999$/)
  })

  it('is fp32 when they disagree', async () => {
    const choice = await chooser(spoilt).once('auto')
    expect(choice.used).toBe('fp32')
    expect(choice.reason).toMatch(/^int8 disagrees: -?\d\.\d{4} on 16 frames, below 0\.998$/)
  })

  it('is fp32 when the model has nothing else, without asking for frames', async () => {
    const { once, asked } = chooser(onlyExact)
    expect(await once('auto')).toEqual({
      requested: 'auto',
      used: 'fp32',
      reason: 'the model has no image tower in int8',
    })
    expect(asked()).toBe(0)
  })

  it.each([
    ['int8', () => whole],
    ['fp32', () => spoilt],
  ] as const)('decides once for a library (%s)', async (used, opened) => {
    const first = await chooser(opened()).once('auto')
    expect(first.used).toBe(used)
    const again = chooser(opened(), { frames: 1 })
    expect(await again.once('auto')).toEqual(first)
    expect(again.asked()).toBe(0)
  })

  it('decides anew for another tower and another device', async () => {
    await chooser(whole).once('auto')
    expect((await chooser(spoilt).once('auto')).used).toBe('fp32')
    const onCard = chooser(whole, { on: card })
    await onCard.once('auto')
    expect(onCard.asked()).toBe(1)
  })

  it('stays with fp32 and decides nothing while a library has too few frames', async () => {
    const few = chooser(whole, { frames: GATE_FRAMES - 1 })
    expect(await few.once('auto')).toMatchObject({ used: 'fp32' })
    expect((await chooser(whole).once('auto')).used).toBe('int8')
  })

  it('keeps to the verdict of another scan that was faster', async () => {
    const other = chooser(whole)
    const side = whole.bundle.clip.imageResolution
    const sample = async (count: number) => {
      await other.once('auto')
      const black = new Uint8Array(count * side * side * 3)
      return rgbImages(black, side)
    }
    const alone = await choosePrecision('auto', { opened: whole, pool, signal, sample })
    const slow = await choosePrecisionOnce('auto', { opened: whole, pool, signal, sample, db })
    expect(slow).toEqual(await other.once('auto'))
    expect(slow).not.toEqual(alone)
  })

  it('outside a library judges by however few frames there are, each time', async () => {
    const { anew, asked } = chooser(whole, { frames: 3 })
    expect((await anew('auto')).reason).toMatch(/^3 frames agree/)
    await anew('auto')
    expect(asked()).toBe(2)
    expect((await chooser(whole, { frames: 0 }).anew('auto')).used).toBe('fp32')
  })
})
