import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { writeFileAtomically } from '#core/files/file-sink.ts'
import { openCheckpoint } from '#core/nn/checkpoint/checkpoint.ts'
import { writeSafetensors } from '#core/nn/checkpoint/safetensors.ts'
import type { Moments } from './adamw.ts'
import type { Parameters } from './run-model.ts'

const progressSchema = z.strictObject({
  /** What the training was started with: another setting cannot go on from here. */
  settings: z.string(),
  /** Where it stands: steps done of this epoch, and in all. */
  epoch: z.int().nonnegative(),
  stepOfEpoch: z.int().nonnegative(),
  steps: z.int().nonnegative(),
  /** Sum of the losses of this epoch's steps. */
  lossOfEpoch: z.number(),
  /** Lines of the log that belong to this state. */
  logLines: z.int().nonnegative(),
  best: z.strictObject({ epoch: z.int(), score: z.number() }).nullable(),
  /** null before the first save. */
  tensors: z.string().nullable(),
  bestTensors: z.string().nullable(),
})
export type Progress = z.infer<typeof progressSchema>

export interface TrainerState {
  readonly progress: Omit<Progress, 'tensors' | 'bestTensors'>
  readonly parameters: Map<string, Float32Array>
  readonly moments: Map<string, Moments>
  readonly best: Parameters | undefined
}

/** A training that has not begun. */
export function freshState(settings: string, parameters: Map<string, Float32Array>): TrainerState {
  const counts = { epoch: 0, stepOfEpoch: 0, steps: 0, lossOfEpoch: 0, logLines: 0 }
  return {
    progress: { settings, ...counts, best: null },
    parameters,
    moments: new Map(),
    best: undefined,
  }
}

const STATE = 'state.json'

/**
 * Writes a state so that a kill at any moment leaves this one or the one before: the tensors under a name of their own
 * first, then the small file that names them.
 */
export async function saveState(
  folder: string,
  state: TrainerState,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  const before = await readProgress(folder)
  const { steps, best } = state.progress
  const tensors = state.parameters.size > 0 ? `state-${steps}.safetensors` : null
  if (tensors)
    await writeTensors(join(folder, tensors), shapes, [
      ['parameter', state.parameters],
      ['mean', new Map(Array.from(state.moments, ([key, { mean }]) => [key, mean]))],
      ['square', new Map(Array.from(state.moments, ([key, { square }]) => [key, square]))],
    ])
  const bestTensors = best && state.best ? `best-${best.epoch}.safetensors` : null
  if (bestTensors && bestTensors !== before?.bestTensors)
    await writeTensors(join(folder, bestTensors), shapes, [['parameter', state.best!]])
  const progress: Progress = { ...state.progress, tensors, bestTensors }
  const text = `${JSON.stringify(progress, null, 2)}\n`
  await writeFileAtomically(join(folder, STATE), (sink) => sink.write(Buffer.from(text)))
  const old = [before?.tensors, before?.bestTensors]
  for (const name of old)
    if (name && name !== tensors && name !== bestTensors)
      await rm(join(folder, name), { force: true })
}

/** undefined where no training has been. Throws `bad-checkpoint` for one that cannot be read. */
export async function loadState(folder: string): Promise<TrainerState | undefined> {
  const progress = await readProgress(folder)
  if (!progress) return undefined
  const { tensors, bestTensors, ...rest } = progress
  const stored: Parameters = tensors ? await readTensors(join(folder, tensors)) : new Map()
  const means = partOf(stored, 'mean')
  const squares = partOf(stored, 'square')
  return {
    progress: rest,
    parameters: partOf(stored, 'parameter'),
    moments: new Map(
      Array.from(means, ([key, mean]) => [key, { mean, square: squares.get(key)! }]),
    ),
    best: bestTensors
      ? partOf(await readTensors(join(folder, bestTensors)), 'parameter')
      : undefined,
  }
}

async function readProgress(folder: string): Promise<Progress | undefined> {
  const path = join(folder, STATE)
  try {
    return progressSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new FlagreelError(
      'bad-checkpoint',
      `${path} is no state of a training: ${reasonOf(cause)}.`,
      {
        hint: 'Choose another folder, or delete this one if a training made it.',
      },
    )
  }
}

type Part = readonly [part: string, values: Parameters]

async function writeTensors(
  path: string,
  shapes: ReadonlyMap<string, readonly number[]>,
  parts: readonly Part[],
): Promise<void> {
  const tensors = parts.flatMap(([part, values]) =>
    Array.from(values, ([key, data]) => ({
      name: `${part}/${key}`,
      dtype: 'float32' as const,
      shape: shapes.get(key)!,
      read: async () => data,
    })),
  )
  await writeSafetensors(path, tensors)
}

async function readTensors(path: string): Promise<Map<string, Float32Array>> {
  const file = await openCheckpoint(path)
  try {
    const found = new Map<string, Float32Array>()
    for (const name of file.tensors.keys()) found.set(name, await file.readFloat32(name))
    return found
  } finally {
    await file.close()
  }
}

function partOf(stored: Parameters, part: string): Map<string, Float32Array> {
  const own = [...stored].filter(([name]) => name.startsWith(`${part}/`))
  return new Map(own.map(([name, values]) => [name.slice(part.length + 1), values]))
}
