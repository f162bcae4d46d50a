import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { VideoClock } from '#contract/flags.ts'
import { useHost } from '#renderer/client/host.ts'
import { FrameClock } from './frame-clock.ts'

/** The frames of a video; blocks of their times are asked for once, however many clocks there are. */
export function useFrameClock(contentId: string, clock: VideoClock): FrameClock {
  const { call } = useHost()
  const client = useQueryClient()
  return useMemo(
    () =>
      new FrameClock(clock, async (fromSnippet, snippets) => {
        const input = { contentId, fromSnippet, snippets }
        const { pts } = await client.fetchQuery({
          queryKey: ['playback.frames', input],
          queryFn: () => call('playback.frames', input),
        })
        const bytes = Uint8Array.from(atob(pts), (character) => character.charCodeAt(0))
        return new Float64Array(bytes.buffer)
      }),
    [client, call, contentId, clock],
  )
}
