import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { reasonOf } from '#contract/errors.ts'
import { encodeModel } from '#core/nn/onnx/encode-model.ts'
import { Graph } from '#core/nn/onnx/graph.ts'
import { layerNormalization, matMul, sigmoid, softmax } from '#core/nn/onnx/ops.ts'
import { float32, type Tensor } from '#core/nn/tensor/tensor.ts'
import { fromOrtTensor, toOrtTensor } from './ort-tensor.ts'
import type { Device, ProbeVerdict } from './protocol.ts'
import { PROVIDERS } from './providers.ts'
import { loadRuntime, type Runtime } from './runtime.ts'

/** Accelerators may multiply in TF32, which keeps ten bits. */
const TOLERANCE = 5e-3
const WIDTH = 64

/**
 * Whether a tiny model really runs on the device and gives the CPU's numbers. Being listed says nothing, and a provider
 * that is not there may leave the work to the CPU without a word, so the profiler is asked who computed.
 */
export async function probeDevice(device: Device): Promise<ProbeVerdict> {
  const library = device === 'cuda' ? missingCudaLibrary() : undefined
  if (library) return { works: false, reason: `${library} is missing` }
  const { option, profileName } = PROVIDERS[device]
  try {
    const runtime = await loadRuntime()
    const cpu = await profiledRun(runtime, 'cpu')
    const found = await profiledRun(runtime, option)
    return judgeRun(profileName, cpu.output, found)
  } catch (error) {
    return { works: false, reason: shortReason(error) }
  }
}

/** What a run on `provider` proves, beside the CPU's numbers. */
export function judgeRun(provider: string, expected: Tensor, found: ProfiledRun): ProbeVerdict {
  if (!found.providers.includes(provider)) {
    return {
      works: false,
      reason: `its work was done by ${found.providers.join(', ') || 'no one'}`,
    }
  }
  const worst = largestDifference(expected, found.output)
  if (worst <= TOLERANCE) return { works: true }
  return { works: false, reason: `its numbers differ from the CPU's by ${worst.toPrecision(2)}` }
}

export interface ProfiledRun {
  readonly output: Tensor
  readonly providers: readonly string[]
}

async function profiledRun(runtime: Runtime, option: string): Promise<ProfiledRun> {
  const folder = await mkdtemp(join(tmpdir(), 'flagreel-probe-'))
  try {
    const session = await runtime.InferenceSession.create(probeModel(), {
      executionProviders: [option],
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
      intraOpNumThreads: 1,
      logSeverityLevel: 4,
    })
    const results = await session.run({ x: toOrtTensor(ramp([4, WIDTH])) })
    const output = fromOrtTensor('y', results.y!)
    session.endProfiling()
    await session.release()
    return { output, providers: await providersIn(folder) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A little of what the towers do: y = softmax(norm(x·w)·w) and a sigmoid. */
function probeModel(): Uint8Array {
  const graph = new Graph('probe')
  const x = graph.input('x', 'float32', ['n', WIDTH])
  const w = graph.constant(ramp([WIDTH, WIDTH]))
  const scale = graph.constant(ramp([WIDTH]))
  const hidden = layerNormalization(matMul(x, w), scale, { epsilon: 1e-5 })
  graph.output('y', sigmoid(softmax(matMul(hidden, w), -1)))
  return encodeModel(graph, new Map())
}

/** Numbers between −1 and 1 without a pattern that hides an error. */
function ramp(shape: readonly number[]): Tensor {
  const count = shape.reduce((a, b) => a * b, 1)
  return float32(
    shape,
    Float32Array.from({ length: count }, (_, i) => ((i * 37) % 101) / 50 - 1),
  )
}

async function providersIn(folder: string): Promise<string[]> {
  const providers = new Set<string>()
  for (const file of await readdir(folder)) {
    const events = JSON.parse(await readFile(join(folder, file), 'utf8')) as readonly {
      args?: { provider?: string }
    }[]
    for (const { args } of events) if (args?.provider) providers.add(args.provider)
  }
  return [...providers]
}

/** Absolute: the outputs lie between 0 and 1. NaN when any number is. */
function largestDifference(a: Tensor, b: Tensor): number {
  const left = Array.from<number | bigint, number>(a.data, Number)
  const right = Array.from<number | bigint, number>(b.data, Number)
  return Math.max(...left.map((value, i) => Math.abs(value - right[i]!)))
}

function missingCudaLibrary(): string | undefined {
  const library = 'libonnxruntime_providers_cuda.so'
  try {
    const main = createRequire(import.meta.url).resolve('onnxruntime-node/package.json')
    const folder = join(dirname(main), 'bin/napi-v6/linux/x64')
    return !existsSync(folder) || existsSync(join(folder, library)) ? undefined : library
  } catch {
    return undefined // Bundled elsewhere: the probe itself will tell.
  }
}

/** onnxruntime's own words, without its source paths. */
function shortReason(error: unknown): string {
  const text = reasonOf(error).trim().split('\n')[0]!
  const tail = /was false\. (.*)$/.exec(text)?.[1] ?? text
  return tail.replace(/[.:\s]+$/, '').slice(0, 300)
}
