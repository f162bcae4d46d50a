import { create } from 'zustand'

export const SCREENS = ['library', 'review', 'models', 'settings', 'help'] as const
export type Screen = (typeof SCREENS)[number]

interface Navigation {
  readonly screen: Screen
  /** The video under review; stays while other screens are open. */
  readonly contentId: string | null
  /** Where its review begins; a flag that the list was left at. */
  readonly startPts: number | null
  /** Where that flag ends, to tell it from another with the same start. */
  readonly endPts: number | null
  readonly isQueueOpen: boolean
  go(screen: Screen): void
  review(contentId: string, startPts?: number | null, endPts?: number | null): void
  toggleQueue(): void
}

export const useNavigation = create<Navigation>((set) => ({
  screen: 'library',
  contentId: null,
  startPts: null,
  endPts: null,
  isQueueOpen: false,
  go: (screen) => set({ screen }),
  review: (contentId, startPts = null, endPts = null) =>
    set({ screen: 'review', contentId, startPts, endPts }),
  toggleQueue: () => set(({ isQueueOpen }) => ({ isQueueOpen: !isQueueOpen })),
}))
