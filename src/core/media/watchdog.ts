/** Calls `onStall` once when nothing happened for `limitMs` while somebody waited. */
export class Watchdog {
  readonly #limitMs: number
  readonly #onStall: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(limitMs: number, onStall: () => void) {
    this.#limitMs = limitMs
    this.#onStall = onStall
  }

  /** Something happened. */
  touch(): void {
    this.#timer?.refresh()
  }

  /** Somebody waits from now on. */
  start(): void {
    this.stop()
    this.#timer = setTimeout(this.#onStall, this.#limitMs)
    this.#timer.unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
