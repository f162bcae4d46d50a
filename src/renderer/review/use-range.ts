import { useState } from 'react'
import type { Flag } from '#contract/review.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import type { TimelineData } from '#renderer/review/timeline/decode-review-video.ts'
import { keyOf } from './flag-filter.ts'
import type { Edits } from './use-edits.ts'

export type SetEdge = (edge: 'in' | 'out', sec: number, isFinal: boolean) => void

interface Parts {
  readonly data: TimelineData
  readonly edits: Edits
}

interface Range {
  readonly selected: Flag | null
  readonly setEdge: SetEdge
  /** Takes back what was not let go yet. */
  dropDraft(): void
}

/** The selected flag with the in- and out-point that are being set; stored when they are let go. */
export function useRange(stored: Flag | null, { data, edits }: Parts): Range {
  const [draft, setDraft] = useState<{ key: string; startPts: number; endPts: number } | null>(null)
  const follow = useNavigation((navigation) => navigation.follow)
  const isDrafted = stored !== null && draft?.key === keyOf(stored)
  const selected = isDrafted ? withRange(stored, draft, data) : stored
  const setEdge: SetEdge = (edge, sec, isFinal) => {
    if (!stored || !selected) return
    const range = moved(selected, { edge, sec }, data)
    setDraft(isFinal ? null : { key: keyOf(stored), ...range })
    if (!isFinal) return
    if (range.startPts === stored.startPts && range.endPts === stored.endPts) return
    edits.setRange(stored, range)
    follow(range)
  }
  return { selected, setEdge, dropDraft: () => setDraft(null) }
}

/** The other edge stays; the range keeps one frame at least. */
function moved(
  { startPts, endPts }: Flag,
  { edge, sec }: { readonly edge: 'in' | 'out'; readonly sec: number },
  { clock }: TimelineData,
) {
  const { firstPts, timeBase } = clock
  const least = Math.max(1, Math.round((clock.endPts - firstPts) / clock.frames))
  const pts = Math.round(firstPts + (sec * timeBase.den) / timeBase.num)
  if (edge === 'in') return { startPts: Math.max(firstPts, Math.min(pts, endPts - least)), endPts }
  return { startPts, endPts: Math.min(clock.endPts, Math.max(pts, startPts + least)) }
}

function withRange(
  flag: Flag,
  { startPts, endPts }: { readonly startPts: number; readonly endPts: number },
  { clock }: TimelineData,
): Flag {
  const secondsAt = (pts: number) =>
    ((pts - clock.firstPts) * clock.timeBase.num) / clock.timeBase.den
  return { ...flag, startPts, endPts, startSec: secondsAt(startPts), endSec: secondsAt(endPts) }
}
