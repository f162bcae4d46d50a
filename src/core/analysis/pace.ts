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

/** One file of a batch, by its size: every file has one before it is read, and not every one a length. */
export interface Work {
  readonly bytes: number
  readonly ms: number
}

interface Batch {
  /** The latest that are done. */
  readonly finished: readonly Work[]
  /** What runs, with the share of it that was done in `ms` and the share that is left. */
  readonly running: (Work & { readonly fraction: number; readonly left: number }) | null
  readonly queuedBytes: number
}

/** Seconds until everything is done, at the pace of what was done last; null in the first moment. */
export function batchEtaSec({ finished, running, queuedBytes }: Batch): number | null {
  const sum = (part: (work: Work) => number) => finished.reduce((all, work) => all + part(work), 0)
  const done = sum(({ bytes }) => bytes) + (running ? running.bytes * running.fraction : 0)
  const ms = sum((work) => work.ms) + (running?.ms ?? 0)
  if (ms < LEAST_MS || done === 0) return null
  const left = queuedBytes + (running ? running.bytes * running.left : 0)
  return (left / done) * (ms / 1000)
}
