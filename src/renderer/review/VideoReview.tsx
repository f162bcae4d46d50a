import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlagList, ReviewVideo } from '#contract/review.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useCall } from '#renderer/client/queries.ts'
import { useKeys } from '#renderer/keys/use-keys.ts'
import { Player, type PlayerHandle } from '#renderer/player/Player.tsx'
import { useFrameClock } from '#renderer/player/use-frame-clock.ts'
import { decodeReviewVideo } from '#renderer/review/timeline/decode-review-video.ts'
import { Timeline, type TimelineHandle } from '#renderer/review/timeline/Timeline.tsx'
import { flagAt } from './flag-filter.ts'
import { GoToButton } from './GoToButton.tsx'
import { GoToTime } from './GoToTime.tsx'
import { usePlayhead } from './playhead.ts'
import { ReasonPanel } from './ReasonPanel.tsx'
import { RelabelPalette } from './RelabelPalette.tsx'
import { RulePanel } from './RulePanel.tsx'
import { videoKeys } from './review-keys.ts'
import { useArrival } from './use-arrival.ts'
import type { Edits } from './use-edits.ts'
import { useLiveFlags } from './use-live-flags.ts'
import { useRange } from './use-range.ts'
import { useRule } from './use-rule.ts'
import { useSeen } from './use-seen.ts'
import type { Steps } from './use-steps.ts'
import { VerdictBar } from './VerdictBar.tsx'

interface Props {
  readonly contentId: string
  readonly list: FlagList
  readonly startPts: number | null
  readonly edits: Edits
  readonly steps: Steps
}

export function VideoReview(props: Props) {
  const { data: video, error } = useCall('review.open', { contentId: props.contentId })
  return video ? <OpenVideo {...props} video={video} /> : <UnopenedVideo {...props} error={error} />
}

/** Stage and panel of a video that is not there yet, or cannot be opened: the reason is known from the list. */
function UnopenedVideo(props: Props & { readonly error: Error | null }) {
  const { t } = useTranslation('review')
  const { contentId, startPts, list, error } = props
  const endPts = useNavigation((navigation) => navigation.endPts)
  const own = list.flags.filter((flag) => flag.contentId === contentId)
  const flag = flagAt(own, { startPts, endPts })
  return (
    <section className="@container flex min-w-0 flex-1 flex-col gap-2 overflow-auto p-2">
      <div className={STAGE}>
        {error ? (
          <p role="alert" className="p-6 text-danger">
            {error.message}
          </p>
        ) : (
          <p className="p-6 text-ink-muted">{t('opening')}</p>
        )}
        <ReasonPanel {...{ flag, model: list.model, open: null }} />
      </div>
    </section>
  )
}

/** The player beside the panel; below it where there is no room. */
const STAGE =
  'grid min-h-[21rem] flex-1 grid-cols-[minmax(0,1fr)_18rem] grid-rows-[minmax(0,1fr)] gap-2 @max-[44rem]:flex @max-[44rem]:min-h-0 @max-[44rem]:flex-none @max-[44rem]:flex-col @max-[44rem]:*:data-[surface=player]:min-h-72'

export type OpenDialog = 'class' | 'place' | null

function OpenVideo(props: Props & { video: ReviewVideo }) {
  const { contentId, startPts, list, video, edits, steps } = props
  const player = useRef<PlayerHandle>(null)
  const timeline = useRef<TimelineHandle>(null)
  const [dialog, setDialog] = useState<OpenDialog>(null)
  const close = () => setDialog(null)
  const data = useDecoded(video)
  const { data: playback } = useCall('playback.open', { contentId })
  const { rule, setRule, dropRule } = useRule(video, edits)
  const flags = useLiveFlags({ video, data, rule })
  const endPts = useNavigation((navigation) => navigation.endPts)
  const stored = flagAt(flags, { startPts, endPts })
  const { selected, setEdge, dropDraft } = useRange(stored, { data, edits })
  const seek = useCallback((sec: number) => {
    usePlayhead.setState({ goalSec: sec })
    player.current?.seek(sec)
  }, [])
  const { startSec, selectAt } = useArrival(stored, seek)
  useSeen(flags, stored)
  const frames = useFrameClock(contentId, data.clock)
  const shown =
    stored === selected ? flags : flags.map((flag) => (flag === stored ? selected! : flag))
  const { data: settings } = useCall('settings.get', {})
  useKeys(
    videoKeys({
      ...{ player, timeline, selected, flags, rule, setRule, setEdge, setDialog },
      ...{ settings, selectAt, frames },
    }),
  )
  return (
    <section className="@container flex min-w-0 flex-1 flex-col gap-2 overflow-auto p-2">
      <Warnings video={video} error={edits.error} />
      <div className={STAGE}>
        <Player
          ref={player}
          video={video}
          clock={data.clock}
          startSec={(left) => usePlayhead.getState().goalSec ?? left ?? startSec}
          onTime={(sec) => usePlayhead.setState({ sec, goalSec: null })}
        />
        <ReasonPanel
          {...{ flag: selected, model: video.model, open: { data, edits, seek, setEdge } }}
        />
      </div>
      <VerdictBar
        {...{ flag: selected, flags: list.flags, model: video.model, edits, steps, setDialog }}
      />
      <Timeline
        ref={timeline}
        {...{ contentId, data, model: video.model, flags: shown, selected, setEdge }}
        strip={playback?.strip ?? null}
        threshold={rule.threshold}
        onSeek={seek}
        onSelect={selectAt}
        onThreshold={(threshold, isFinal) => setRule({ threshold }, isFinal)}
        onEdge={setEdge}
        onDrop={() => {
          dropRule()
          dropDraft()
        }}
      >
        <RulePanel {...{ rule, setRule, model: video.model, count: flags.length }} />
        <GoToButton onClick={() => setDialog('place')} />
      </Timeline>
      {dialog === 'class' && selected && (
        <RelabelPalette {...{ model: video.model, flag: selected, edits, onClose: close }} />
      )}
      {dialog === 'place' && <GoToTime {...{ data, frames, seek, onClose: close }} />}
    </section>
  )
}

/** The arrays of a video do not change while it is open; what people decide does. */
function useDecoded(video: ReviewVideo) {
  const first = useRef(video)
  const data = useMemo(() => decodeReviewVideo(first.current), [])
  // Before anything follows the playhead: this is no jump.
  useLayoutEffect(() => {
    usePlayhead.setState({ contentId: first.current.contentId, sec: 0, goalSec: null })
  }, [])
  return data
}

interface WarningsProps {
  readonly video: ReviewVideo
  readonly error: Error | null
}

function Warnings({ video, error }: WarningsProps) {
  const { t } = useTranslation('review')
  return (
    <>
      {error && (
        <p role="alert" className="text-[0.8125rem] text-danger">
          {t('notStored', { message: error.message })}
        </p>
      )}
      {video.warnings.length > 0 && (
        <p className="text-[0.8125rem] text-warn">{video.warnings.join(' ')}</p>
      )}
    </>
  )
}
