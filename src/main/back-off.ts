/** Before each new start, in ms. The first death may be chance; one that comes back gets time to pass. */
const DELAYS = [0, 1_000, 4_000] as const
/** A death so long ago counts no more. */
const FORGIVEN_AFTER_MS = 60_000

/** How long a process that died waits for its next start. */
export class BackOff {
  #deaths: number[] = []

  /** Undefined when it has died too often to be started by itself. */
  died(now: number): number | undefined {
    this.#deaths = [...this.#deaths.filter((at) => now - at < FORGIVEN_AFTER_MS), now]
    return DELAYS[this.#deaths.length - 1]
  }

  forget(): void {
    this.#deaths = []
  }
}
