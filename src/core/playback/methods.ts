import { SNIPPET_FRAMES } from '#contract/bundle.ts'
import type { Handlers } from '#contract/handlers.ts'
import type { Playback } from './playback.ts'

interface Parts {
  readonly playback: Playback
  /** PTS of the decoded frames of some snippets of a scanned content. */
  readonly framePts: (contentId: string, from: number, to: number) => Promise<readonly number[]>
}

export function playbackMethods({
  playback,
  framePts,
}: Parts): Pick<Handlers, 'playback.open' | 'playback.frames'> {
  return {
    'playback.open': ({ contentId, proxy, again }) => playback.open(contentId, { proxy, again }),
    'playback.frames': async ({ contentId, fromSnippet, snippets }) => {
      const pts = await framePts(contentId, fromSnippet, fromSnippet + snippets)
      const bytes = Buffer.from(Float64Array.from(pts).buffer)
      return { fromFrame: fromSnippet * SNIPPET_FRAMES, pts: bytes.toString('base64') }
    },
  }
}
