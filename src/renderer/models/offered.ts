import { create } from 'zustand'

/** The checkpoint that was dropped or chosen last and is not imported yet; a drop may come before its screen does. */
export const useOffered = create<{ readonly file: File | null }>(() => ({ file: null }))

export function offerCheckpoint(file: File | null): void {
  useOffered.setState({ file })
}
