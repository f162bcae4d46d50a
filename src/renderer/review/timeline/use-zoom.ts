import { type RefObject, useEffect, useRef } from 'react'
import type { Flag } from '#contract/review.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { playheadSec, usePlayhead } from '#renderer/review/playhead.ts'
import type { TimelineData } from './decode-review-video.ts'
import type { TimelineHandle } from './Timeline.tsx'
import { type SetView, useView } from './use-view.ts'
import { isWhole, panBy, reveal, show, type Viewport, wholeVideo, zoomAround } from './viewport.ts'

interface Parts {
  readonly canvas: RefObject<HTMLCanvasElement | null>
  /** Whether something is being dragged. */
  readonly isHeld: RefObject<boolean>
  readonly data: TimelineData
  readonly selected: Flag | null
}

/** The view, with the ways to change it that are not gestures. */
export function useZoom({ canvas, isHeld, data, selected }: Parts) {
  const [view, setView] = useView(canvas, data)
  const before = useRef<Viewport | null>(null)
  useVisit(selected, setView)
  useFollow(isHeld, data, setView)
  const whole = (now: Viewport) => {
    if (!isWhole(now)) before.current = now
    return wholeVideo(now)
  }
  const handle: TimelineHandle = {
    zoom: (factor) => setView((now) => zoomAround(now, factor, playheadSec())),
    pan: (share) => setView((now) => panBy(now, share * now.width)),
    whole: () => setView(whole),
    toggle: () =>
      setView((now) =>
        isWhole(now) && before.current ? { ...before.current, width: now.width } : whole(now),
      ),
    showFlag: () => selected && setView((now) => show(now, selected.startSec, selected.endSec)),
    span: () => view.toSec - view.fromSec,
  }
  return { view, setView, handle }
}

/** A flag that is gone to comes into view, or the place that was asked for. What its range becomes afterwards moves nothing. */
function useVisit(selected: Flag | null, setView: SetView): void {
  const { visit, placeSec } = useNavigation()
  const goal = useRef({ selected, placeSec })
  goal.current = { selected, placeSec }
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another visit leads anywhere.
  useEffect(() => {
    const { selected, placeSec } = goal.current
    setView((now) => {
      if (placeSec !== null) return reveal(now, placeSec)
      if (!selected) return now
      const { startSec, endSec } = selected
      const isInView = startSec >= now.fromSec && endSec <= now.toSec
      return isInView && !isWhole(now) ? now : show(now, startSec, endSec)
    })
  }, [visit, setView])
}

/** A frame begins a little before the place that was asked for. Frames, of which some are longer than others. */
const FRAME_SLACK = 1.5

/**
 * Playing out of the view leads it on, and so does a jump; what is looked at meanwhile elsewhere is left alone, and nothing
 * moves under a hand.
 */
function useFollow(
  isHeld: RefObject<boolean>,
  { framesPerSec }: TimelineData,
  setView: SetView,
): void {
  useEffect(
    () =>
      usePlayhead.subscribe(({ sec }, { sec: before, goalSec }) => {
        if (isHeld.current || sec === before) return
        setView((now) => {
          const isInView = (place: number) => place >= now.fromSec && place <= now.toSec
          if (goalSec !== null && isInView(goalSec)) return now
          if (isInView(sec + FRAME_SLACK / framesPerSec)) return now
          return isInView(before) || Math.abs(sec - before) > 1 ? reveal(now, sec) : now
        })
      }),
    [isHeld, framesPerSec, setView],
  )
}
