import type { ActionId } from './actions.ts'

/** What lasts while a key is down. The key alone ends it: its modifiers may be let go first, or be pressed meanwhile. */
export class HeldKeys {
  readonly #actions = new Map<string, ActionId>()

  /** `code` of the key itself, not the chord. */
  press(code: string, action: ActionId): void {
    this.#actions.set(code, action)
  }

  /** What ends now; undefined when the key began nothing. */
  release(code: string): ActionId | undefined {
    const action = this.#actions.get(code)
    this.#actions.delete(code)
    return action
  }

  /** Everything that still lasts: the window no longer hears of keys that are let go. */
  releaseAll(): readonly ActionId[] {
    const actions = [...this.#actions.values()]
    this.#actions.clear()
    return actions
  }
}
