import type { Place } from './camera.ts'

/** One thing to draw; what is further away is drawn first. */
export interface Item {
  readonly at: Place
  readonly draw: () => void
}

/** Sorted behind everything that the camera can see: what is drawn last. */
export const IN_FRONT: Place = [0, -500]
/** Sorted before everything else. */
export const FAR_AWAY: Place = [0, 5000]
