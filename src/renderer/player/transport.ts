import type { FrameClock } from './frame-clock.ts'
import { Seeker } from './seeker.ts'

export interface Timing {
  readonly frames: FrameClock
  readonly totalSec: number
  /** The element's time of the first decoded frame. */
  readonly offsetSec: number
  /** Speed of plain playing. */
  readonly rate: number
  /** A seek shows another frame than the one that was asked for, twice. */
  readonly onInexact: () => void
}

/** Where the player was told to go; ahead of the screen while presses come faster than pictures. */
interface Goal {
  readonly frame: Promise<number>
  sec: number
  /** Gone to by the time of its frame, and not only by the time that was asked for. */
  isExact: boolean
  /** It was gone to twice. */
  isRepeated: boolean
}

const FASTEST = 8
const REWIND_MS = 100
/** So long after a seek has ended, its picture is on screen. */
const SETTLED_MS = 250

/** Moves a player in time. Seconds count from the first decoded frame. */
export class Transport {
  readonly #element: HTMLVideoElement
  readonly #seeker: Seeker
  #timing: Timing
  #rewind: ReturnType<typeof setInterval> | undefined
  #settling: ReturnType<typeof setTimeout> | undefined
  /** Of the shuttle; negative is back. */
  #speed = 0
  /** Null once it plays from there. */
  #goal: Goal | null = null
  /** Time of the picture on screen; null until one comes after a seek or a start. */
  #shownSec: number | null = null

  constructor(element: HTMLVideoElement, timing: Timing) {
    this.#element = element
    this.#seeker = new Seeker(element, () => this.#settle())
    this.#timing = timing
  }

  set timing(timing: Timing) {
    if (timing.rate !== this.#timing.rate) this.#element.playbackRate = timing.rate
    this.#timing = timing
  }

  /** A picture came on screen. `mediaTime`: of the element's clock. */
  show(mediaTime: number): void {
    this.#shownSec = mediaTime - this.#timing.offsetSec
    if (this.#goal) this.#settle()
  }

  /** Where it was told to go, else what is shown; null before either. */
  get place(): number | null {
    return this.#goal?.sec ?? this.#shownSec
  }

  /** Of the frame that was asked for, or is shown. */
  currentSec(): number {
    const { currentTime, paused } = this.#element
    const elementSec = currentTime - this.#timing.offsetSec
    return (paused ? this.place : this.#goal?.sec) ?? elementSec
  }

  seek(sec: number): void {
    const to = Math.max(0, Math.min(this.#timing.totalSec, sec))
    const { frames, offsetSec } = this.#timing
    // A scrub does not wait for the times of frames: it shows a picture and corrects it when they are there.
    if (!frames.knows(to)) this.#seeker.seek(offsetSec + to)
    this.#aim(to, frames.frameAt(to))
  }

  skip(seconds: number): void {
    this.seek(this.currentSec() + seconds)
  }

  start(): void {
    this.seek(0)
  }

  end(): void {
    this.seek(this.#timing.totalSec)
  }

  /** To the next decoded frame, or the one before. */
  step(by: 1 | -1): void {
    this.pause()
    const { frames } = this.#timing
    const from = this.#goal?.frame ?? frames.frameAt(this.currentSec())
    const to = from.then((frame) => Math.max(0, Math.min(frames.frames - 1, frame + by)))
    const goal = this.#aim(this.currentSec(), to)
    void this.#middleOf(goal).then((middle) => {
      if (middle !== undefined) goal.sec = middle
    })
  }

  toggle(): void {
    if (!this.#element.paused || this.#speed < 0) this.pause()
    else this.play()
  }

  /** Plays forward or back, twice as fast with every further call. */
  shuttle(direction: 1 | -1): void {
    const isSameWay = Math.sign(this.#speed) === direction
    const speed = direction * Math.min(FASTEST, isSameWay ? Math.abs(this.#speed) * 2 : 1)
    this.pause()
    this.#speed = speed
    if (speed > 0) this.#play(speed)
    else this.#rewind = setInterval(() => this.#goBack((-speed * REWIND_MS) / 1000), REWIND_MS)
  }

  play(): void {
    this.pause()
    this.#play(this.#timing.rate)
  }

  pause(): void {
    clearInterval(this.#rewind)
    this.#speed = 0
    this.#element.pause()
    this.#element.playbackRate = this.#timing.rate
  }

  close(): void {
    clearInterval(this.#rewind)
    clearTimeout(this.#settling)
    this.#seeker.close()
  }

  #goBack(seconds: number): void {
    const to = this.currentSec() - seconds
    this.seek(to)
    if (to <= 0) this.pause()
  }

  #play(rate: number): void {
    this.#goal = null
    this.#shownSec = null
    this.#element.playbackRate = rate
    this.#element.play().catch(() => undefined)
  }

  #aim(sec: number, frame: Promise<number>): Goal {
    const goal = { frame, sec, isExact: false, isRepeated: false }
    this.#goal = goal
    this.#shownSec = null
    void this.#go(goal)
    return goal
  }

  /** Into the middle of its frame: the time a frame begins at is often answered with the frame before. */
  async #go(goal: Goal): Promise<void> {
    const middle = await this.#middleOf(goal)
    if (goal !== this.#goal) return
    goal.isExact = true
    this.#seeker.seek(this.#timing.offsetSec + (middle ?? goal.sec))
  }

  /** Undefined where the times of the frames cannot be had. */
  #middleOf({ frame }: Goal): Promise<number | undefined> {
    return frame.then((index) => this.#timing.frames.middleOf(index)).catch(() => undefined)
  }

  #settle(): void {
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => {
      this.#confirm().catch(() => undefined)
    }, SETTLED_MS)
  }

  /**
   * Compares the picture on screen with the one that was asked for. In files whose decoding order runs ahead of their
   * times, such as fragmented MP4 with B-frames, Chromium answers for the frames before a key frame with that key frame.
   */
  async #confirm(): Promise<void> {
    const goal = this.#goal
    const { frames, onInexact } = this.#timing
    if (!goal?.isExact || this.#shownSec === null) return
    if (!this.#element.paused || this.#seeker.isSeeking) return
    const [wanted, shown] = await Promise.all([goal.frame, frames.frameAt(this.#shownSec)])
    if (goal !== this.#goal || wanted === shown) return
    if (goal.isRepeated) return onInexact()
    goal.isRepeated = true
    // The same picture again is not always told of: the one that was shown stays known.
    await this.#go(goal)
  }
}
