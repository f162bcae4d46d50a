import { describe, expect, it } from 'vitest'
import { goldenPath } from '#test/support/goldens.ts'
import { openCheckpoint } from './checkpoint.ts'

/** What test/goldens/torch-layouts/make.py gave PyTorch to save. */
const GRID = Array.from({ length: 24 }, (_, i) => i)
const FLOATS: Readonly<Record<string, { shape: number[]; values: number[] }>> = {
  whole: { shape: [4, 6], values: GRID },
  window: { shape: [2, 3], values: [8, 9, 10, 14, 15, 16] },
  transposed: { shape: [6, 4], values: GRID.map((_, i) => (i % 4) * 6 + Math.floor(i / 4)) },
  every_third: { shape: [8], values: [1, 4, 7, 10, 13, 16, 19, 22] },
  channels_last: { shape: [1, 3, 4, 3], values: Array.from({ length: 36 }, (_, i) => i) },
  expanded: { shape: [3, 2], values: [1, 2, 1, 2, 1, 2] },
  parameter: { shape: [2, 1], values: [3, 4] },
  scalar: { shape: [], values: [2.5] },
  empty: { shape: [0, 5], values: [] },
  half: { shape: [3], values: [0.5, -2, 65504] },
  // 3e38 in the eight bits of a bfloat16's fraction
  bfloat16: { shape: [3], values: [1, -0.15625, 226 * 2 ** 120] },
  double: { shape: [2], values: [1, Math.fround(0.1)] },
}
const OTHERS: Readonly<Record<string, { dtype: string; shape: number[] }>> = {
  long: { dtype: 'int64', shape: [3] },
  int: { dtype: 'int32', shape: [1] },
  byte: { dtype: 'uint8', shape: [2] },
  bool: { dtype: 'bool', shape: [2] },
}

describe.each([
  ['zip.pth', 'torch-zip'],
  ['zip-protocol-4.pth', 'torch-zip'],
  ['training.pth', 'torch-zip'],
  ['legacy.pth', 'torch-legacy'],
  ['legacy-protocol-3.pth', 'torch-legacy'],
  ['legacy-protocol-4.pth', 'torch-legacy'],
])('%s, saved by PyTorch', (file, format) => {
  it(`is a ${format} file with every tensor, view and element type as it was saved`, async () => {
    const checkpoint = await openCheckpoint(goldenPath(`torch-layouts/${file}`))
    expect(checkpoint.format).toBe(format)
    expect([...checkpoint.tensors.keys()]).toEqual([...Object.keys(FLOATS), ...Object.keys(OTHERS)])
    for (const [name, { shape, values }] of Object.entries(FLOATS)) {
      expect(checkpoint.tensors.get(name)?.shape, name).toEqual(shape)
      expect([...(await checkpoint.readFloat32(name))], name).toEqual(values)
    }
    for (const [name, info] of Object.entries(OTHERS)) {
      expect(checkpoint.tensors.get(name)).toMatchObject(info)
      await expect(checkpoint.readFloat32(name)).rejects.toThrow(
        `tensor ${name} holds ${info.dtype}`,
      )
    }
    await checkpoint.close()
  })
})

it('a whole pickled module is refused for its class, with what to do instead', async () => {
  await expect(openCheckpoint(goldenPath('torch-layouts/whole-module.pth'))).rejects.toMatchObject({
    code: 'bad-checkpoint',
    message: expect.stringContaining('it names "torch.nn.modules.linear.Linear"'),
    hint: expect.stringContaining('torch.save(model.state_dict(), "weights.pth")'),
  })
})

it('a TorchScript archive is refused by that name, with what to do instead', async () => {
  await expect(openCheckpoint(goldenPath('torch-layouts/script.pth'))).rejects.toMatchObject({
    code: 'bad-checkpoint',
    message: expect.stringContaining('a TorchScript archive'),
    hint: expect.stringContaining('torch.jit.load'),
  })
})
