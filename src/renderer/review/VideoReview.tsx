import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flag, FlagList, ReviewVideo } from '#contract/review.ts'
import type { ReviewRule } from '#contract/settings.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useAct, useCall } from '#renderer/client/queries.ts'
import { Player, type PlayerHandle } from '#renderer/player/Player.tsx'
import { decodeReviewVideo } from '#renderer/review/timeline/decode-review-video.ts'
import { Timeline } from '#renderer/review/timeline/Timeline.tsx'
import { ReasonPanel } from './ReasonPanel.tsx'
import { useDecisions } from './use-decisions.ts'
import { useLiveFlags } from './use-live-flags.ts'
import { useReviewKeys } from './use-review-keys.ts'
import { VerdictBar } from './VerdictBar.tsx'

interface Props {
  readonly contentId: string
  readonly list: FlagList
  readonly startPts: number | null
}

export function VideoReview(props: Props) {
  const { data: video, error } = useCall('review.open', { contentId: props.contentId })
  if (error)
    return (
      <p role="alert" className="p-6 text-danger">
        {error.message}
      </p>
    )
  return video ? <OpenVideo {...props} video={video} /> : null
}

function OpenVideo({ contentId, list, startPts, video }: Props & { readonly video: ReviewVideo }) {
  const { t } = useTranslation('review')
  const player = useRef<PlayerHandle>(null)
  const [playheadSec, setPlayhead] = useState(0)
  const data = useDecoded(video)
  const { rule, setRule } = useRule(video)
  const flags = useLiveFlags({ contentId, data, model: video.model, rule, marks: video.marks })
  const selected = selectedFlag(flags, startPts)
  const review = useNavigation((navigation) => navigation.review)
  const decisions = useDecisions((step) => review(step.contentId, step.startPts))
  const seek = useCallback((sec: number) => player.current?.seek(sec), [])
  const steps = useSteps(list, selected)
  const startSec = useArrival(selected, seek)
  useReviewKeys(keysFor({ player, selected, decisions, steps }))
  return (
    <section className="flex min-w-0 flex-1 flex-col gap-3 overflow-auto p-3">
      <div className="flex min-h-0 flex-1 flex-wrap gap-3">
        <Player ref={player} video={video} startSec={startSec} onTime={setPlayhead} />
        <ReasonPanel flag={selected} model={video.model} />
      </div>
      <VerdictBar flag={selected} model={video.model} decisions={decisions} steps={steps} />
      {decisions.error && (
        <p role="alert" className="text-danger">
          {decisions.error.message}
        </p>
      )}
      <Timeline
        data={data}
        threshold={rule.threshold}
        flags={flags}
        labels={video.model.labels}
        selected={selected}
        playheadSec={playheadSec}
        onSeek={seek}
        onSelect={(flag) => review(flag.contentId, flag.startPts)}
        onThreshold={setRule}
      />
      <p role="status" className="sr-only">
        {selected &&
          t('announce', {
            index: steps.index + 1,
            count: list.flags.length,
            class: selected.class,
            score: selected.score.toFixed(2),
          })}
      </p>
    </section>
  )
}

/** The arrays of a video do not change while it is open; what people decide does. */
function useDecoded(video: ReviewVideo) {
  const first = useRef(video)
  return useMemo(() => decodeReviewVideo(first.current), [])
}

function selectedFlag(flags: readonly Flag[], startPts: number | null): Flag | null {
  if (startPts === null) return flags[0] ?? null
  return flags.find((flag) => flag.startPts <= startPts && flag.endPts > startPts) ?? null
}

/** The rule as it is being dragged; stored when it is let go. */
function useRule({ model }: ReviewVideo) {
  const [dragged, setDragged] = useState<ReviewRule | null>(null)
  const settings = useCall('settings.get', {})
  const change = useAct('settings.set')
  const rule = dragged ?? model.rule
  const setRule = (threshold: number, isFinal: boolean) => {
    const next = { ...rule, threshold, release: Math.min(model.rule.release, threshold) }
    setDragged(next)
    if (!isFinal || !settings.data) return
    change.mutate({ rules: { ...settings.data.rules, [model.id]: next } })
  }
  return { rule, setRule }
}

export interface Steps {
  /** Of the selected flag in the list. */
  readonly index: number
  next(): void
  previous(): void
}

/** To the neighbours of a flag, across files, and around the end. */
function useSteps(list: FlagList, selected: Flag | null): Steps {
  const review = useNavigation((navigation) => navigation.review)
  const { flags } = list
  const index = flags.findIndex(
    (flag) => flag.contentId === selected?.contentId && flag.startPts === selected.startPts,
  )
  const to = (step: number) => {
    const flag = flags[(index + step + flags.length) % flags.length]
    if (flag) review(flag.contentId, flag.startPts)
  }
  return { index, next: () => to(1), previous: () => to(-1) }
}

/** A flag that was chosen is shown from a little before it, and counts as seen. Returns where that is. */
function useArrival(selected: Flag | null, seek: (sec: number) => void): number {
  const { data: settings } = useCall('settings.get', {})
  const { mutate: tellSeen } = useAct('review.seen')
  const preRollSec = settings?.review.preRollSec
  const { contentId, startPts, endPts, startSec, isSeen } = selected ?? {}
  useEffect(() => {
    if (contentId === undefined || startPts === undefined || endPts === undefined) return
    if (startSec === undefined || preRollSec === undefined) return
    seek(Math.max(0, startSec - preRollSec))
    if (!isSeen) tellSeen({ ranges: [{ contentId, startPts, endPts }] })
  }, [contentId, startPts, endPts, startSec, isSeen, preRollSec, seek, tellSeen])
  return Math.max(0, (startSec ?? 0) - (preRollSec ?? 0))
}

interface KeyParts {
  readonly player: React.RefObject<PlayerHandle | null>
  readonly selected: Flag | null
  readonly decisions: ReturnType<typeof useDecisions>
  readonly steps: Steps
}

function keysFor({ player, selected, decisions, steps }: KeyParts) {
  const decide = (decision: 'confirmed' | 'dismissed' | 'escalated') => () => {
    if (!selected) return
    decisions.decide(selected, { decision })
    steps.next()
  }
  const skip = (seconds: number) => () => player.current?.skip(seconds)
  return {
    Space: () => player.current?.toggle(),
    KeyK: () => player.current?.toggle(),
    ArrowLeft: skip(-1),
    ArrowRight: skip(1),
    'Shift+ArrowLeft': skip(-10),
    'Shift+ArrowRight': skip(10),
    Comma: () => player.current?.step(-1),
    Period: () => player.current?.step(1),
    KeyM: () => player.current?.toggleSound(),
    KeyN: steps.next,
    KeyP: steps.previous,
    KeyC: decide('confirmed'),
    KeyX: decide('dismissed'),
    KeyE: decide('escalated'),
    'Ctrl+KeyZ': decisions.undo,
    'Ctrl+Shift+KeyZ': decisions.redo,
  }
}
