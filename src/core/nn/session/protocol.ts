import type { WireError } from '#contract/errors.ts'
import type { Tensor } from '#core/nn/tensor/tensor.ts'

/** What the pool and its workers say to each other. Plain data and typed arrays: any structured-clone carrier will do. */

export type Device = 'cpu' | 'cuda' | 'webgpu' | 'directml' | 'coreml'

export interface RunRequest {
  readonly modelPath: string
  readonly feeds: Readonly<Record<string, Tensor>>
  /** Absent: all outputs. */
  readonly outputs?: readonly string[]
}

export type ToWorker =
  | { readonly kind: 'configure'; readonly device: Device; readonly threads: number }
  | { readonly kind: 'probe'; readonly id: number; readonly device: Device }
  | ({ readonly kind: 'run'; readonly id: number } & RunRequest)
  /** Finish what came before, then end. */
  | { readonly kind: 'close' }

export type RunAnswer =
  | {
      readonly kind: 'result'
      readonly id: number
      readonly outputs: Readonly<Record<string, Tensor>>
    }
  | { readonly kind: 'failure'; readonly id: number; readonly error: WireError }

export type FromWorker =
  | RunAnswer
  | { readonly kind: 'probed'; readonly id: number; readonly verdict: ProbeVerdict }

export type ProbeVerdict =
  | { readonly works: true }
  | {
      readonly works: false
      /** A clause that completes "CUDA is not available (…)". */
      readonly reason: string
    }

/** One worker process as the pool sees it. After `onExit` nothing more is said. */
export interface WorkerChannel {
  send(message: ToWorker): void
  onMessage(listener: (message: FromWorker) => void): void
  onExit(listener: (code: number | null, signal: string | null) => void): void
  /** At once, whatever it is doing. */
  kill(): void
  /** The end of what it wrote to stderr, for the report of a crash. */
  lastWords?(): string
}

export type SpawnWorker = () => WorkerChannel
