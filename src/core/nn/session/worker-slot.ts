import { reasonOf } from '#contract/errors.ts'
import type { SessionSettings } from './model-sessions.ts'
import type { RunAnswer, RunRequest, WorkerChannel } from './protocol.ts'

export type Answer =
  | RunAnswer
  /** The process ended before it answered. */
  | { readonly kind: 'died'; readonly how: string }

/** Long enough for the run that an aborted job left behind. */
const CLOSE_TIMEOUT_MS = 15_000

/** One worker process and the one job it is doing. */
export class WorkerSlot {
  /** Resolves, never rejects, when the process has ended, with how. */
  readonly exited: Promise<string>
  readonly #channel: WorkerChannel
  readonly #modelsRun = new Set<string>()
  #current: { readonly id: number; readonly settle: (answer: Answer) => void } | undefined
  #jobs = 0

  constructor(channel: WorkerChannel, settings: SessionSettings) {
    this.#channel = channel
    const { promise, resolve } = Promise.withResolvers<string>()
    this.exited = promise
    channel.onMessage((message) => {
      if (message.kind !== 'probed' && message.id === this.#current?.id) this.#settle(message)
    })
    channel.onExit((code, signal) => {
      const how = describeExit(channel, signal ?? code)
      resolve(how)
      this.#settle({ kind: 'died', how })
    })
    channel.send({ kind: 'configure', ...settings })
  }

  get busy(): boolean {
    return this.#current !== undefined
  }

  hasRun(modelPath: string): boolean {
    return this.#modelsRun.has(modelPath)
  }

  run(request: RunRequest): Promise<Answer> {
    const id = ++this.#jobs
    this.#modelsRun.add(request.modelPath)
    const { promise, resolve } = Promise.withResolvers<Answer>()
    this.#current = { id, settle: resolve }
    try {
      this.#channel.send({ kind: 'run', id, ...request })
    } catch (error) {
      const message = `A job cannot be sent to the inference process: ${reasonOf(error)}`
      this.#settle({ kind: 'failure', id, error: { code: 'inference', message } })
    }
    return promise
  }

  /** Lets the worker finish what it does, then ends it; a worker that does not end is killed. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.#channel.kill(), CLOSE_TIMEOUT_MS)
    this.#channel.send({ kind: 'close' })
    await this.exited
    clearTimeout(timer)
  }

  #settle(answer: Answer): void {
    const current = this.#current
    this.#current = undefined
    current?.settle(answer)
  }
}

function describeExit(channel: WorkerChannel, how: string | number | null): string {
  const cause = typeof how === 'string' ? `signal ${how}` : `exit code ${how ?? 'unknown'}`
  const words = channel.lastWords?.().split('\n').at(-1)
  return words ? `${cause}: ${words}` : cause
}
