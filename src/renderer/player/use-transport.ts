import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { type Timing, Transport } from './transport.ts'

/** The transport of a mounted player; null before it is. `place`: where it stood when it was closed, in seconds. */
export function useTransport(
  element: RefObject<HTMLVideoElement | null>,
  place: RefObject<number | null>,
  timing: Timing,
): RefObject<Transport | null> {
  const transport = useRef<Transport | null>(null)
  const first = useRef(timing)
  useLayoutEffect(() => {
    if (!element.current) return
    const made = new Transport(element.current, first.current)
    transport.current = made
    return () => {
      place.current = made.place ?? place.current
      made.close()
    }
  }, [element, place])
  useEffect(() => {
    if (transport.current) transport.current.timing = timing
  })
  return transport
}
