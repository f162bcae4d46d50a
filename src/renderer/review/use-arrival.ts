import { useEffect, useRef } from 'react'
import type { Flag } from '#contract/review.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useCall } from '#renderer/client/queries.ts'
import { keyOf } from './flag-filter.ts'
import { usePlayhead } from './playhead.ts'

/** A flag that is gone to is shown from a little before it. What becomes of its range afterwards moves nothing. */
export function useArrival(selected: Flag | null, seek: (sec: number) => void) {
  const { data: settings } = useCall('settings.get', {})
  const { visit, placeSec, review } = useNavigation()
  const preRollSec = settings?.review.preRollSec
  const arrived = useRef<{ readonly visit: number; readonly sec: number | null } | null>(null)
  if (arrived.current?.visit !== visit && preRollSec !== undefined) {
    const before = selected && Math.max(0, selected.startSec - preRollSec)
    arrived.current = { visit, sec: placeSec ?? before }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another visit leads anywhere.
  useEffect(() => {
    const sec = arrived.current?.sec ?? null
    if (sec !== null) seek(sec)
  }, [visit, seek])
  return {
    startSec: arrived.current?.sec ?? 0,
    selectAt(flag: Flag, sec: number) {
      if (selected && keyOf(selected) === keyOf(flag)) seek(sec)
      else review(flag.contentId, flag, sec)
    },
  }
}

/** The flag that lies at the playhead. */
export function flagAtPlayhead(flags: readonly Flag[]): Flag | undefined {
  const { sec } = usePlayhead.getState()
  return flags.find(({ startSec, endSec }) => sec >= startSec && sec < endSec)
}
