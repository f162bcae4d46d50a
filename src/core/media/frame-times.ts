/** Two ticks of rounding, or this share of a frame, are still a constant frame rate. */
const JITTER = 0.01

/**
 * Follows the time stamps of decoded frames, in order, in constant memory. A missing stamp is filled in: the one
 * before plus the last step.
 */
export class FrameTimes {
  #first: number | undefined
  #last = 0
  #largest = Number.NEGATIVE_INFINITY
  #endPts = 0
  #step: number
  #shortest = Number.POSITIVE_INFINITY
  #longest = Number.NEGATIVE_INFINITY
  #steps = 0
  #stepSum = 0
  #missing = 0

  /** `nominalStep`: ticks of a frame by the header, for what the stamps do not tell. */
  constructor(nominalStep: number) {
    this.#step = Math.max(1, Math.round(nominalStep))
  }

  /** Takes the next frame and returns its time stamp, given or filled in. */
  add(given: number | undefined, duration?: number | undefined): number {
    if (given === undefined) this.#missing++
    const pts = given ?? (this.#first === undefined ? 0 : this.#last + this.#step)
    if (this.#first === undefined) this.#first = pts
    else this.#addStep(pts - this.#last)
    this.#last = pts
    if (pts > this.#largest) {
      this.#largest = pts
      this.#endPts = pts + (duration || this.#step)
    }
    return pts
  }

  #addStep(step: number): void {
    if (step > 0) this.#step = step
    this.#shortest = Math.min(this.#shortest, step)
    this.#longest = Math.max(this.#longest, step)
    this.#steps++
    this.#stepSum += step
  }

  get firstPts(): number {
    return this.#first ?? 0
  }

  /** End of the latest frame: its stamp plus its duration, or plus the step before it where ffmpeg tells none. */
  get endPts(): number {
    return this.#endPts
  }

  /** Frames without a stamp of their own. */
  get missing(): number {
    return this.#missing
  }

  /** False once a time went back or stood still. */
  get isRising(): boolean {
    return this.#steps === 0 || this.#shortest > 0
  }

  /** True when a frame's time cannot be told from its index and one frame rate. */
  get isVariable(): boolean {
    if (this.#steps === 0) return false
    const tolerance = Math.max(2, (JITTER * this.#stepSum) / this.#steps)
    return this.#longest - this.#shortest > tolerance
  }
}
