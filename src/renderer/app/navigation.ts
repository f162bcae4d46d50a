import { create } from 'zustand'

export type Screen = 'library' | 'review' | 'models' | 'settings'

interface Navigation {
  readonly screen: Screen
  /** The video under review; stays while other screens are open. */
  readonly contentId: string | null
  /** Where its review begins; a flag that the list was left at. */
  readonly startPts: number | null
  go(screen: Screen): void
  review(contentId: string, startPts?: number): void
}

export const useNavigation = create<Navigation>((set) => ({
  screen: 'library',
  contentId: null,
  startPts: null,
  go: (screen) => set({ screen }),
  review: (contentId, startPts) => set({ screen: 'review', contentId, startPts: startPts ?? null }),
}))
