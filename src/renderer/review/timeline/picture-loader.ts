/** What is known of an address; nothing while it is loaded, or was never wanted. */
export type PictureState = 'ready' | 'failed'

interface Options {
  /** A browser has six connections to a server, and video, calls and events want some. */
  readonly atOnce: number
  /** Older ones are forgotten. */
  readonly most: number
  /** Settles when the picture is there. */
  readonly load: (url: string, signal: AbortSignal) => Promise<unknown>
  readonly onChange: (states: ReadonlyMap<string, PictureState>) => void
}

/** Loads pictures before they are shown, each once, and keeps them: what shows one never asks for it. */
export class PictureLoader {
  readonly #options: Options
  readonly #kept = new Map<string, unknown>()
  readonly #running = new Map<string, AbortController>()
  #states: ReadonlyMap<string, PictureState> = new Map()
  #wanted: readonly string[] = []

  constructor(options: Options) {
    this.#options = options
  }

  /** In this order. What was wanted before and is not there yet is not wanted any more. */
  want(urls: readonly string[]): void {
    this.#wanted = urls
    for (const [url, loading] of this.#running) if (!urls.includes(url)) this.#drop(url, loading)
    this.#next()
  }

  /** What failed may be had by now. */
  forgetFailures(): void {
    this.#tell([...this.#states].filter(([, state]) => state === 'ready'))
  }

  #next(): void {
    for (const url of this.#wanted) {
      if (this.#running.size >= this.#options.atOnce) return
      if (!this.#states.has(url) && !this.#running.has(url)) void this.#load(url)
    }
  }

  #drop(url: string, loading: AbortController): void {
    this.#running.delete(url)
    loading.abort()
  }

  async #load(url: string): Promise<void> {
    const loading = new AbortController()
    this.#running.set(url, loading)
    const state = await this.#options.load(url, loading.signal).then(
      (picture): PictureState => {
        if (!loading.signal.aborted) this.#kept.set(url, picture)
        return 'ready'
      },
      (): PictureState => 'failed',
    )
    if (loading.signal.aborted) return
    this.#running.delete(url)
    this.#tell([...this.#states, [url, state]])
    this.#next()
  }

  #tell(states: readonly (readonly [string, PictureState])[]): void {
    this.#states = new Map(states.slice(-this.#options.most))
    for (const url of this.#kept.keys()) if (!this.#states.has(url)) this.#kept.delete(url)
    this.#options.onChange(this.#states)
  }
}
