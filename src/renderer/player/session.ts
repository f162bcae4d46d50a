import { create } from 'zustand'

/** What stays from one video to the next, while the app runs. */
interface PlayerSession {
  /** As it was switched; null: as the settings say. */
  readonly hasSound: boolean | null
  /** The flag that it was switched for (`flagNumber`). With another one it ends, unless it is pinned. */
  readonly soundFlag: number
  /** Sound stays as it is with the next flag. */
  readonly isPinned: boolean
  /** A video was left while it was playing: the next one plays on. */
  readonly goesOn: boolean
  /** How fast the open video plays; 1 is its own speed. */
  readonly rate: number
}

export const usePlayerSession = create<PlayerSession>(() => ({
  ...{ hasSound: null, soundFlag: -1, isPinned: false, goesOn: false, rate: 1 },
}))
