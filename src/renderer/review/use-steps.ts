import { useRef } from 'react'
import type { Flag } from '#contract/review.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { keyOf, stateOf } from './flag-filter.ts'

export interface Steps {
  /** Of the selected flag in the queue; -1 when it is not in it. */
  readonly index: number
  /** By one; `isOpen`: only to flags without a decision. Goes on in the next file, and around the end. */
  go(by: 1 | -1, isOpen?: boolean): void
}

/** Ways through the queue. `onWrap` tells, after the step, that the end was passed. */
export function useSteps(
  queue: readonly Flag[],
  selected: Flag | null,
  onWrap: (at: 'first' | 'last') => void,
): Steps {
  const review = useNavigation((navigation) => navigation.review)
  const key = selected && keyOf(selected)
  const index = queue.findIndex((flag) => keyOf(flag) === key)
  // A flag that a filter has taken away after its verdict leaves its place behind.
  const place = useRef(0)
  if (index >= 0) place.current = index
  const go = (by: 1 | -1, isOpen = false) => {
    const { length } = queue
    const from = index >= 0 ? index : by > 0 ? place.current - 1 : place.current
    for (let away = 1; away <= length; away++) {
      const raw = from + by * away
      const flag = queue[((raw % length) + length) % length]!
      if (isOpen && stateOf(flag) !== 'open') continue
      if (keyOf(flag) === key) return
      review(flag.contentId, flag)
      if (raw >= length) onWrap('first')
      if (raw < 0) onWrap('last')
      return
    }
  }
  return { index, go }
}
