import { FlagreelError } from '#contract/errors.ts'
import type { Handlers } from '#contract/handlers.ts'

const NAMES = ['playback.open', 'playback.frames'] as const

/** Rows of the table whose capability is not there yet. */
export function unbuilt(): Pick<Handlers, (typeof NAMES)[number]> {
  const refuse = (name: string) => async () => {
    throw new FlagreelError('internal', `${name} is not built yet.`)
  }
  return Object.fromEntries(NAMES.map((name) => [name, refuse(name)])) as unknown as ReturnType<
    typeof unbuilt
  >
}
