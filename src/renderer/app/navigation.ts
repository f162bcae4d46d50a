import { create } from 'zustand'

export const SCREENS = ['library', 'review', 'models', 'settings', 'help'] as const
export type Screen = (typeof SCREENS)[number]

interface Navigation {
  readonly screen: Screen
  /** The video under review; stays while other screens are open. */
  readonly contentId: string | null
  /** Where its review begins; a flag that the list was left at. */
  readonly startPts: number | null
  readonly isQueueOpen: boolean
  go(screen: Screen): void
  review(contentId: string, startPts?: number): void
  toggleQueue(): void
}

export const useNavigation = create<Navigation>((set) => ({
  screen: 'library',
  contentId: null,
  startPts: null,
  isQueueOpen: false,
  go: (screen) => set({ screen }),
  review: (contentId, startPts) => set({ screen: 'review', contentId, startPts: startPts ?? null }),
  toggleQueue: () => set(({ isQueueOpen }) => ({ isQueueOpen: !isQueueOpen })),
}))
