/** Seeks of a player, one at a time: while one is under way only the latest of those that come in is kept. */
export class Seeker {
  readonly #element: HTMLVideoElement
  readonly #onArrival: () => void
  #next: number | null = null
  #isSeeking = false

  /** `onArrival`: of the last seek that was asked for. */
  constructor(element: HTMLVideoElement, onArrival: () => void) {
    this.#element = element
    this.#onArrival = onArrival
    element.addEventListener('seeked', this.#onSeeked)
  }

  get isSeeking(): boolean {
    return this.#isSeeking
  }

  /** `time`: of the element's own clock, in seconds. */
  seek(time: number): void {
    if (this.#isSeeking) this.#next = time
    else this.#start(time)
  }

  close(): void {
    this.#element.removeEventListener('seeked', this.#onSeeked)
  }

  #start(time: number): void {
    this.#next = null
    // Before the first data there is nothing to seek in, and no event would come.
    this.#isSeeking = this.#element.readyState > 0
    this.#element.currentTime = time
  }

  readonly #onSeeked = () => {
    this.#isSeeking = false
    if (this.#next !== null) this.#start(this.#next)
    else this.#onArrival()
  }
}
