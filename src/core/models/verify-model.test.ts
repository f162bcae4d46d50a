import { join } from 'node:path'
import { expect, it } from 'vitest'
import { tempFolder } from '#test/support/temp-folder.ts'
import { cpuPool, importTinyBundle, transplantTower } from '#test/support/tiny-bundle.ts'
import { type BundleFolder, encoderKeyOf, precisionsOf } from './bundle-files.ts'
import { verifyModel } from './verify-model.ts'

const folder = tempFolder()
const pool = cpuPool()
const into = (name: string) => ({ modelsFolder: join(folder.path, name), pool })

async function towersOf(opened: BundleFolder) {
  const { ok, checks } = await verifyModel(opened, pool, new AbortController().signal)
  return { ok, towers: checks.filter(({ name }) => name.startsWith('image tower')) }
}

it('verifying runs every precision and tells how far each agrees with fp32', async () => {
  const { ok, towers } = await towersOf(await importTinyBundle('tiny-ucf', into('whole')))
  expect(ok).toBe(true)
  expect(towers.map(({ name }) => name)).toEqual([
    'image tower',
    'image tower in fp16',
    'image tower in int8',
  ])
  expect(towers[1]?.detail).toMatch(
    /^8 synthetic frames agree with fp32 \(lowest cosine 0\.9999\)$/,
  )
  expect(towers[2]?.detail).toMatch(
    /^8 synthetic frames agree with fp32 \(lowest cosine 0\.99\d\d\)$/,
  )
})

it('verifying fails when a tower is that of another model', async () => {
  const own = await importTinyBundle('tiny-ucf', into('own'))
  const other = await importTinyBundle('tiny-xd', into('other'))
  const { ok, towers } = await towersOf(await transplantTower(own, other, 'fp16'))
  expect(ok).toBe(false)
  expect(towers.map((check) => check.ok)).toEqual([true, false, true])
  expect(towers[1]?.detail).toMatch(/disagree with fp32 \(lowest cosine/)
})

it('an import writes the precisions that are asked for, and fp32 in any case', async () => {
  const whole = await importTinyBundle('tiny-ucf', into('precisions'))
  const small = await importTinyBundle('tiny-ucf', { ...into('precisions'), precisions: ['int8'] })
  expect(precisionsOf(whole)).toEqual(['fp32', 'fp16', 'int8'])
  expect(precisionsOf(small)).toEqual(['fp32', 'int8'])
  expect((await towersOf(small)).towers.map(({ name }) => name)).toEqual([
    'image tower',
    'image tower in int8',
  ])
  expect(small.bundle.id).not.toBe(whole.bundle.id)
  expect(encoderKeyOf(small, 'fp32')).toBe(encoderKeyOf(whole, 'fp32'))
  const keys = precisionsOf(whole).map((precision) => encoderKeyOf(whole, precision))
  expect(new Set(keys).size).toBe(3)
})
