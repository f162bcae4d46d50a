import { fork } from 'node:child_process'
import type { Tensor } from '#core/nn/tensor/tensor.ts'
import { ProcessPool } from './process-pool.ts'
import type { Device, FromWorker, SpawnWorker } from './protocol.ts'

export type DeviceChoice = 'auto' | Device

export interface DeviceReport {
  readonly requested: DeviceChoice
  readonly used: Device
  /** Shown to people: why this device, and what was wrong with a better one. */
  readonly reason: string
}

export interface InferencePool {
  /** Processes that may run at once: how many jobs are worth having in flight. Settled once `device()` has answered. */
  readonly workers: number
  /** Decided on first use. Throws `missing-tool` when a device asked for by name does not work. */
  device(): Promise<DeviceReport>
  /**
   * Runs a model file. Sessions are loaded on first use and kept. float16 comes back as its bits.
   * Throws `bad-tensor` naming every input when one does not fit, `not-found`, `bad-bundle`, `cancelled`, and `inference`
   * when onnxruntime refuses or its process died twice on this job.
   */
  run(
    modelPath: string,
    feeds: Readonly<Record<string, Tensor>>,
    options?: RunOptions,
  ): Promise<Record<string, Tensor>>
  /** Finishes what was accepted, then ends the processes. */
  close(): Promise<void>
}

export interface RunOptions {
  /** A run that has begun goes on unseen; its answer is dropped. */
  readonly signal?: AbortSignal
  /** Absent: all. */
  readonly outputs?: readonly string[]
}

export interface InferencePoolOptions {
  readonly device?: DeviceChoice
  /** CPU only; others use one process. Default: one per core. */
  readonly workers?: number
  /** Default: the cores shared out among the workers. */
  readonly threadsPerWorker?: number
  readonly spawn: SpawnWorker
}

export function createInferencePool(options: InferencePoolOptions): InferencePool {
  return new ProcessPool(options)
}

const LAST_WORDS = 2000

/** Workers as child processes of Node. `entry` is worker.ts, or what it was bundled into. */
export function forkWorker(entry: string): SpawnWorker {
  return () => {
    const child = fork(entry, [], {
      serialization: 'advanced',
      // Not the parent's flags: an --inspect port cannot be opened twice.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    let lastWords = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      lastWords = (lastWords + chunk.toString()).slice(-LAST_WORDS)
    })
    return {
      // A worker that is gone is reported by onExit, not by the message that failed to reach it.
      send: (message) => void child.send(message, () => undefined),
      onMessage: (listener) =>
        void child.on('message', (message) => listener(message as FromWorker)),
      onExit: (listener) => {
        child.once('exit', listener)
        child.once('error', () => child.pid === undefined && listener(null, null))
      },
      kill: () => void child.kill('SIGKILL'),
      lastWords: () => lastWords.trim(),
    }
  }
}
