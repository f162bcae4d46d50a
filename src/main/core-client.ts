import { type UtilityProcess, utilityProcess } from 'electron'
import type { MethodName } from '#contract/api.ts'
import { FlagreelError, toWireError } from '#contract/errors.ts'
import { CHANGED_PARTS, type CoreEvent } from '#contract/events.ts'
import type { ScreenAnswer } from '#contract/screen.ts'
import { BackOff } from './back-off.ts'
import type { CoreArguments, FromCore, PrintOrder, ToCore } from './core-protocol.ts'
import { printPdf } from './print-pdf.ts'

interface CoreClientOptions {
  /** Bundles of core-process.ts and of the inference worker. */
  readonly entries: { readonly core: string; readonly worker: string }
  readonly args: CoreArguments
  readonly onEvent: (event: CoreEvent) => void
  /** It keeps dying, and stays away until `restart`. */
  readonly onGivenUp: () => void
}

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
  #deaths = 0
  readonly #backOff = new BackOff()
  /** While the next start is waited for. */
  #next: ReturnType<typeof setTimeout> | null = null
  /** What is sent when it has come. */
  #held: ToCore[] = []
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
    const deaths = this.#deaths
    const answer = await this.#ask({ kind: 'resource', address })
    return this.#deaths === deaths ? answer : this.#ask({ kind: 'resource', address })
  }

  placeOf(what: { readonly fileId: number } | 'data'): Promise<ScreenAnswer> {
    return this.#ask({ kind: 'place', what })
  }

  /** After it was given up. */
  restart(): void {
    if (this.#process || this.#next || this.#isClosing) return
    this.#backOff.forget()
    this.#start()
    this.#tellAllChanged()
  }

  /** Ends the core and every process that it has. */
  async close(): Promise<void> {
    this.#isClosing = true
    if (this.#next) clearTimeout(this.#next)
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
    const { entries, args } = this.#options
    const core = utilityProcess.fork(entries.core, [JSON.stringify(args)], {
      serviceName: 'Flagreel core',
    })
    this.#process = core
    core.on('message', (message: FromCore) => this.#handle(message))
    core.once('exit', (code) => this.#died(code))
    for (const message of this.#held.splice(0)) core.postMessage(message)
  }

  #startIn(delay: number): void {
    this.#next = setTimeout(() => {
      this.#next = null
      this.#start()
    }, delay)
  }

  #died(code: number): void {
    this.#process = null
    this.#deaths++
    this.#endWorkers()
    // The window is about to go: failures would only flash up in it.
    if (this.#isClosing) return
    const message = `The part of Flagreel that scans and stores has ended (exit code ${code}).`
    const hint = 'What was decided is stored. If this comes back, start Flagreel again.'
    const error = toWireError(new FlagreelError('internal', message, { hint }))
    const waiting = [...this.#pending.values()]
    this.#pending.clear()
    const delay = this.#backOff.died(Date.now())
    if (delay === undefined) this.#options.onGivenUp()
    else this.#startIn(delay)
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
      case 'print':
        void this.#print(message.id, message.order)
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

  async #print(id: number, order: PrintOrder): Promise<void> {
    const core = this.#process
    const answer = await printPdf(order).then(
      (value): ScreenAnswer => ({ ok: true, value }),
      (error): ScreenAnswer => ({ ok: false, error: toWireError(error) }),
    )
    // Another core asked for nothing, and counts from one again.
    if (this.#process === core) this.#send({ kind: 'printed', id, answer })
  }

  #startWorker(worker: number): void {
    const child = utilityProcess.fork(this.#options.entries.worker, [], {
      serviceName: 'Flagreel inference',
    })
    this.#workers.set(worker, child)
    // Each core counts its workers from one: those of a core that died are nothing to the next.
    const isCurrent = () => this.#workers.get(worker) === child
    child.on('message', (message) => {
      if (isCurrent()) this.#send({ kind: 'worker-said', worker, message })
    })
    child.once('exit', (code) => {
      if (!isCurrent()) return
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

  /** False when there is no process to send to, and none to come. */
  #send(message: ToCore): boolean {
    if (this.#process) this.#process.postMessage(message)
    else if (this.#next) this.#held.push(message)
    else return false
    return true
  }
}
