import {
  type ReactNode,
  type Ref,
  type RefObject,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import type { VideoClock } from '#contract/flags.ts'
import type { Playback } from '#contract/playback.ts'
import type { ReviewVideo } from '#contract/review.ts'
import { useNavigation } from '#renderer/app/navigation.ts'
import { useHost } from '#renderer/client/host.ts'
import { useCall } from '#renderer/client/queries.ts'
import { useProtection } from '#renderer/protection/use-protection.ts'
import { Controls } from './Controls.tsx'
import type { PlayerHandle } from './Player.tsx'
import { usePlayerSession } from './session.ts'
import type { Transport } from './transport.ts'
import { useFrameClock } from './use-frame-clock.ts'
import { useShownTime } from './use-shown-time.ts'
import { type Sound, useSound } from './use-sound.ts'
import { useTransport } from './use-transport.ts'

export const FRAME =
  'flex min-h-56 min-w-0 flex-1 flex-col overflow-hidden rounded border border-line bg-surface'

interface Props {
  readonly video: ReviewVideo
  readonly clock: VideoClock
  readonly playback: Playback
  /** Where it begins: asked when it can, because a person may have gone elsewhere meanwhile. `left`: where another stood. */
  readonly startSec: (left: number | null) => number
  /** Where the one before it stood. */
  readonly place: RefObject<number | null>
  /** Of the person, after it could not be shown. */
  readonly tries: number
  readonly onTime: (sec: number) => void
  /** It cannot be shown. */
  readonly onFault: (reason: string) => void
  readonly onPlaying: (isPlaying: boolean) => void
  /** A seek shows another frame than the one that was asked for. */
  readonly onInexact: () => void
  readonly ref: Ref<PlayerHandle>
  /** Below the picture. */
  readonly children?: ReactNode
}

export function Screen(props: Props) {
  const { video, clock, playback, startSec, place, onTime, onFault, onInexact, ref } = props
  const { t } = useTranslation('review')
  const { mediaUrl } = useHost()
  // Chromium keeps what it could not play by its address.
  const again = props.tries > 0 ? `?try=${props.tries}` : ''
  const element = useRef<HTMLVideoElement>(null)
  const [isPlaying, setIsPlaying] = useState(false)
  const setPlaying = (now: boolean) => {
    setIsPlaying(now)
    props.onPlaying(now)
  }
  const [sec, setSec] = useState(0)
  const [rate, setRate] = useState(1)
  const look = useLook()
  const offsetSec = offsetOf(playback, clock)
  const frames = useFrameClock(video.contentId, clock)
  const totalSec = ((clock.endPts - clock.firstPts) * clock.timeBase.num) / clock.timeBase.den
  const timing = { frames, totalSec, offsetSec, rate, onInexact }
  const transport = useTransport(element, place, timing)
  const { hasBegun, begin } = useBeginning(element, transport)
  const placeNow = () => transport.current?.place ?? startSec(place.current)
  useImperativeHandle(ref, () => handleOf(transport, look))
  useShownTime(element, (mediaTime) => {
    if (!hasBegun.current) return
    transport.current?.show(mediaTime)
    setSec(mediaTime - offsetSec)
    onTime(mediaTime - offsetSec)
  })
  return (
    <div className={FRAME} data-surface="player">
      <div className="grid min-h-0 flex-1 place-items-center overflow-hidden bg-black">
        <div className={`relative size-full overflow-hidden ${look.isCompact ? 'max-h-64' : ''}`}>
          <video
            ref={element}
            src={`${mediaUrl(video.contentId, playback.source)}${again}`}
            muted={look.isMuted}
            preload="auto"
            disablePictureInPicture
            aria-label={video.name}
            className="absolute inset-0 size-full object-contain"
            style={{ filter: look.filter }}
            onLoadedMetadata={({ currentTarget }) => {
              if (currentTarget.videoWidth === 0) onFault(t('noPicture'))
              else begin(placeNow)
            }}
            onError={({ currentTarget }) => onFault(currentTarget.error?.message || t('noPicture'))}
            onPlay={() => setPlaying(true)}
            onPause={() => setPlaying(false)}
            onRateChange={({ currentTarget }) =>
              usePlayerSession.setState({ rate: currentTarget.playbackRate })
            }
          />
        </div>
      </div>
      <Controls
        {...{ isPlaying, sec, rate, setRate, transport, look, name: video.name }}
        hasAudio={playback.hasAudio}
      />
      {props.children}
    </div>
  )
}

function handleOf(transport: RefObject<Transport | null>, look: Look): PlayerHandle {
  return {
    seek: (sec) => transport.current?.seek(sec),
    skip: (seconds) => transport.current?.skip(seconds),
    step: (by) => transport.current?.step(by),
    start: () => transport.current?.start(),
    end: () => transport.current?.end(),
    toggle: () => transport.current?.toggle(),
    shuttle: (direction) => transport.current?.shuttle(direction),
    toggleSound: look.toggleSound,
    setRevealed: look.setRevealed,
  }
}

/** The element's time of the first decoded frame: its PTS in an original, 0 in a proxy. */
function offsetOf({ source }: Playback, { firstPts, timeBase }: VideoClock): number {
  return source === 'proxy' ? 0 : (firstPts * timeBase.num) / timeBase.den
}

/**
 * Puts a file to its place once it has loaded: what it shows by itself before that is no place that anyone is at. Plays on
 * from there where the video before it was left playing.
 */
function useBeginning(
  element: RefObject<HTMLVideoElement | null>,
  transport: RefObject<Transport | null>,
) {
  const hasBegun = useRef(false)
  useLayoutEffect(() => {
    const player = element.current
    usePlayerSession.setState({ rate: 1 })
    return () => {
      if (player && !player.paused) usePlayerSession.setState({ goesOn: true })
    }
  }, [element])
  const begin = (placeNow: () => number) => {
    hasBegun.current = true
    const { goesOn } = usePlayerSession.getState()
    usePlayerSession.setState({ goesOn: false })
    const onSeeked = () => transport.current?.play()
    if (goesOn) element.current?.addEventListener('seeked', onSeeked, { once: true })
    transport.current?.seek(placeNow())
  }
  return { hasBegun, begin }
}

export interface Look extends Sound {
  readonly filter: string
  readonly isCompact: boolean
  readonly isRevealed: boolean
  setRevealed(isRevealed: boolean): void
}

/** Picture and sound under protection. Both are armed again with the next flag. */
function useLook(): Look {
  const flagNumber = useNavigation((navigation) => navigation.flagNumber)
  const { data: settings } = useCall('settings.get', {})
  const [isRevealed, setRevealed] = useState(false)
  const filter = useProtection(400, isRevealed)
  const sound = useSound(flagNumber)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another flag is what arms it.
  useEffect(() => setRevealed(false), [flagNumber])
  const { protection } = settings ?? {}
  const isCompact = protection?.mode !== 'standard' && protection?.compactPlayer === true
  return { ...sound, filter, isCompact, isRevealed, setRevealed }
}
