import { join } from 'node:path'
import { Command, Option } from 'commander'
import { type Call, precisionSchema } from '#contract/api.ts'
import { IMAGE_PRECISIONS } from '#contract/bundle.ts'
import { type Core, type CoreOptions, createCore } from '#core/app/create-core.ts'
import type { Output } from './output.ts'
import { createProgress } from './progress.ts'
import { VERSION } from './version.ts'

/** What every command gets. */
export interface Context {
  readonly output: Output
  /** Aborts when the person stops the command. */
  readonly signal: AbortSignal
  readonly status: { exitCode: number }
}

interface GlobalOptions {
  readonly library?: string
  readonly device?: NonNullable<CoreOptions['device']>
  readonly workers?: number
}

// Beside the command line's own file: in `out/main` after the build, among the sources in tests.
const WORKER_ENTRY = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '../core/nn/session/worker.ts')
  : join(import.meta.dirname, 'inference-worker.js')
/** The built app. */
export const RENDERER = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '../../out/renderer')
  : join(import.meta.dirname, '../renderer')
const RESOURCES = join(import.meta.dirname, '../../resources')

/** A command that stays, as an app does. */
interface AppCommand {
  readonly command: Command
  readonly runsQueue: boolean
}

/** Opens the core for one command, shows its progress, and closes it whatever happens. */
export async function withCore(
  context: Context,
  how: Command | AppCommand,
  use: (core: Core) => Promise<void>,
): Promise<void> {
  const { command, runsQueue = false } = how instanceof Command ? { command: how } : how
  const { library, device, workers } = command.optsWithGlobals<GlobalOptions>()
  const core = createCore({
    libraryFolder: library,
    device,
    workers,
    resourcesFolder: RESOURCES,
    workerEntry: WORKER_ENTRY,
    version: VERSION,
    runsQueue,
  })
  const progress = createProgress(context.output)
  const unsubscribe = core.subscribe((event) => progress.show(event))
  // A result must not be printed behind a line that is still being drawn over.
  const call: Call = (name, input, options) =>
    core.call(name, input, options).finally(() => progress.end())
  try {
    await use({ ...core, call })
  } finally {
    unsubscribe()
    await core.close()
  }
}

export const jsonOption = () =>
  new Option('--json', 'print one JSON document instead (docs/json.md)')

export const modelOption = () =>
  new Option('--model <id>', 'the model to use (default: what "models default" chose)')

export const deviceOption = () =>
  new Option(
    '--device <device>',
    'where the model runs (default: what the settings of the library say, else auto)',
  ).choices(['auto', 'cpu', 'cuda', 'webgpu', 'directml', 'coreml'])

export const precisionOption = () =>
  new Option(
    '--precision <precision>',
    "arithmetic of the image tower: fp32 gives the authors' numbers; int8 (CPU) and fp16 (graphics card) trade a little " +
      'exactness for speed; auto takes the fast one where it agrees with fp32 on real frames',
  )
    .choices(precisionSchema.options)
    .default('fp32')

export const storedPrecisionOption = () =>
  new Option(
    '--precision <precision>',
    "only scores of this precision (default: each video's most exact)",
  ).choices(IMAGE_PRECISIONS)
