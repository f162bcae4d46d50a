import { SNIPPET_FRAMES } from '#contract/bundle.ts'
import { snippetAt, type VideoClock } from '#contract/flags.ts'

/** Snippets whose frames are asked for at once. */
const BLOCK = 256

/** Times of decoded frames, in seconds since the first one, asked for in blocks as they are needed. */
export class FrameClock {
  readonly #clock: VideoClock
  readonly #load: (fromSnippet: number, snippets: number) => Promise<Float64Array>
  readonly #blocks = new Map<number, Promise<Float64Array>>()
  readonly #loaded = new Set<number>()

  /** `load`: PTS of the frames of some snippets. */
  constructor(
    clock: VideoClock,
    load: (fromSnippet: number, snippets: number) => Promise<Float64Array>,
  ) {
    this.#clock = clock
    this.#load = load
  }

  /** Whether the frame at a time is known already, so that asking for it takes no time. */
  knows(sec: number): boolean {
    return this.#loaded.has(this.#blockAt(this.#ptsAt(sec)))
  }

  /** The frame that is shown at a time: the last one that does not begin after it, give or take a rounding. */
  async frameAt(sec: number): Promise<number> {
    const pts = this.#ptsAt(sec)
    const block = this.#blockAt(pts)
    const times = await this.#block(block)
    let [low, high] = [0, times.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (times[middle]! > pts) high = middle
      else low = middle + 1
    }
    return block * BLOCK * SNIPPET_FRAMES + Math.max(0, low - 1)
  }

  /** The middle of a frame: its own time is often answered with the frame before. */
  async middleOf(frame: number): Promise<number> {
    return ((await this.startOf(frame)) + (await this.startOf(frame + 1))) / 2
  }

  get frames(): number {
    return this.#clock.frames
  }

  /** When a frame begins, and so when the one before it ends; the video's end behind the last one. */
  async startOf(frame: number): Promise<number> {
    const { firstPts, endPts, timeBase, frames } = this.#clock
    const perBlock = BLOCK * SNIPPET_FRAMES
    const block = Math.floor(frame / perBlock)
    const pts = frame >= frames ? endPts : (await this.#block(block))[frame - block * perBlock]!
    return ((pts - firstPts) * timeBase.num) / timeBase.den
  }

  #ptsAt(sec: number): number {
    const { firstPts, timeBase } = this.#clock
    return firstPts + ((sec + ROUNDING) * timeBase.den) / timeBase.num
  }

  #blockAt(pts: number): number {
    return Math.floor(snippetAt(pts, this.#clock) / BLOCK)
  }

  #block(index: number): Promise<Float64Array> {
    const known = this.#blocks.get(index)
    if (known !== undefined) return known
    const loading = this.#load(index * BLOCK, BLOCK)
    this.#blocks.set(index, loading)
    loading.then(
      () => this.#loaded.add(index),
      () => this.#blocks.delete(index),
    )
    return loading
  }
}

/** The player tells times in microseconds. */
const ROUNDING = 2e-6
