import { useEffect } from 'react'
import { create } from 'zustand'
import type { Added } from '#contract/library.ts'
import { useHost } from '#renderer/client/host.ts'

interface Adding {
  readonly state: 'idle' | 'looking' | 'done' | 'refused'
  /** Files found so far while folders are walked. */
  readonly found: number
  readonly added: Added | null
  readonly error: Error | null
}

const IDLE: Adding = { state: 'idle', found: 0, added: null, error: null }

/** The last time that videos were looked for, by whatever way: button, drop, path or samples. */
export const useAdding = create<Adding>(() => IDLE)

/** Null when the person chose nothing or the look failed, which the screen tells. */
export async function lookFor(look: () => Promise<Added | null>): Promise<Added | null> {
  const before = useAdding.getState()
  useAdding.setState({ ...IDLE, state: 'looking' })
  try {
    const added = await look()
    useAdding.setState(added ? { ...IDLE, state: 'done', added } : before)
    return added
  } catch (error) {
    useAdding.setState({ ...IDLE, state: 'done', error: error as Error })
    return null
  }
}

export function refuseDrop(): void {
  useAdding.setState({ ...IDLE, state: 'refused' })
}

export function forgetOutcome(): void {
  useAdding.setState(IDLE)
}

/** Keeps the number of files found so far up to date. */
export function useFound(): number {
  const { subscribe } = useHost()
  useEffect(
    () =>
      subscribe((event) => {
        if (event.type === 'adding') useAdding.setState({ found: event.files })
      }),
    [subscribe],
  )
  return useAdding(({ found }) => found)
}
