import { FlagreelError } from '#contract/errors.ts'

/** Why the bytes at hand are not accepted, before it is known which file they came from. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly hint: string | undefined

  constructor(message: string, hint?: string) {
    super(message)
    this.hint = hint
  }
}

const SAVE_AGAIN =
  'Nothing in the file was executed. If you trust it, save its weights alone: torch.save(model.state_dict(), "weights.pth").'

export const COPY_AGAIN = 'Download or copy the file again, and compare its size with the original.'

export function badCheckpoint(path: string, reason: string, hint = SAVE_AGAIN): FlagreelError {
  return new FlagreelError('bad-checkpoint', `${path} cannot be used as a checkpoint: ${reason}.`, {
    hint,
  })
}

/** Runs a part that knows bytes but no file name, and gives its refusals the file's name. */
export function nameRefusals<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof Refusal) throw badCheckpoint(path, error.message, error.hint)
    throw error
  }
}
