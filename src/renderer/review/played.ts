import type { Flag } from '#contract/review.ts'

/** Seconds that were played without a jump. */
export interface Played {
  readonly fromSec: number
  readonly toSec: number
}

/** Between two pictures of a player at its fastest; a longer way is a jump. */
const LONGEST_STEP = 0.75
/** The last picture of a flag comes on screen before its end. */
const SLACK = 0.1

/** What is played after the playhead has come from one time to another. */
export function playedOn(played: Played | null, beforeSec: number, sec: number): Played {
  const isOn = sec > beforeSec && sec - beforeSec <= LONGEST_STEP
  return { fromSec: isOn ? (played?.fromSec ?? beforeSec) : sec, toSec: sec }
}

/** Flags that were played from their beginning to their end. */
export function playedThrough(flags: readonly Flag[], { fromSec, toSec }: Played): Flag[] {
  return flags.filter(
    ({ startSec, endSec }) => startSec >= fromSec - SLACK && endSec - SLACK <= toSec,
  )
}
