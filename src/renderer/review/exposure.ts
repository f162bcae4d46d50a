import { create } from 'zustand'

const TICK_MS = 1000

/** How long a person has been looking since the last break, whatever screens lay in between. Kept nowhere. */
export const useExposure = create<{ readonly ms: number }>(() => ({ ms: 0 }))

/** Counts for as long as the page can be seen. Returns the function that stops it. */
export function countExposure(isVisible: () => boolean): () => void {
  const timer = setInterval(() => {
    if (isVisible()) useExposure.setState(({ ms }) => ({ ms: ms + TICK_MS }))
  }, TICK_MS)
  return () => clearInterval(timer)
}

export function takeBreak(): void {
  useExposure.setState({ ms: 0 })
}

/** Whole minutes. */
export function exposureMinutes({ ms }: { readonly ms: number }): number {
  return Math.floor(ms / 60_000)
}
