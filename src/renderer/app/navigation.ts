import { create } from 'zustand'

export const SCREENS = ['library', 'review', 'models', 'settings', 'help'] as const
export type Screen = (typeof SCREENS)[number]

/** A flag of a video, by its range; `null` for none. */
export interface FlagPlace {
  readonly startPts: number | null
  /** Tells flags with the same start apart. */
  readonly endPts: number | null
}

export const NO_FLAG: FlagPlace = { startPts: null, endPts: null }

/** The flag: where the review of the video begins, and the one that the list was left at. */
interface Navigation extends FlagPlace {
  readonly screen: Screen
  /** The video under review; stays while other screens are open. */
  readonly contentId: string | null
  /** Counts up whenever the review goes somewhere. What else changes about the open flag is no journey: nothing moves. */
  readonly visit: number
  /** Where the playhead goes with the visit, in seconds; null: a little before the flag. */
  readonly placeSec: number | null
  /** Names the open flag whatever its range becomes: another number is another flag. */
  readonly flagNumber: number
  readonly isQueueOpen: boolean
  go(screen: Screen): void
  review(contentId: string, flag?: FlagPlace, placeSec?: number | null): void
  /** The open flag now has this range. */
  follow(flag: FlagPlace): void
  toggleQueue(): void
}

export const useNavigation = create<Navigation>((set) => ({
  screen: 'library',
  contentId: null,
  ...NO_FLAG,
  visit: 0,
  placeSec: null,
  flagNumber: 0,
  isQueueOpen: false,
  go: (screen) => set({ screen }),
  review: (contentId, { startPts, endPts } = NO_FLAG, placeSec = null) =>
    set((now) => {
      const isSame =
        contentId === now.contentId && startPts === now.startPts && endPts === now.endPts
      const flagNumber = isSame ? now.flagNumber : now.flagNumber + 1
      const visit = now.visit + 1
      return { screen: 'review', contentId, startPts, endPts, placeSec, visit, flagNumber }
    }),
  follow: ({ startPts, endPts }) => set({ startPts, endPts }),
  toggleQueue: () => set(({ isQueueOpen }) => ({ isQueueOpen: !isQueueOpen })),
}))
