import type { FrameClock } from './frame-clock.ts'
import { Seeker } from './seeker.ts'

export interface Timing {
  readonly frames: FrameClock
  /** Of the average frame, in seconds. */
  readonly frameSec: number
  readonly totalSec: number
  /** The element's time of the first decoded frame. */
  readonly offsetSec: number
  /** Speed of plain playing. */
  readonly rate: number
}

const FASTEST = 8
const REWIND_MS = 100

/** Moves a player in time. Seconds count from the first decoded frame. */
export class Transport {
  readonly #element: HTMLVideoElement
  readonly #seeker: Seeker
  #timing: Timing
  #rewind: ReturnType<typeof setInterval> | undefined
  /** Of the shuttle; negative is back. */
  #speed = 0
  /** The frame that was stepped to; ahead of the screen while steps come faster than pictures. */
  #goal: Promise<number> | null = null

  constructor(element: HTMLVideoElement, timing: Timing) {
    this.#element = element
    this.#seeker = new Seeker(element)
    this.#timing = timing
  }

  set timing(timing: Timing) {
    if (timing.rate !== this.#timing.rate) this.#element.playbackRate = timing.rate
    this.#timing = timing
  }

  seek(sec: number): void {
    this.#goal = null
    // A little into the frame: the time it begins at is often answered with the frame before.
    this.#go(sec + this.#timing.frameSec / 4)
  }

  skip(seconds: number): void {
    this.seek(this.#now + seconds)
  }

  /** To the next decoded frame, or the one before. */
  step(by: 1 | -1): void {
    this.stop()
    const { frames } = this.#timing
    const from = this.#goal ?? frames.frameAt(this.#now)
    const goal = from.then((frame) => Math.max(0, Math.min(frames.frames - 1, frame + by)))
    this.#goal = goal
    void goal
      .then((frame) => frames.middleOf(frame))
      .then((sec) => {
        if (this.#goal === goal) this.#go(sec)
      })
      .catch(() => undefined)
  }

  toggle(): void {
    const isMoving = !this.#element.paused || this.#speed < 0
    this.stop()
    if (!isMoving) this.#play(this.#timing.rate)
  }

  /** Plays forward or back, twice as fast with every further call. */
  shuttle(direction: 1 | -1): void {
    const isSameWay = Math.sign(this.#speed) === direction
    const speed = direction * Math.min(FASTEST, isSameWay ? Math.abs(this.#speed) * 2 : 1)
    this.stop()
    this.#speed = speed
    if (speed > 0) this.#play(speed)
    else
      this.#rewind = setInterval(() => {
        this.#goal = null
        this.#go(this.#now + (speed * REWIND_MS) / 1000)
      }, REWIND_MS)
  }

  stop(): void {
    clearInterval(this.#rewind)
    this.#speed = 0
    this.#element.pause()
    this.#element.playbackRate = this.#timing.rate
  }

  close(): void {
    clearInterval(this.#rewind)
    this.#seeker.close()
  }

  get #now(): number {
    return this.#element.currentTime - this.#timing.offsetSec
  }

  #go(sec: number): void {
    const { totalSec, offsetSec } = this.#timing
    this.#seeker.seek(offsetSec + Math.max(0, Math.min(totalSec, sec)))
  }

  #play(rate: number): void {
    this.#goal = null
    this.#element.playbackRate = rate
    this.#element.play().catch(() => undefined)
  }
}
