import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { float32 } from '#core/nn/tensor/tensor.ts'
import { judgeRun, probeDevice } from './probe-device.ts'

const probeFolders = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('flagreel-probe-'))

describe('probeDevice', () => {
  it('passes the CPU and leaves no files', async () => {
    const before = probeFolders()
    expect(await probeDevice('cpu')).toEqual({ works: true })
    expect(probeFolders()).toEqual(before)
  })

  it('tells that this platform’s onnxruntime has no such provider', async () => {
    const foreign = process.platform === 'win32' ? 'coreml' : 'directml'
    expect(await probeDevice(foreign)).toEqual({
      works: false,
      reason: expect.stringContaining('backend not found'),
    })
  })
})

describe('judgeRun', () => {
  const expected = float32([2], [0.5, 0.7])

  it('is not fooled by a provider that leaves the work to the CPU', () => {
    const run = { output: expected, providers: ['CPUExecutionProvider'] }
    expect(judgeRun('DmlExecutionProvider', expected, run)).toEqual({
      works: false,
      reason: 'its work was done by CPUExecutionProvider',
    })
  })

  it.each([
    [[0.5001, 0.7], true],
    [[0.6, 0.7], false],
    [[0.5, Number.NaN], false],
  ])('compares the numbers with the CPU’s: %j is %s', (numbers, works) => {
    const run = { output: float32([2], numbers), providers: ['CUDAExecutionProvider'] }
    expect(judgeRun('CUDAExecutionProvider', expected, run)).toMatchObject({ works })
  })
})
