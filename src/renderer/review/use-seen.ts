import { useEffect, useRef } from 'react'
import type { Flag } from '#contract/review.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useAct } from '#renderer/client/queries.ts'
import { keyOf } from './flag-filter.ts'
import { type Played, playedOn, playedThrough } from './played.ts'
import { usePlayhead } from './playhead.ts'

/** A flag counts as seen once it was gone to, or was played through from its beginning to its end. */
export function useSeen(flags: readonly Flag[], selected: Flag | null): void {
  const { mutate } = useAct('review.seen')
  const visit = useNavigation((navigation) => navigation.visit)
  // The core's answer takes a moment: nothing is told twice meanwhile.
  const told = useRef(new Set<string>())
  const tell = (seen: readonly Flag[]) => {
    const news = seen.filter((flag) => !flag.isSeen && !told.current.has(keyOf(flag)))
    if (news.length === 0) return
    for (const flag of news) told.current.add(keyOf(flag))
    mutate({
      ranges: news.map(({ contentId, startPts, endPts }) => ({ contentId, startPts, endPts })),
    })
  }
  const latest = useRef({ flags, selected, tell })
  latest.current = { flags, selected, tell }
  // biome-ignore lint/correctness/useExhaustiveDependencies: another visit, not another range.
  useEffect(() => {
    if (latest.current.selected) latest.current.tell([latest.current.selected])
  }, [visit])
  useEffect(() => {
    let played: Played | null = null
    return usePlayhead.subscribe(({ sec }, before) => {
      if (sec === before.sec) return
      played = playedOn(played, before.sec, sec)
      latest.current.tell(playedThrough(latest.current.flags, played))
    })
  }, [])
}
