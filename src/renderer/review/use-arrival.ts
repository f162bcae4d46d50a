import { useEffect, useRef } from 'react'
import type { Flag } from '#contract/review.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { usePlayhead } from './playhead.ts'

/** A flag that is gone to is shown from a little before it, and counts as seen. */
export function useArrival(selected: Flag | null, seek: (sec: number) => void) {
  const { data: settings } = useCall('settings.get', {})
  const review = useNavigation((navigation) => navigation.review)
  const tellSeen = useAct('review.seen').mutate
  // A press on the timeline has said where to go.
  const isPlaced = useRef(false)
  const preRollSec = settings?.review.preRollSec
  const { contentId, startPts, endPts, startSec } = selected ?? {}
  useEffect(() => {
    if (startPts === undefined || startSec === undefined || preRollSec === undefined) return
    if (!isPlaced.current) seek(Math.max(0, startSec - preRollSec))
    isPlaced.current = false
  }, [startPts, startSec, preRollSec, seek])
  const isSeen = selected?.isSeen
  useEffect(() => {
    if (contentId === undefined || startPts === undefined || endPts === undefined || isSeen) return
    tellSeen({ ranges: [{ contentId, startPts, endPts }] })
  }, [contentId, startPts, endPts, isSeen, tellSeen])
  return {
    startSec: Math.max(0, (startSec ?? 0) - (preRollSec ?? 0)),
    selectAt(flag: Flag, sec: number) {
      isPlaced.current = flag.startPts !== startPts
      review(flag.contentId, flag.startPts, flag.endPts)
      seek(sec)
    },
  }
}

/** The flag that lies at the playhead. */
export function flagAtPlayhead(flags: readonly Flag[]): Flag | undefined {
  const { sec } = usePlayhead.getState()
  return flags.find(({ startSec, endSec }) => sec >= startSec && sec < endSec)
}
