import { SNIPPET_FRAMES } from '#contract/bundle.ts'
import { FrameTimes } from './frame-times.ts'
import { LineSplitter } from './line-splitter.ts'
import { type FrameLine, parseFrameLine, strayText } from './showinfo.ts'
import {
  isConcealment,
  isFromReader,
  isProblem,
  parseMessage,
  type ToolMessage,
} from './tool-messages.ts'

const MAX_PROBLEMS = 20

export interface DecodeLogOptions {
  readonly nonce: string
  /** ffmpeg's name of the container. */
  readonly container: string
  readonly nominalStep: number
  /** Frames before the one with this time stamp are passed over; without it, the first frame counts. */
  readonly startPts?: number | undefined
  /** Snippets before this one (counted from the first frame that counts) are not asked for. */
  readonly firstSnippet: number
  readonly onFrame: () => void
  /** A later frame came and the one with `startPts` had not: it is not there. */
  readonly onMissed: () => void
}

export interface LoggedFrame {
  readonly pts: number
  readonly isKeyFrame: boolean
}

/**
 * What ffmpeg says on stderr while it decodes: a line per frame, and trouble. Frames are counted from the first that
 * counts. Memory: one number per frame that its reader has not asked for yet, and ffmpeg runs only a few frames
 * ahead of the reader of its stdout.
 */
export class DecodeLog {
  readonly #options: DecodeLogOptions
  readonly #lines = new LineSplitter((line) => this.#read(line))
  readonly #starts: number[] = []
  readonly #frames: LoggedFrame[] = []
  #wake: (() => void) | undefined
  #hasEnded = false
  #found: boolean
  /** n of showinfo for the first frame that counts. */
  #offset = 0
  readonly times: FrameTimes
  readonly problems: ToolMessage[] = []
  problemCount = 0
  frames = 0
  /** True once a key frame came before, or is, the first frame that counts. */
  sawKeyFrame = false
  /** True once the decoder has met damage, apart from what it says before the first key frame. */
  isDamaged = false

  constructor(options: DecodeLogOptions) {
    this.#options = options
    this.#found = options.startPts === undefined
    this.times = new FrameTimes(options.nominalStep)
  }

  push(text: string): void {
    this.#lines.push(text)
  }

  end(): void {
    this.#lines.end()
    this.#hasEnded = true
    this.#wake?.()
  }

  /** Time stamp of the first frame of the next snippet; undefined when ffmpeg ends before it. One caller at a time. */
  async nextStart(): Promise<number | undefined> {
    while (this.#starts.length === 0 && !this.#hasEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#starts.shift()
  }

  /** The next `count` frames of the snippets that are asked for. They are there once the frame after them is. */
  takeFrames(count: number): LoggedFrame[] {
    return this.#frames.splice(0, count)
  }

  #read(line: string): void {
    const frame = parseFrameLine(line, this.#options.nonce)
    if (frame) this.#addFrame(frame)
    const message = parseMessage(strayText(line, this.#options.nonce) ?? line)
    if (message && isProblem(message)) this.#addProblem(message)
  }

  #addFrame(frame: FrameLine): void {
    this.#options.onFrame()
    if (!this.#found) {
      const { startPts = 0, onMissed } = this.#options
      if ((frame.pts ?? startPts) > startPts) onMissed()
      this.sawKeyFrame ||= frame.isKeyFrame
      if (frame.pts !== startPts) return
      this.#found = true
      this.#offset = frame.n
    }
    // Another thread's half line can swallow one of ours: the count of the next one tells.
    while (this.frames < frame.n - this.#offset)
      this.#count({ pts: undefined, duration: undefined, isKeyFrame: false })
    this.#count(frame)
  }

  #count({ pts: given, duration, isKeyFrame }: Omit<FrameLine, 'n'>): void {
    const pts = this.times.add(given, duration)
    const snippet = this.frames / SNIPPET_FRAMES
    if (snippet >= this.#options.firstSnippet) {
      this.#frames.push({ pts, isKeyFrame })
      if (Number.isInteger(snippet)) {
        this.#starts.push(pts)
        this.#wake?.()
      }
    }
    this.frames++
  }

  #addProblem(message: ToolMessage): void {
    // A decoder that starts in the middle of a stream complains until its first key frame.
    const isStarting = !this.#found && !this.sawKeyFrame
    if (isStarting && !isFromReader(message, this.#options.container)) return
    this.isDamaged ||= isConcealment(message)
    this.problemCount++
    const isNew = !this.problems.some((known) => known.text === message.text)
    if (isNew && this.problems.length < MAX_PROBLEMS) this.problems.push(message)
  }
}
