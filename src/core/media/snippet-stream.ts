import { availableParallelism } from 'node:os'
import type { Recipe } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { createDecodeRun, type DecodedSnippet } from './decode-run.ts'
import { type DecodeSummary, summarise } from './decode-summary.ts'
import { findByDecoding, findPlace, type PlaceFinder } from './find-place.ts'
import type { MediaInfo } from './probe-report.ts'
import { type ResumePoint, resumePointOf } from './resume.ts'
import type { MediaTools } from './tools.ts'

/** Longer than a sleeping drive needs to wake, or the longest gap between two frames to decode. */
const STALL_MS = 120_000

export interface SnippetStream extends AsyncIterable<DecodedSnippet> {
  /** Settles when iteration has: rejects with its error, and with 'cancelled' when the reader stopped early. */
  summary(): Promise<DecodeSummary>
}

export interface DecodeOptions {
  readonly recipe: Pick<Recipe, 'frames' | 'resize'>
  /** Of the image tower, in pixels: 224 for CLIP ViT-B/16. */
  readonly resolution: number
  readonly signal?: AbortSignal | undefined
  /** Continue after this snippet: the first one handed over is `index + 1`. */
  readonly from?: ResumePoint | undefined
  /** Of the decoder, while the file is sound. Default: one per core, at most 8. */
  readonly threads?: number | undefined
  /** Patience with an ffmpeg that gives no frame while one is waited for, in milliseconds. */
  readonly stallMs?: number | undefined
}

/**
 * Decodes a probed video into snippets of 16 decoded frames, once: ffmpeg starts with the iteration, reads no further
 * than its reader, and ends with it. The last snippet may be shorter; when it does not reach any of the recipe's
 * frames, its first frame stands in. A damaged file gives what can be decoded and a warning in the summary.
 *
 * The same file gives the same bits every time. At the first damage decoding starts anew in a single thread, because
 * what several make up for lost pictures depends on their timing. With `from`, pixels are those of an undisturbed run: the
 * place is sought, and trusted only when the frame with that time stamp is there, a key frame came before it, and the
 * snippet's pixels hash to `frameHash`; otherwise everything before is decoded again and dropped.
 *
 * Errors: 'bad-media' (no frame, crash, stall), 'not-found', 'unreadable', 'missing-tool', 'cancelled'.
 */
export function decodeSnippets(
  tools: Pick<MediaTools, 'ffmpeg'>,
  info: MediaInfo,
  options: DecodeOptions,
): SnippetStream {
  const outcome = Promise.withResolvers<DecodeSummary>()
  outcome.promise.catch(() => undefined) // Nobody has to ask for it.
  async function* iterate(): AsyncGenerator<DecodedSnippet, void> {
    try {
      outcome.resolve(yield* decode(tools, info, options))
    } catch (error) {
      outcome.reject(error)
      throw error
    } finally {
      outcome.reject(new FlagreelError('cancelled', 'Reading stopped before the end of the video.'))
    }
  }
  const iterator = iterate()
  return { [Symbol.asyncIterator]: () => iterator, summary: () => outcome.promise }
}

async function* decode(
  tools: Pick<MediaTools, 'ffmpeg'>,
  info: MediaInfo,
  { from, threads, stallMs = STALL_MS, ...options }: DecodeOptions,
): AsyncGenerator<DecodedSnippet, DecodeSummary> {
  const create: PlaceFinder['create'] = (run) =>
    createDecodeRun(tools, info, { stallMs, ...options, ...run })
  const first = await findPlace(from, { info, create, threads: threads ?? defaultThreads() })
  const places = [first]
  let place = first
  let last: DecodedSnippet | undefined
  try {
    for (;;) {
      const next = await place.run.snippets.next()
      if (!next.done) {
        last = next.value
        yield next.value
      } else if (next.value === 'damaged') {
        place = await findByDecoding(last ? resumePointOf(last) : from, {
          info,
          create,
          threads: 1,
        })
        places.push(place)
      } else {
        return summarise(info, places)
      }
    }
  } finally {
    await place.run.snippets.return('ended')
  }
}

function defaultThreads(): number {
  return Math.min(8, availableParallelism())
}
