import { isAbort, reasonOf } from '#contract/errors.ts'
import { type ExportTask, isOpenTask, type SavedExport } from '#contract/export.ts'
import type { ExportFormat } from '#contract/export-formats.ts'

interface Entry {
  task: ExportTask
  readonly controller: AbortController
}

interface Wanted<T> {
  readonly format: ExportFormat
  readonly signal: AbortSignal
  readonly work: (id: number, signal: AbortSignal) => Promise<T>
  /** What a person hears of it. */
  readonly savedOf: (result: T) => SavedExport
}

/** Ended exports that are remembered. */
const MOST_ENDED = 5

/** Exports one after another: each wants the disk, and a processor, for itself. */
export class ExportQueue {
  readonly #entries: Entry[] = []
  readonly #onChange: () => void
  #last: Promise<unknown> = Promise.resolve()
  #ids = 0

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** Those to come and under way first, then the latest that ended. */
  tasks(): readonly ExportTask[] {
    const tasks = this.#entries.map(({ task }) => task)
    const [open, ended] = [tasks.filter(isOpenTask), tasks.filter((task) => !isOpenTask(task))]
    return [...open, ...ended.reverse()]
  }

  /** Does the work when all that was asked for before has ended. Throws what it throws, and when it is stopped. */
  async run<T>({ format, signal, work, savedOf }: Wanted<T>): Promise<T> {
    const controller = new AbortController()
    const id = ++this.#ids
    const task = { id, format, state: 'waiting', saved: null, message: null } as const
    const entry: Entry = { task, controller }
    this.#entries.push(entry)
    const all = AbortSignal.any([signal, controller.signal])
    const before = this.#last
    const turn = this.#turn(before, all, async () => {
      this.#set(entry, { state: 'running' })
      return work(id, all)
    })
    // Without what they came to, which would all be kept.
    this.#last = Promise.allSettled([before, turn]).then(() => undefined)
    this.#onChange()
    try {
      const result = await turn
      this.#set(entry, { state: 'done', saved: savedOf(result) })
      return result
    } catch (error) {
      const isStopped = isAbort(error)
      this.#set(
        entry,
        isStopped ? { state: 'stopped' } : { state: 'failed', message: reasonOf(error) },
      )
      throw error
    }
  }

  /** Ends one, or all. */
  cancel(id?: number): void {
    for (const { task, controller } of this.#entries)
      if (isOpenTask(task) && (id === undefined || task.id === id)) controller.abort()
  }

  /** When nothing is under way any more. */
  async ended(): Promise<void> {
    await this.#last
  }

  /** One that is stopped while it waits does not wait any longer. */
  async #turn<T>(before: Promise<unknown>, signal: AbortSignal, work: () => Promise<T>) {
    const stopped = Promise.withResolvers<never>()
    const stop = () => stopped.reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    try {
      await Promise.race([before, stopped.promise])
    } finally {
      signal.removeEventListener('abort', stop)
    }
    signal.throwIfAborted()
    return work()
  }

  #set(entry: Entry, change: Partial<ExportTask>): void {
    entry.task = { ...entry.task, ...change }
    const ended = this.#entries.filter(({ task }) => !isOpenTask(task))
    for (const old of ended.slice(0, -MOST_ENDED))
      this.#entries.splice(this.#entries.indexOf(old), 1)
    this.#onChange()
  }
}
