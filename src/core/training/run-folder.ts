import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FlagreelError } from '#contract/errors.ts'
import { freshState, loadState, saveState, type TrainerState } from './trainer-state.ts'

/**
 * The state to go on from. A folder without one becomes the training's own before anything else is written: it gets
 * a state without tensors, so that a training killed before its first step was saved can begin there again.
 * Throws `bad-argument` for a folder that holds somebody else's files, `bad-checkpoint` for another training.
 */
export async function openRunFolder(folder: string, settings: string): Promise<TrainerState> {
  await mkdir(folder, { recursive: true })
  const state = await loadState(folder)
  // Of a training without a step nothing would be lost.
  if (state && state.progress.steps > 0) return assertSame(folder, state, settings)
  if (!state) await assertUnused(folder)
  const fresh = freshState(settings, new Map())
  await saveState(folder, fresh, new Map())
  return fresh
}

function assertSame(folder: string, state: TrainerState, settings: string): TrainerState {
  if (state.progress.settings === settings) return state
  throw new FlagreelError(
    'bad-checkpoint',
    `${folder} holds a training with other settings, other videos or another model.`,
    { hint: 'Name another folder, or delete this one to begin anew.' },
  )
}

/** What a training writes beside state.json; not every file system tells small letters from capitals. */
const WRITTEN =
  /^(log\.jsonl|plot\.svg|detector\.safetensors|graphs|(state|best)-\d+\.safetensors)$/i

async function assertUnused(folder: string): Promise<void> {
  const taken = (await readdir(folder)).find((name) => WRITTEN.test(name))
  if (taken === undefined) return
  throw new FlagreelError(
    'bad-argument',
    `${join(folder, taken)} is there already, and no state.json beside it says that a training made it.`,
    { hint: 'Choose another folder: a training writes its own file of that name.' },
  )
}
