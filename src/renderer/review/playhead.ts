import { create } from 'zustand'
import { useNavigation } from '#renderer/app/navigation.ts'

interface PlayheadPlace {
  /** The video that the place is in; null before one is open. */
  readonly contentId: string | null
  readonly sec: number
  /** Where it was told to go, until a picture comes. */
  readonly goalSec: number | null
}

/** Where the open video stands, in seconds since its first frame. By itself: it changes with every frame that is shown. */
export const usePlayhead = create<PlayheadPlace>(() => ({
  ...{ contentId: null, sec: 0, goalSec: null },
}))

export interface Place {
  readonly contentId: string
  /** Of the flag that is open. */
  readonly startPts: number | null
  /** Of the playhead; null where the video is not open yet. */
  readonly sec: number | null
}

/** Where a person is in the review; null before it has begun. */
export function placeNow(): Place | null {
  const { contentId, startPts } = useNavigation.getState()
  const { sec, goalSec, ...playhead } = usePlayhead.getState()
  if (contentId === null) return null
  return { contentId, startPts, sec: playhead.contentId === contentId ? (goalSec ?? sec) : null }
}
