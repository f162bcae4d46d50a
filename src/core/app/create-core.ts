import { z } from 'zod'
import { api, type Call, type MethodName } from '#contract/api.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { CoreEvent, Listener } from '#contract/events.ts'
import type { Handlers } from '#contract/handlers.ts'
import { analysisMethods, listSegments } from '#core/analysis/methods.ts'
import { exportMethods } from '#core/export/methods.ts'
import { modelMethods } from '#core/models/methods.ts'
import type { DeviceChoice } from '#core/nn/session/inference-pool.ts'
import { reviewMethods } from '#core/review/methods.ts'
import { settingsMethods } from '#core/settings/methods.ts'
import { runDoctor } from './doctor.ts'
import { defaultLibraryFolder } from './library-folder.ts'
import { createParts } from './parts.ts'
import { unbuilt } from './unbuilt.ts'

export interface CoreOptions {
  /** Database, features, installed models. Default: the platform's folder for application data. */
  readonly libraryFolder?: string | undefined
  /** What comes with the program: the built-in model. */
  readonly resourcesFolder: string
  /** Entry of the inference child process. */
  readonly workerEntry: string
  readonly device?: DeviceChoice | undefined
  /** Inference processes; default: one a processor core on the CPU. */
  readonly workers?: number | undefined
  /** Written into bundles as their maker. */
  readonly version: string
}

/** Everything the product does, for any host. */
export interface Core {
  readonly call: Call
  /** Returns the function that ends the subscription. */
  subscribe(listener: Listener): () => void
  close(): Promise<void>
}

export function createCore(options: CoreOptions): Core {
  const libraryFolder = options.libraryFolder ?? defaultLibraryFolder()
  const parts = createParts({ ...options, libraryFolder })
  const listeners = new Set<Listener>()
  const emit = (event: CoreEvent) => {
    for (const listener of listeners) listener(event)
  }
  const doctor: Pick<Handlers, 'doctor.report'> = {
    'doctor.report': (_input, { signal }) => runDoctor(parts, signal),
  }
  /** Opens the library. The doctor is apart, to say what is wrong with one that cannot be opened. */
  const others = (): Omit<Handlers, 'doctor.report'> => ({
    ...unbuilt(),
    ...settingsMethods(parts.database()),
    ...reviewMethods(parts.review()),
    ...modelMethods(parts.forModels()),
    ...analysisMethods(parts.forAnalysis()),
    ...exportMethods({
      listSegments: (input) => listSegments(parts.forAnalysis(), input),
      isVideo: (path) => parts.forAnalysis().files.contentAt(path) !== undefined,
    }),
  })
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
    const handlers = name === 'doctor.report' ? doctor : others()
    const handler = (handlers as Handlers)[name] as (
      input: unknown,
      context: unknown,
    ) => Promise<unknown>
    return handler(parsed.data, { signal, emit })
  }
  return {
    call: call as Call,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => parts.close(),
  }
}
