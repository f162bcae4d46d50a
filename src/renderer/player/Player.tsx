import { type Ref, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { VideoClock } from '#contract/flags.ts'
import type { Playback } from '#contract/playback.ts'
import type { ReviewVideo } from '#contract/review.ts'
import { useHost } from '#renderer/client/host.ts'
import { useCall } from '#renderer/client/queries.ts'
import { useProtection } from '#renderer/protection/use-protection.ts'
import { FRAME, Screen } from './Screen.tsx'
import type { Transport } from './transport.ts'
import { useProxyProgress } from './use-proxy-progress.ts'

export interface PlayerHandle
  extends Pick<Transport, 'seek' | 'skip' | 'step' | 'start' | 'end' | 'toggle' | 'shuttle'> {
  toggleSound(): void
  /** Takes the protection off the picture while it lasts. */
  setRevealed(isRevealed: boolean): void
}

interface Props {
  readonly video: ReviewVideo
  readonly clock: VideoClock
  /** Where it stands once it is loaded. */
  readonly startSec: number
  /** Of each frame that comes on screen, in seconds since the first one. */
  readonly onTime: (sec: number) => void
  readonly ref: Ref<PlayerHandle>
}

/** The original where Chromium plays it, else a proxy; words and a picture where there is neither. Never a blank screen. */
export function Player(props: Props) {
  const { video } = props
  const { t } = useTranslation('review')
  // Some originals show nothing without an error: HEVC has sound and no picture.
  const [wantsProxy, setWantsProxy] = useState(false)
  const [isInexact, setInexact] = useState(false)
  const place = useRef<number | null>(null)
  const { contentId } = video
  const { data: playback, error } = useCall('playback.open', { contentId, proxy: wantsProxy })
  const [fault, setFault] = useState<string | null>(null)
  const message = fault ?? error?.message ?? playback?.error?.message
  if (message)
    return (
      <Notice
        contentId={contentId}
        text={t(video.isPresent ? 'unplayable' : 'gone', { message })}
      />
    )
  if (!playback) return <div className={FRAME} />
  if (playback.state === 'making') return <Making playback={playback} />
  const onFault = (reason: string) => {
    if (playback.source === 'original') setWantsProxy(true)
    else setFault(reason)
  }
  const isOriginal = playback.source === 'original'
  return (
    <Screen
      key={playback.source}
      {...props}
      place={place}
      playback={playback}
      onFault={onFault}
      onInexact={() => isOriginal && setInexact(true)}
    >
      {isOriginal && isInexact && <MakingExact contentId={contentId} />}
    </Screen>
  )
}

/** Asks for a proxy while the original goes on; as soon as it is there it is what the player opens. */
function MakingExact({ contentId }: { readonly contentId: string }) {
  const { data: playback } = useCall('playback.open', { contentId, proxy: true })
  return playback?.state === 'making' ? <ExactProgress playback={playback} /> : null
}

function ExactProgress({ playback }: { readonly playback: Playback }) {
  const { t } = useTranslation('review')
  const percent = Math.round(useProxyProgress(playback) * 100)
  return (
    <p role="status" className="px-2 py-1 text-[0.8125rem] text-ink-muted">
      {t('makingExact', { percent })}
    </p>
  )
}

interface NoticeProps {
  readonly contentId: string
  readonly text: string
}

function Notice({ contentId, text }: NoticeProps) {
  return (
    <div className={`${FRAME} items-center justify-center gap-3 p-4 text-center`}>
      <Poster contentId={contentId} />
      <p role="alert" className="max-w-prose text-[0.8125rem] leading-6">
        {text}
      </p>
    </div>
  )
}

/** A picture of the video, where one can be had. */
function Poster({ contentId }: { readonly contentId: string }) {
  const { mediaUrl } = useHost()
  const filter = useProtection(240)
  const [isMissing, setMissing] = useState(false)
  if (isMissing) return null
  return (
    <span className="min-h-0 overflow-hidden">
      <img
        src={mediaUrl(contentId, 'poster')}
        alt=""
        draggable={false}
        className="max-h-60"
        style={{ filter }}
        onError={() => setMissing(true)}
      />
    </span>
  )
}

function Making({ playback }: { readonly playback: Playback }) {
  const { t } = useTranslation('review')
  const fraction = useProxyProgress(playback)
  return (
    <div className={`${FRAME} items-center justify-center gap-3 p-4`}>
      <Poster contentId={playback.contentId} />
      <p role="status" className="text-[0.8125rem]">
        {t('making', { percent: Math.round(fraction * 100) })}
      </p>
    </div>
  )
}
