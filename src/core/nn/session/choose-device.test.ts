import { describe, expect, it } from 'vitest'
import { chooseDevice } from './choose-device.ts'
import type { Device, ProbeVerdict } from './protocol.ts'

const LINUX = { os: 'linux', arch: 'x64' }
const WINDOWS = { os: 'win32', arch: 'x64' }
const MAC = { os: 'darwin', arch: 'arm64' }

/** A probe that these devices pass; it notes what it was asked. */
function probePassedBy(...passing: readonly Device[]) {
  const asked: Device[] = []
  const probe = async (device: Device): Promise<ProbeVerdict> => {
    asked.push(device)
    return passing.includes(device)
      ? { works: true }
      : { works: false, reason: 'the driver is missing' }
  }
  return { asked, probe }
}

describe('chooseDevice', () => {
  it.each([
    [LINUX, 'cuda', 'CUDA passed a test run.'],
    [WINDOWS, 'directml', 'DirectML passed a test run.'],
    [MAC, 'coreml', 'Core ML passed a test run.'],
  ] as const)('on auto takes the accelerator of %j', async (platform, used, reason) => {
    const { probe } = probePassedBy('cuda', 'directml', 'coreml', 'webgpu')
    expect(await chooseDevice('auto', platform, probe)).toEqual({ requested: 'auto', used, reason })
  })

  it('on auto falls back to the CPU and says why, without trying WebGPU', async () => {
    const { asked, probe } = probePassedBy('webgpu')
    expect(await chooseDevice('auto', LINUX, probe)).toEqual({
      requested: 'auto',
      used: 'cpu',
      reason: 'CUDA is not available (the driver is missing): using the CPU.',
    })
    expect(asked).toEqual(['cuda'])
  })

  it('on auto says so where no accelerator exists', async () => {
    const { probe } = probePassedBy()
    expect(await chooseDevice('auto', { os: 'linux', arch: 'arm64' }, probe)).toEqual({
      requested: 'auto',
      used: 'cpu',
      reason: 'There is no accelerator for linux arm64: using the CPU.',
    })
  })

  it('takes the CPU without a probe when asked to', async () => {
    const { asked, probe } = probePassedBy()
    expect(await chooseDevice('cpu', LINUX, probe)).toMatchObject({ used: 'cpu' })
    expect(asked).toEqual([])
  })

  it('takes a device asked for by name when it passes', async () => {
    const { probe } = probePassedBy('webgpu')
    expect(await chooseDevice('webgpu', LINUX, probe)).toEqual({
      requested: 'webgpu',
      used: 'webgpu',
      reason: 'WebGPU was asked for and passed a test run.',
    })
  })

  it('does not fall back from a device asked for by name', async () => {
    const { probe } = probePassedBy()
    await expect(chooseDevice('cuda', LINUX, probe)).rejects.toMatchObject({
      code: 'missing-tool',
      message: 'CUDA is not available: the driver is missing.',
      hint: expect.stringContaining('--cuda'),
    })
  })

  it('does not even try a device of another platform, which could pass by running on the CPU', async () => {
    const { asked, probe } = probePassedBy('directml')
    await expect(chooseDevice('directml', LINUX, probe)).rejects.toMatchObject({
      code: 'missing-tool',
      message: 'DirectML exists on Windows only; this is linux x64.',
    })
    expect(asked).toEqual([])
  })
})
