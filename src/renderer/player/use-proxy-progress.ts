import { useEffect, useState } from 'react'
import type { Playback } from '#contract/playback.ts'
import { useHost } from '#renderer/client/host.ts'

/** How far the proxy of a video is, from 0 to 1. */
export function useProxyProgress({ contentId, fraction }: Playback): number {
  const { subscribe } = useHost()
  const [now, setNow] = useState(fraction ?? 0)
  useEffect(
    () =>
      subscribe((event) => {
        if (event.type === 'proxy-progress' && event.contentId === contentId) setNow(event.fraction)
      }),
    [subscribe, contentId],
  )
  return now
}
