import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { InferenceSession } from 'onnxruntime-node'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { checkExternalFiles, inspectModel } from '#core/nn/onnx/inspect-model.ts'
import { formatShape, type Tensor } from '#core/nn/tensor/tensor.ts'
import { checkFeeds, checkOutputs, type DeclaredInput } from './check-feeds.ts'
import { fromOrtTensor, toOrtTensor } from './ort-tensor.ts'
import type { Device, RunRequest } from './protocol.ts'
import { PROVIDERS } from './providers.ts'
import { loadRuntime } from './runtime.ts'

/** Image tower, text tower and detector of one bundle. */
const KEPT_SESSIONS = 3

export interface SessionSettings {
  readonly device: Device
  readonly threads: number
  /** Models kept loaded. */
  readonly kept?: number
}

/** Loaded models of one process, least recently used first; one use at a time. */
export class ModelSessions {
  readonly #settings: SessionSettings
  readonly #sessions = new Map<string, InferenceSession>()

  constructor(settings: SessionSettings) {
    this.#settings = settings
  }

  /** Throws `not-found`, `bad-bundle` (a model file we do not trust), `bad-tensor` or `inference`. */
  async run({ modelPath, feeds, outputs }: RunRequest): Promise<Record<string, Tensor>> {
    const session = await this.#session(modelPath)
    const name = basename(modelPath)
    checkFeeds(name, declaredInputs(session), feeds)
    const wanted = outputs ?? session.outputNames
    checkOutputs(name, session.outputNames, wanted)
    const converted = Object.entries(feeds).map(([key, feed]) => [key, toOrtTensor(feed)] as const)
    try {
      const results = await session.run(Object.fromEntries(converted), [...wanted])
      return Object.fromEntries(wanted.map((key) => [key, fromOrtTensor(key, results[key]!)]))
    } catch (cause) {
      if (cause instanceof FlagreelError) throw cause
      const shapes = Object.entries(feeds).map(([key, feed]) => `${key} ${formatShape(feed.shape)}`)
      const message = `${name} failed on ${shapes.join(', ')}: ${firstLine(cause)}`
      throw new FlagreelError('inference', message, { cause })
    }
  }

  async close(): Promise<void> {
    for (const session of this.#sessions.values()) await session.release()
    this.#sessions.clear()
  }

  async #session(path: string): Promise<InferenceSession> {
    // A file that was replaced is another model.
    const key = `${path}\0${await fileVersion(path)}`
    const session = this.#sessions.get(key) ?? (await this.#load(path))
    this.#sessions.delete(key)
    this.#sessions.set(key, session)
    if (this.#sessions.size > (this.#settings.kept ?? KEPT_SESSIONS)) {
      const [oldest, dropped] = this.#sessions.entries().next().value!
      this.#sessions.delete(oldest)
      await dropped.release()
    }
    return session
  }

  async #load(path: string): Promise<InferenceSession> {
    await checkExternalFiles(path, inspectModel(path).externalFiles)
    const { InferenceSession: Session } = await loadRuntime()
    const { device, threads } = this.#settings
    try {
      return await Session.create(path, {
        executionProviders: device === 'cpu' ? ['cpu'] : [PROVIDERS[device].option, 'cpu'],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        enableCpuMemArena: true,
        enableMemPattern: true,
        logSeverityLevel: 3,
      })
    } catch (cause) {
      const message = `${path} cannot be loaded: ${firstLine(cause)}`
      throw new FlagreelError('inference', message, { cause })
    }
  }
}

async function fileVersion(path: string): Promise<string> {
  try {
    const { mtimeMs, size } = await stat(path)
    return `${mtimeMs}\0${size}`
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new FlagreelError(
      missing ? 'not-found' : 'unreadable',
      missing ? `There is no model file ${path}.` : `Cannot read ${path}: ${reasonOf(cause)}.`,
      { cause },
    )
  }
}

function declaredInputs(session: InferenceSession): DeclaredInput[] {
  return session.inputMetadata.map((input) =>
    input.isTensor
      ? { name: input.name, dtype: input.type, shape: input.shape.map((dim) => dim ?? '') }
      : { name: input.name, dtype: 'not a tensor', shape: [] },
  )
}

function firstLine(error: unknown): string {
  return reasonOf(error).trim().split('\n')[0]!.slice(0, 500)
}
