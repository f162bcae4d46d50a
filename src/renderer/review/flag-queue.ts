import { useMemo } from 'react'
import { create } from 'zustand'
import { orderFlags } from '#contract/flag-order.ts'
import type { Flag, FlagList } from '#contract/review.ts'
import { useCall } from '#renderer/client/queries.ts'
import { type FlagFilter, filterFlags, keyOf, NO_FILTER } from './flag-filter.ts'

interface QueueView {
  readonly filter: FlagFilter
  /** Keys of the flags that are chosen for an action on all of them. */
  readonly picked: ReadonlySet<string>
  /** Where a range of them begins. */
  readonly anchor: string | null
  /** Flags of the open video while its rule is being dragged. */
  readonly live: { readonly contentId: string; readonly flags: readonly Flag[] } | null
}

export const useQueueView = create<QueueView>(() => ({
  ...{ filter: NO_FILTER, picked: new Set<string>(), anchor: null, live: null },
}))

/** The flags to work through, in the person's order and filter. */
export function useFlagQueue(list: FlagList | undefined): readonly Flag[] {
  const { data: settings } = useCall('settings.get', {})
  const filter = useQueueView((view) => view.filter)
  const live = useQueueView((view) => view.live)
  const order = settings?.review.order ?? 'time'
  return useMemo(() => {
    if (!list) return []
    const names = new Map(list.files.map((file) => [file.contentId, `${file.folder}/${file.name}`]))
    const flags = live ? withLive(list.flags, live) : list.flags
    const shown = filterFlags(flags, filter, (contentId) => names.get(contentId) ?? '')
    return orderFlags(shown, order, list.model.labels)
  }, [list, live, filter, order])
}

/** The flags of the library with those of a video whose rule is being dragged in place of its own. */
export function withLive(
  flags: readonly Flag[],
  live: NonNullable<QueueView['live']>,
): readonly Flag[] {
  const at = flags.findIndex(({ contentId }) => contentId === live.contentId)
  const others = flags.filter(({ contentId }) => contentId !== live.contentId)
  return at < 0 ? [...others, ...live.flags] : others.toSpliced(at, 0, ...live.flags)
}

export function setFilter(change: Partial<FlagFilter>): void {
  useQueueView.setState(({ filter }) => ({ filter: { ...filter, ...change }, picked: new Set() }))
}

/** One more or one less; with `isRange` everything from the last one on. */
export function pick(queue: readonly Flag[], flag: Flag, isRange: boolean): void {
  useQueueView.setState(({ picked, anchor }) => {
    const keys = queue.map(keyOf)
    const [from, to] = [keys.indexOf(anchor ?? ''), keys.indexOf(keyOf(flag))]
    if (isRange && from >= 0)
      return {
        picked: new Set([...picked, ...keys.slice(Math.min(from, to), Math.max(from, to) + 1)]),
      }
    const next = new Set(picked)
    if (!next.delete(keyOf(flag))) next.add(keyOf(flag))
    return { picked: next, anchor: keyOf(flag) }
  })
}

export function pickAll(queue: readonly Flag[]): void {
  useQueueView.setState({ picked: new Set(queue.map(keyOf)) })
}

export function pickNone(): void {
  useQueueView.setState({ picked: new Set(), anchor: null })
}
