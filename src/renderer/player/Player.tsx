import { type Ref, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MethodInput } from '#contract/api.ts'
import type { VideoClock } from '#contract/flags.ts'
import type { Playback } from '#contract/playback.ts'
import type { ReviewVideo } from '#contract/review.ts'
import { useHost } from '#renderer/client/host.ts'
import { useCall } from '#renderer/client/queries.ts'
import { useProtection } from '#renderer/protection/use-protection.ts'
import { Button } from '#renderer/ui/Button.tsx'
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
  /** Where it begins: asked when it can, because a person may have gone elsewhere meanwhile. `left`: where another stood. */
  readonly startSec: (left: number | null) => number
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
  const input = { contentId, proxy: wantsProxy }
  const { data: opened, error, refetch } = useCall('playback.open', input)
  const [isPlaying, setPlaying] = useState(false)
  const playback = useSteady(opened, isPlaying && !wantsProxy && !isInexact)
  const [fault, setFault] = useState<string | null>(null)
  const { tries, isRetrying, retry } = useRetry(input, async () => {
    await refetch()
    setFault(null)
  })
  const message = fault ?? error?.message ?? playback?.error?.message
  if (isRetrying) return <Opening contentId={contentId} />
  if (message)
    return (
      <Notice
        contentId={contentId}
        text={t(video.isPresent ? 'unplayable' : 'gone')}
        reason={video.isPresent ? message : null}
        onRetry={retry}
      />
    )
  if (!playback) return <Opening contentId={contentId} />
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
      tries={tries}
      place={place}
      playback={playback}
      onFault={onFault}
      onPlaying={setPlaying}
      onInexact={() => isOriginal && setInexact(true)}
    >
      {isOriginal && isInexact && <MakingExact contentId={contentId} />}
    </Screen>
  )
}

/** A proxy that is only better to scrub in does not take over from an original while that plays. */
function useSteady(playback: Playback | undefined, isHeld: boolean): Playback | undefined {
  const last = useRef(playback)
  const isLosing = last.current?.source === 'original' && playback?.source === 'proxy'
  if (!(isHeld && isLosing)) last.current = playback
  return last.current
}

/** Another try at what could not be shown, also after the reason was kept. */
function useRetry(input: MethodInput<'playback.open'>, onDone: () => Promise<void>) {
  const { call } = useHost()
  const [isRetrying, setRetrying] = useState(false)
  const [tries, setTries] = useState(0)
  const retry = async () => {
    setRetrying(true)
    // What is wrong now is told by the next answer.
    await call('playback.open', { ...input, again: true }).catch(() => undefined)
    await onDone()
    setTries((before) => before + 1)
    setRetrying(false)
  }
  return { tries, isRetrying, retry }
}

function Opening({ contentId }: { readonly contentId: string }) {
  const { t } = useTranslation('review')
  return (
    <div className={`${FRAME} items-center justify-center gap-3 p-4`}>
      <Poster contentId={contentId} />
      <p role="status" className="text-[0.8125rem]">
        {t('opening')}
      </p>
    </div>
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
  readonly reason: string | null
  readonly onRetry: () => void
}

function Notice({ contentId, text, reason, onRetry }: NoticeProps) {
  const { t } = useTranslation('review')
  return (
    <div className={`${FRAME} items-center justify-center gap-3 p-4 text-center`}>
      <Poster contentId={contentId} />
      <div role="alert" className="max-w-prose">
        <p className="font-medium">{text}</p>
        {reason && (
          <p className="mt-1 text-[0.8125rem] leading-5 break-words text-ink-muted">{reason}</p>
        )}
      </div>
      <Button onClick={onRetry}>{t('tryAgain')}</Button>
    </div>
  )
}

/** A picture of the video, once there is one; nothing in its place before that. */
function Poster({ contentId }: { readonly contentId: string }) {
  const { mediaUrl } = useHost()
  const filter = useProtection(240)
  const [isLoaded, setLoaded] = useState(false)
  return (
    <span data-surface="poster" className={isLoaded ? 'min-h-0 overflow-hidden' : 'hidden'}>
      <img
        src={mediaUrl(contentId, 'poster')}
        alt=""
        draggable={false}
        className="max-h-60"
        style={{ filter }}
        onLoad={() => setLoaded(true)}
        onError={() => setLoaded(false)}
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
      <progress className="h-2 w-64 max-w-full" aria-hidden value={fraction} />
    </div>
  )
}
