import type { Device } from './protocol.ts'

/** What onnxruntime calls a device, and where it exists. */
interface Provider {
  readonly title: string
  /** For `executionProviders`. */
  readonly option: string
  /** As the profiler names it. */
  readonly profileName: string
  /** Platforms, `process.platform` or with the architecture, that onnxruntime-node brings it for. */
  readonly platforms: readonly string[]
  readonly onlyOn: string
}

export const PROVIDERS: Readonly<Record<Device, Provider>> = {
  cpu: {
    title: 'the CPU',
    option: 'cpu',
    profileName: 'CPUExecutionProvider',
    platforms: ['linux', 'win32', 'darwin'],
    onlyOn: 'Linux, Windows and macOS',
  },
  cuda: {
    title: 'CUDA',
    option: 'cuda',
    profileName: 'CUDAExecutionProvider',
    platforms: ['linux-x64'],
    onlyOn: 'Linux x64',
  },
  webgpu: {
    title: 'WebGPU',
    option: 'webgpu',
    profileName: 'WebGpuExecutionProvider',
    platforms: ['linux-x64', 'win32', 'darwin'],
    onlyOn: 'Linux x64, Windows and macOS',
  },
  directml: {
    title: 'DirectML',
    option: 'dml',
    profileName: 'DmlExecutionProvider',
    platforms: ['win32'],
    onlyOn: 'Windows',
  },
  coreml: {
    title: 'Core ML',
    option: 'coreml',
    profileName: 'CoreMLExecutionProvider',
    platforms: ['darwin'],
    onlyOn: 'macOS',
  },
}

export interface Platform {
  /** `process.platform` */
  readonly os: string
  /** `process.arch` */
  readonly arch: string
}

export function existsOn(device: Device, { os, arch }: Platform): boolean {
  const { platforms } = PROVIDERS[device]
  return platforms.includes(os) || platforms.includes(`${os}-${arch}`)
}

/** What 'auto' tries before the CPU, best first. WebGPU only runs when asked for: it is experimental. */
export function automaticDevices(platform: Platform): readonly Device[] {
  return (['cuda', 'directml', 'coreml'] as const).filter((device) => existsOn(device, platform))
}
