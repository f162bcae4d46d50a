import { useAct, useCall } from '#renderer/client/queries.ts'
import type { TimelineData } from './decode-review-video.ts'

export interface Lanes {
  /** Class indices, the likeliest first. */
  readonly shown: readonly number[]
  readonly hidden: number
  readonly solo: string | null
  readonly isCollapsed: boolean
  toggleSolo(label: string): void
  hide(label: string): void
  showAll(): void
  toggleCollapsed(): void
}

/** Which class lanes are shown, kept in the settings. */
export function useLanes(
  { classes }: TimelineData,
  labels: readonly { readonly id: string }[],
): Lanes {
  const { data: settings } = useCall('settings.get', {})
  const { mutate } = useAct('settings.set')
  const { hidden = [], solo = null, collapsed = false } = settings?.lanes ?? {}
  const set = (change: { hidden?: string[]; solo?: string | null; collapsed?: boolean }) =>
    mutate({ lanes: { hidden, solo, collapsed, ...change } })
  const idOf = (classIndex: number) => labels[classIndex]?.id ?? ''
  const all = classes.map(({ classIndex }) => classIndex)
  const hasSolo = all.some((classIndex) => idOf(classIndex) === solo)
  const shown = all.filter((classIndex) =>
    hasSolo ? idOf(classIndex) === solo : !hidden.includes(idOf(classIndex)),
  )
  return {
    shown: collapsed ? [] : shown,
    hidden: all.length - shown.length,
    solo,
    isCollapsed: collapsed,
    toggleSolo: (label) => set({ solo: solo === label ? null : label }),
    hide: (label) => set({ hidden: [...hidden, label], solo: null }),
    showAll: () => set({ hidden: [], solo: null }),
    toggleCollapsed: () => set({ collapsed: !collapsed }),
  }
}
