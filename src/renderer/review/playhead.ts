import { create } from 'zustand'

/** Where the open video stands, in seconds since its first frame. By itself: it changes with every frame that is shown. */
export const usePlayhead = create<{ readonly sec: number }>(() => ({ sec: 0 }))
