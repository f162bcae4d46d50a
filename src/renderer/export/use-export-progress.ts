import { useEffect, useState } from 'react'
import { useHost } from '#renderer/client/host.ts'

/** How much of the videos was read for the manifest, in percent; null before anything was. */
export function useExportProgress(): number | null {
  const host = useHost()
  const [percent, setPercent] = useState<number | null>(null)
  useEffect(
    () =>
      host.subscribe((event) => {
        if (event.type !== 'export-progress') return
        setPercent(Math.floor((100 * event.done) / Math.max(1, event.total)))
      }),
    [host],
  )
  return percent
}
