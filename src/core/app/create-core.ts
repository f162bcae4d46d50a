import { z } from 'zod'
import { api, type Call, type MethodName } from '#contract/api.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { CoreEvent, Listener } from '#contract/events.ts'
import type { Handlers } from '#contract/handlers.ts'
import type { TakenExport } from '#core/export/exporter.ts'
import type { PrintPdf } from '#core/export/make-report.ts'
import { LibraryStore } from '#core/library/store.ts'
import type { DeviceChoice } from '#core/nn/session/inference-pool.ts'
import type { SpawnWorker } from '#core/nn/session/protocol.ts'
import type { Resource } from '#core/playback/playback.ts'
import { runDoctor } from './doctor.ts'
import { handlersOf } from './handlers.ts'
import { defaultLibraryFolder } from './library-folder.ts'
import { parseMediaAddress } from './media-address.ts'
import { createParts, type Parts } from './parts.ts'

export interface CoreOptions {
  /** Database, features, installed models. Default: the platform's folder for application data. */
  readonly libraryFolder?: string | undefined
  /** What comes with the program: the built-in model. */
  readonly resourcesFolder: string
  /** Entry of the inference child process. */
  readonly workerEntry: string
  /** Starts such a process, where that is not a matter of `child_process`. */
  readonly spawnWorker?: SpawnWorker | undefined
  readonly device?: DeviceChoice | undefined
  /** Inference processes; default: one a processor core on the CPU. */
  readonly workers?: number | undefined
  /** Scans what is queued in the background for as long as the core lives, as an app does. Default: false. */
  readonly runsQueue?: boolean | undefined
  /** Prints a report, where the host can. Default: PDF is refused. */
  readonly printPdf?: PrintPdf | undefined
  /** Written into bundles as their maker. */
  readonly version: string
}

/** Everything the product does, for any host. */
export interface Core {
  readonly call: Call
  /** The file behind `media/<contentId>/<kind>[/<part>]`. Throws `bad-argument`, `not-found`, `bad-media`. */
  resource(address: string): Promise<Resource>
  /** The archive of `export.prepare`, once: it counts as exported with this. */
  takeExport(id: string): TakenExport | undefined
  /** Where a video of the library lies, or the library itself. For the host alone: no screen may ask. */
  placeOf(what: { readonly fileId: number } | 'data'): string
  /** Returns the function that ends the subscription. */
  subscribe(listener: Listener): () => void
  close(): Promise<void>
}

export function createCore(options: CoreOptions): Core {
  const libraryFolder = options.libraryFolder ?? defaultLibraryFolder()
  const parts = createParts({ ...options, libraryFolder })
  const { emit, subscribe } = createEmitter()
  const doctor: Pick<Handlers, 'doctor.report'> = {
    'doctor.report': (_input, { signal }) => runDoctor(parts, signal),
  }
  if (options.runsQueue) parts.service(emit).start()
  const storing = new Set<Promise<unknown>>()
  const call = async (
    name: MethodName,
    input: unknown,
    { signal = new AbortController().signal }: { readonly signal?: AbortSignal } = {},
  ) => {
    if (!Object.hasOwn(api, name))
      throw new FlagreelError('bad-argument', `There is no method "${name}".`)
    const parsed = api[name].input.safeParse(input)
    if (!parsed.success)
      throw new FlagreelError('bad-argument', `${name}: ${z.prettifyError(parsed.error)}`)
    signal.throwIfAborted()
    const handlers = name === 'doctor.report' ? doctor : handlersOf(parts, emit)
    const handler = (handlers as Handlers)[name] as (
      input: unknown,
      context: unknown,
    ) => Promise<unknown>
    const answer = handler(parsed.data, { signal, emit })
    if (STORING.has(name)) {
      storing.add(answer)
      const forget = () => storing.delete(answer)
      answer.then(forget, forget)
    }
    return answer
  }
  return {
    call: call as Call,
    subscribe,
    resource: async (address) => {
      const { contentId, kind, part } = parseMediaAddress(address)
      return parts.playback(emit).resource(contentId, kind, part)
    },
    takeExport: (id) => parts.exporter(emit).take(id),
    placeOf: (what) => placeOf(parts, what),
    async close() {
      await Promise.allSettled(storing)
      await parts.close()
    },
  }
}

/** What a person just did is stored before a core ends; whatever else is under way can be done again. */
const STORING: ReadonlySet<MethodName> = new Set(['review.decide', 'review.seen', 'settings.set'])

function placeOf(parts: Parts, what: { readonly fileId: number } | 'data'): string {
  if (what === 'data') return parts.libraryFolder
  const file = new LibraryStore(parts.database()).file(what.fileId)
  if (file) return file.path
  throw new FlagreelError('not-found', 'The video is not in the library any more.')
}

function createEmitter() {
  const listeners = new Set<Listener>()
  return {
    emit(event: CoreEvent): void {
      for (const listener of listeners)
        try {
          listener(event)
        } catch (error) {
          // A listener's fault is not the work's: what is announced has happened.
          process.emitWarning(error instanceof Error ? error : String(error))
        }
    },
    subscribe(listener: Listener): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
