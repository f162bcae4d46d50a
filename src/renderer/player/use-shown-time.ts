import { type RefObject, useEffect, useRef } from 'react'

/** The time of each frame that comes on screen, by the element's clock. */
export function useShownTime(
  element: RefObject<HTMLVideoElement | null>,
  onTime: (sec: number) => void,
): void {
  const told = useRef(onTime)
  useEffect(() => {
    told.current = onTime
  })
  useEffect(() => {
    const player = element.current
    if (!player) return
    let request = 0
    const onFrame = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      told.current(mediaTime)
      request = player.requestVideoFrameCallback(onFrame)
    }
    request = player.requestVideoFrameCallback(onFrame)
    return () => player.cancelVideoFrameCallback(request)
  }, [element])
}
