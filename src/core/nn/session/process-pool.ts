import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { FlagreelError, fromWireError } from '#contract/errors.ts'
import type { Tensor } from '#core/nn/tensor/tensor.ts'
import { chooseDevice } from './choose-device.ts'
import { compactRequest } from './compact-request.ts'
import type {
  DeviceReport,
  InferencePool,
  InferencePoolOptions,
  RunOptions,
} from './inference-pool.ts'
import { probeInProcess } from './probe-in-process.ts'
import type { RunRequest } from './protocol.ts'
import { WorkerSlot } from './worker-slot.ts'

interface Job {
  readonly request: RunRequest
  readonly resolve: (outputs: Record<string, Tensor>) => void
  readonly reject: (error: unknown) => void
  crashes: number
  cancelled: boolean
}

/** A job is tried once more in a fresh process after its process died, and no more. */
const MAX_CRASHES = 2
const FIRST_RESPAWN_DELAY_MS = 50
const LONGEST_RESPAWN_DELAY_MS = 5000

/** The pool over worker processes. */
export class ProcessPool implements InferencePool {
  readonly #options: InferencePoolOptions
  readonly #queue: Job[] = []
  readonly #slots = new Set<WorkerSlot>()
  readonly #accepted = new Set<Promise<unknown>>()
  #device: Promise<DeviceReport> | undefined
  #report: DeviceReport | undefined
  #crashesInARow = 0
  #respawnAt = 0
  #closing: Promise<void> | undefined

  constructor(options: InferencePoolOptions) {
    this.#options = options
  }

  get workers(): number {
    const device = this.#report?.used ?? this.#options.device ?? 'auto'
    if (device !== 'cpu' && device !== 'auto') return 1
    return this.#options.workers ?? availableParallelism()
  }

  device(): Promise<DeviceReport> {
    const { device = 'auto', spawn } = this.#options
    const platform = { os: process.platform, arch: process.arch }
    this.#device ??= chooseDevice(device, platform, (one) => probeInProcess(spawn, one)).then(
      (report) => {
        this.#report = report
        return report
      },
    )
    return this.#device
  }

  async run(
    modelPath: string,
    feeds: Readonly<Record<string, Tensor>>,
    options: RunOptions = {},
  ): Promise<Record<string, Tensor>> {
    if (this.#closing !== undefined)
      throw new FlagreelError('inference', 'The inference pool is closed.')
    const { signal, outputs } = options
    const request = compactRequest(outputs ? { modelPath, feeds, outputs } : { modelPath, feeds })
    const answer = this.device().then(() => this.#enqueue(request, signal))
    this.#accepted.add(answer)
    try {
      return await answer
    } finally {
      this.#accepted.delete(answer)
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#drain()
    return this.#closing
  }

  async #drain(): Promise<void> {
    await Promise.allSettled(this.#accepted)
    await Promise.all([...this.#slots].map((slot) => slot.close()))
  }

  #enqueue(request: RunRequest, signal: AbortSignal | undefined): Promise<Record<string, Tensor>> {
    const { promise, resolve, reject } = Promise.withResolvers<Record<string, Tensor>>()
    if (signal?.aborted) throw cancelled()
    const job: Job = { request, resolve, reject, crashes: 0, cancelled: false }
    const cancel = () => this.#cancel(job)
    signal?.addEventListener('abort', cancel, { once: true })
    this.#queue.push(job)
    this.#pump()
    return promise.finally(() => signal?.removeEventListener('abort', cancel))
  }

  #cancel(job: Job): void {
    job.cancelled = true
    const at = this.#queue.indexOf(job)
    if (at >= 0) this.#queue.splice(at, 1)
    job.reject(cancelled())
  }

  /** Gives waiting jobs, oldest first, to workers that can take them. */
  #pump(): void {
    for (const job of [...this.#queue]) {
      const slot = this.#slotFor(job)
      if (!slot) continue
      this.#queue.splice(this.#queue.indexOf(job), 1)
      void this.#start(slot, job)
    }
  }

  #slotFor(job: Job): WorkerSlot | undefined {
    const idle = [...this.#slots].filter((slot) => !slot.busy)
    if (job.crashes === 0) {
      const ready = idle.find((slot) => slot.hasRun(job.request.modelPath)) ?? idle[0]
      if (ready) return ready
    } else if (this.#slots.size >= this.workers && idle[0] && this.#maySpawn()) {
      // A job that killed its worker gets a fresh one, so a used one makes room.
      this.#slots.delete(idle[0])
      void idle[0].close()
    }
    return this.#slots.size < this.workers && this.#maySpawn() ? this.#spawn() : undefined
  }

  #maySpawn(): boolean {
    return Date.now() >= this.#respawnAt
  }

  #spawn(): WorkerSlot {
    const { spawn, threadsPerWorker } = this.#options
    const threads =
      threadsPerWorker ?? Math.max(1, Math.floor(availableParallelism() / this.workers))
    const slot = new WorkerSlot(spawn(), { device: this.#report!.used, threads })
    this.#slots.add(slot)
    void slot.exited.then(() => this.#lost(slot))
    return slot
  }

  async #start(slot: WorkerSlot, job: Job): Promise<void> {
    const answer = await slot.run(job.request)
    switch (answer.kind) {
      case 'result':
        this.#crashesInARow = 0
        job.resolve({ ...answer.outputs })
        break
      case 'failure':
        this.#crashesInARow = 0
        job.reject(fromWireError(answer.error))
        break
      case 'died':
        this.#crashed(job, answer.how)
    }
    this.#pump()
  }

  #crashed(job: Job, how: string): void {
    job.crashes++
    if (job.cancelled) return
    if (job.crashes < MAX_CRASHES) {
      this.#queue.unshift(job)
      return
    }
    const model = basename(job.request.modelPath)
    const message = `The inference process died twice while it ran ${model} (${how}).`
    const hint = 'Often this is too little memory: close other programs, or use fewer workers.'
    job.reject(new FlagreelError('inference', message, { hint }))
  }

  #lost(slot: WorkerSlot): void {
    if (!this.#slots.delete(slot)) return
    const delay = Math.min(
      FIRST_RESPAWN_DELAY_MS * 2 ** this.#crashesInARow,
      LONGEST_RESPAWN_DELAY_MS,
    )
    this.#crashesInARow++
    this.#respawnAt = Date.now() + delay
    setTimeout(() => this.#pump(), delay + 1)
  }
}

function cancelled(): FlagreelError {
  return new FlagreelError('cancelled', 'Cancelled.')
}
