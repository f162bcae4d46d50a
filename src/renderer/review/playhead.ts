import { create } from 'zustand'
import { type FlagPlace, useNavigation } from '#renderer/app/navigation.ts'

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

/** Where it stands, or is about to. */
export function playheadSec(): number {
  const { sec, goalSec } = usePlayhead.getState()
  return goalSec ?? sec
}

/** Where the open flag is, and where the playhead is. */
export interface Place extends FlagPlace {
  readonly contentId: string
  /** Of the playhead; null where the video is not open yet. */
  readonly sec: number | null
}

/** Where a person is in the review; null before it has begun. */
export function placeNow(): Place | null {
  const { contentId, startPts, endPts } = useNavigation.getState()
  if (contentId === null) return null
  const isOpen = usePlayhead.getState().contentId === contentId
  return { contentId, startPts, endPts, sec: isOpen ? playheadSec() : null }
}
