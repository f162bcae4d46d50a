import type { JobPace } from '#contract/library.ts'

interface Sample {
  readonly atMs: number
  readonly doneSec: number
  readonly snippets: number
}

/** Rates over the last seconds: long enough to smooth one slow chunk, short enough to notice another device. */
const WINDOW_MS = 20_000
/** Below this, a rate says more about start-up than about the work. */
const LEAST_MS = 1000

/** How fast a job goes, from its progress reports. */
export class PaceMeter {
  #samples: Sample[] = []

  add(sample: Sample): void {
    const oldest = sample.atMs - WINDOW_MS
    // One sample from before the window stays, so that a slow job has two.
    const from = this.#samples.findLastIndex(({ atMs }) => atMs <= oldest)
    this.#samples = [...this.#samples.slice(Math.max(0, from)), sample]
  }

  pace(totalSec: number | null): JobPace {
    const last = this.#samples.at(-1)
    const doneSec = last?.doneSec ?? 0
    const rates = this.#rates()
    const left = totalSec === null ? null : Math.max(0, totalSec - doneSec)
    const etaSec = left !== null && rates?.video ? left / rates.video : null
    return {
      doneSec,
      totalSec,
      snippetsPerSec: rates?.snippets ?? null,
      timesRealTime: rates?.video ?? null,
      etaSec,
    }
  }

  #rates(): { readonly snippets: number; readonly video: number } | undefined {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (!first || !last || last.atMs - first.atMs < LEAST_MS) return undefined
    const seconds = (last.atMs - first.atMs) / 1000
    return {
      snippets: (last.snippets - first.snippets) / seconds,
      video: (last.doneSec - first.doneSec) / seconds,
    }
  }
}
