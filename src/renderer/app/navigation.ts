import { create } from 'zustand'

export const SCREENS = ['library', 'review', 'models', 'settings', 'help'] as const
export type Screen = (typeof SCREENS)[number]

interface Navigation {
  readonly screen: Screen
  /** The video under review; stays while other screens are open. */
  readonly contentId: string | null
  /** Where its review begins; a flag that the list was left at. */
  readonly startPts: number | null
  /** Counts up whenever the review goes somewhere. What else changes about the open flag is no journey: nothing moves. */
  readonly visit: number
  /** Where the playhead goes with the visit, in seconds; null: a little before the flag. */
  readonly placeSec: number | null
  /** Names the open flag whatever its range becomes: another number is another flag. */
  readonly flagNumber: number
  readonly isQueueOpen: boolean
  go(screen: Screen): void
  review(contentId: string, startPts?: number | null, placeSec?: number | null): void
  /** The open flag now begins here. */
  follow(startPts: number): void
  toggleQueue(): void
}

export const useNavigation = create<Navigation>((set) => ({
  screen: 'library',
  contentId: null,
  startPts: null,
  visit: 0,
  placeSec: null,
  flagNumber: 0,
  isQueueOpen: false,
  go: (screen) => set({ screen }),
  review: (contentId, startPts = null, placeSec = null) =>
    set((now) => {
      const isSame = contentId === now.contentId && startPts === now.startPts
      const flagNumber = isSame ? now.flagNumber : now.flagNumber + 1
      const visit = now.visit + 1
      return { screen: 'review', contentId, startPts, placeSec, visit, flagNumber }
    }),
  follow: (startPts) => set({ startPts }),
  toggleQueue: () => set(({ isQueueOpen }) => ({ isQueueOpen: !isQueueOpen })),
}))
