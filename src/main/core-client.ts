import { type UtilityProcess, utilityProcess } from 'electron'
import type { MethodName } from '#contract/api.ts'
import { FlagreelError, toWireError } from '#contract/errors.ts'
import { CHANGED_PARTS, type CoreEvent } from '#contract/events.ts'
import type { ScreenAnswer } from '#contract/screen.ts'
import type { CoreArguments, FromCore, ToCore } from './core-protocol.ts'

interface CoreClientOptions {
  /** Bundles of core-process.ts and of the inference worker. */
  readonly entries: { readonly core: string; readonly worker: string }
  readonly args: CoreArguments
  readonly onEvent: (event: CoreEvent) => void
  /** It keeps dying, and stays away until `restart`. */
  readonly onGivenUp: () => void
}

/** A process that dies more often than this in `FORGIVEN_AFTER_MS` is not started again. */
const MOST_DEATHS = 3
const FORGIVEN_AFTER_MS = 60_000
const CLOSE_TIMEOUT_MS = 10_000

/** What a call that waits for an answer becomes. */
type Settle = (answer: ScreenAnswer) => void

type Request = ToCore & { readonly id: number }
/** Without its id, for each kind. */
type Question<Kind = Request> = Kind extends Request ? Omit<Kind, 'id'> : never

/** The core as the main process sees it: a process of its own, started again when it dies, with the workers it asks for. */
export class CoreClient {
  readonly #options: CoreClientOptions
  readonly #pending = new Map<number, Settle>()
  readonly #workers = new Map<number, UtilityProcess>()
  #process: UtilityProcess | null = null
  #starts = 0
  #deaths: number[] = []
  #ids = 0
  #isClosing = false

  constructor(options: CoreClientOptions) {
    this.#options = options
    this.#start()
  }

  /** `onId` learns what to cancel the call by. */
  call(name: MethodName, input: unknown, onId?: (id: number) => void): Promise<ScreenAnswer> {
    return this.#ask({ kind: 'call', name, input }, onId)
  }

  cancel(id: number): void {
    this.#send({ kind: 'cancel', id })
  }

  /** Asked again when the core ended meanwhile: a page that shows pictures cannot know that. */
  async resource(address: string): Promise<ScreenAnswer> {
    const starts = this.#starts
    const answer = await this.#ask({ kind: 'resource', address })
    return this.#starts === starts ? answer : this.#ask({ kind: 'resource', address })
  }

  placeOf(what: { readonly fileId: number } | 'data'): Promise<ScreenAnswer> {
    return this.#ask({ kind: 'place', what })
  }

  /** After it was given up. */
  restart(): void {
    if (this.#process || this.#isClosing) return
    this.#deaths = []
    this.#start()
    this.#tellAllChanged()
  }

  /** Ends the core and every process that it has. */
  async close(): Promise<void> {
    this.#isClosing = true
    const core = this.#process
    if (core) {
      const ended = new Promise<void>((resolve) => core.once('exit', () => resolve()))
      this.#send({ kind: 'close' })
      const timer = setTimeout(() => core.kill(), CLOSE_TIMEOUT_MS)
      await ended
      clearTimeout(timer)
    }
    this.#endWorkers()
  }

  #start(): void {
    this.#starts++
    const { entries, args } = this.#options
    const core = utilityProcess.fork(entries.core, [JSON.stringify(args)], {
      serviceName: 'Flagreel core',
    })
    this.#process = core
    core.on('message', (message: FromCore) => this.#handle(message))
    core.once('exit', (code) => this.#died(code))
  }

  #died(code: number): void {
    this.#process = null
    this.#endWorkers()
    // The window is about to go: failures would only flash up in it.
    if (this.#isClosing) return
    const message = `The part of Flagreel that scans and stores has ended (exit code ${code}).`
    const hint = 'What was decided is stored. If this comes back, start Flagreel again.'
    const error = toWireError(new FlagreelError('internal', message, { hint }))
    const waiting = [...this.#pending.values()]
    this.#pending.clear()
    const now = Date.now()
    this.#deaths = [...this.#deaths.filter((at) => now - at < FORGIVEN_AFTER_MS), now]
    if (this.#deaths.length > MOST_DEATHS) this.#options.onGivenUp()
    else this.#start()
    for (const settle of waiting) settle({ ok: false, error })
    this.#tellAllChanged()
  }

  /** What happened meanwhile is not known: the screens ask for everything again, or show that there is no answer. */
  #tellAllChanged(): void {
    this.#options.onEvent({ type: 'changed', what: CHANGED_PARTS })
  }

  #handle(message: FromCore): void {
    switch (message.kind) {
      case 'answer':
        if (this.#isClosing) return
        this.#pending.get(message.id)?.(message.answer)
        this.#pending.delete(message.id)
        return
      case 'event':
        this.#options.onEvent(message.event)
        return
      case 'worker-start':
        this.#startWorker(message.worker)
        return
      case 'worker-send':
        this.#workers.get(message.worker)?.postMessage(message.message)
        return
      case 'worker-kill':
        this.#workers.get(message.worker)?.kill()
    }
  }

  #startWorker(worker: number): void {
    const child = utilityProcess.fork(this.#options.entries.worker, [], {
      serviceName: 'Flagreel inference',
    })
    this.#workers.set(worker, child)
    child.on('message', (message) => this.#send({ kind: 'worker-said', worker, message }))
    child.once('exit', (code) => {
      this.#workers.delete(worker)
      this.#send({ kind: 'worker-ended', worker, code })
    })
  }

  #endWorkers(): void {
    for (const worker of this.#workers.values()) worker.kill()
    this.#workers.clear()
  }

  #ask(question: Question, onId?: (id: number) => void): Promise<ScreenAnswer> {
    const id = ++this.#ids
    onId?.(id)
    const { promise, resolve } = Promise.withResolvers<ScreenAnswer>()
    this.#pending.set(id, resolve)
    if (!this.#send({ ...question, id } as Request) && !this.#isClosing) {
      this.#pending.delete(id)
      const message = 'The part of Flagreel that scans and stores keeps ending.'
      const hint = 'Start Flagreel again; "flagreel doctor" tells what is wrong on this computer.'
      resolve({ ok: false, error: toWireError(new FlagreelError('internal', message, { hint })) })
    }
    return promise
  }

  /** False when there is no process to send to. */
  #send(message: ToCore): boolean {
    this.#process?.postMessage(message)
    return this.#process !== null
  }
}
