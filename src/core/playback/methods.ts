import { SNIPPET_FRAMES } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { VideoClock } from '#contract/flags.ts'
import type { Handlers } from '#contract/handlers.ts'
import type { Playback } from './playback.ts'

interface Parts {
  readonly playback: Playback
  /** Of a scanned content. */
  readonly clockOf: (contentId: string) => Promise<VideoClock | undefined>
}

export function playbackMethods({
  playback,
  clockOf,
}: Parts): Pick<Handlers, 'playback.open' | 'playback.frames'> {
  return {
    'playback.open': ({ contentId }) => playback.open(contentId),
    'playback.frames': async ({ contentId, fromSnippet, snippets }) => {
      const clock = await clockOf(contentId)
      if (!clock)
        throw new FlagreelError('not-found', 'The frames of a video are known once it is scanned.')
      const pts = framePts(clock, fromSnippet, fromSnippet + snippets)
      const bytes = Buffer.from(Float64Array.from(pts).buffer)
      return { fromFrame: fromSnippet * SNIPPET_FRAMES, pts: bytes.toString('base64') }
    },
  }
}

/** The frames of some snippets, evenly spaced between the exact times at which snippets begin. */
function framePts({ startPts, endPts, frames }: VideoClock, from: number, to: number): number[] {
  const all: number[] = []
  for (let snippet = from; snippet < Math.min(to, startPts.length); snippet++) {
    const start = startPts[snippet]!
    const end = startPts[snippet + 1] ?? endPts
    const count = Math.min(SNIPPET_FRAMES, frames - snippet * SNIPPET_FRAMES)
    for (let i = 0; i < count; i++) all.push(Math.round(start + ((end - start) * i) / count))
  }
  return all
}
