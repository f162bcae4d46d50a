import { useEffect, useState } from 'react'
import type { ExportProgress } from '#contract/events.ts'
import { useHost } from '#renderer/client/host.ts'

/** How far each export is, by the id of its task; a plan, which is none, by null. */
export function useExportProgress(): ReadonlyMap<number | null, ExportProgress> {
  const host = useHost()
  const [progress, setProgress] = useState<ReadonlyMap<number | null, ExportProgress>>(new Map())
  useEffect(
    () =>
      host.subscribe((event) => {
        if (event.type !== 'export-progress') return
        setProgress((before) => new Map(before).set(event.task, event))
      }),
    [host],
  )
  return progress
}
