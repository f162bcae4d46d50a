import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openCheckpoint } from '#core/nn/checkpoint/checkpoint.ts'
import { tempFolder } from './temp-folder.ts'

const folder = tempFolder()
const SCRIPT = join(import.meta.dirname, '../../scripts/make-checkpoint.ts')
const KEYS = [
  { key: 'ln_1.weight', shape: [2000] },
  { key: 'mlp.c_fc.weight', shape: [64, 100] },
  { key: 'mlp.c_fc.bias', shape: [64] },
  { key: 'clipmodel.logit_scale', shape: [] },
]

function make(name: string, seed: number): string {
  const out = join(folder.path, name)
  const keys = folder.save(JSON.stringify(KEYS), 'keys.json')
  execFileSync(process.execPath, [SCRIPT, keys, out, String(seed)])
  return out
}

function deviation(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
}

it('make-checkpoint writes weights of the listed shapes and of the size that trained ones have', async () => {
  const checkpoint = await openCheckpoint(make('a.pth', 1))
  const read = (name: string) => checkpoint.readFloat32(name)
  expect([...checkpoint.tensors.values()].map(({ name, shape }) => ({ key: name, shape }))).toEqual(
    KEYS,
  )
  const scale = await read('ln_1.weight')
  expect(scale.reduce((a, b) => a + b) / scale.length).toBeCloseTo(1, 1)
  expect(deviation(scale.map((value) => value - 1))).toBeCloseTo(0.05, 2)
  expect(deviation(await read('mlp.c_fc.weight'))).toBeCloseTo(0.1, 2)
  expect(deviation(await read('mlp.c_fc.bias'))).toBeCloseTo(0.02, 2)
  expect([...(await read('clipmodel.logit_scale'))]).toEqual([Math.fround(Math.log(100))])
  await checkpoint.close()
})

it('make-checkpoint writes the same bytes for the same seed and others for another', () => {
  const first = readFileSync(make('a.pth', 1))
  expect(readFileSync(make('b.pth', 1)).equals(first)).toBe(true)
  expect(readFileSync(make('c.pth', 2)).equals(first)).toBe(false)
})
