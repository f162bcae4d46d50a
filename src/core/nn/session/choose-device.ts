import { FlagreelError } from '#contract/errors.ts'
import type { DeviceChoice, DeviceReport } from './inference-pool.ts'
import type { Device, ProbeVerdict } from './protocol.ts'
import { automaticDevices, existsOn, type Platform, PROVIDERS } from './providers.ts'

/**
 * 'auto' is the first device that passes its probe, and the CPU when none does. A device asked for by name that does not
 * work is an error (`missing-tool`), never a silent fallback.
 */
export async function chooseDevice(
  requested: DeviceChoice,
  platform: Platform,
  probe: (device: Device) => Promise<ProbeVerdict>,
): Promise<DeviceReport> {
  if (requested === 'cpu') return { requested, used: 'cpu', reason: 'The CPU was asked for.' }
  if (requested !== 'auto') {
    await requireDevice(requested, platform, probe)
    const reason = `${PROVIDERS[requested].title} was asked for and passed a test run.`
    return { requested, used: requested, reason }
  }
  const refusals: string[] = []
  for (const device of automaticDevices(platform)) {
    const { title } = PROVIDERS[device]
    const verdict = await probe(device)
    if (verdict.works) return { requested, used: device, reason: `${title} passed a test run.` }
    refusals.push(`${title} is not available (${verdict.reason})`)
  }
  const none = `There is no accelerator for ${platform.os} ${platform.arch}`
  return { requested, used: 'cpu', reason: `${refusals.join('; ') || none}: using the CPU.` }
}

async function requireDevice(
  device: Device,
  platform: Platform,
  probe: (device: Device) => Promise<ProbeVerdict>,
): Promise<void> {
  const { title, onlyOn } = PROVIDERS[device]
  const hint = 'Choose another device in the settings, or use --device auto or --device cpu.'
  if (!existsOn(device, platform)) {
    const message = `${title} exists on ${onlyOn} only; this is ${platform.os} ${platform.arch}.`
    throw new FlagreelError('missing-tool', message, { hint })
  }
  const verdict = await probe(device)
  if (verdict.works) return
  const message = `${title} is not available: ${verdict.reason}.`
  throw new FlagreelError('missing-tool', message, { hint: HINTS[device] ?? hint })
}

const HINTS: Partial<Record<Device, string>> = {
  cuda: 'Run `npm run setup -- --cuda` where there is an NVIDIA driver, or choose the CPU (in the settings, or --device cpu).',
  webgpu:
    'It needs a graphics driver with Vulkan, Direct3D 12 or Metal; or choose the CPU (in the settings, or --device cpu).',
}
