import { Pause, Play, Volume2, VolumeX } from 'lucide-react'
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Playback } from '#contract/playback.ts'
import type { ReviewVideo } from '#contract/review.ts'
import { useHost } from '#renderer/client/host.ts'
import { useCall } from '#renderer/client/queries.ts'
import { protectionFilter } from '#renderer/protection/filter.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { clock } from '#renderer/ui/format.ts'
import { useProxyProgress } from './use-proxy-progress.ts'

export interface PlayerHandle {
  seek(sec: number): void
  skip(seconds: number): void
  /** Forward or back by decoded frames. */
  step(frames: number): void
  toggle(): void
  toggleSound(): void
}

interface Props {
  readonly video: ReviewVideo
  /** Where it stands once it is loaded. */
  readonly startSec: number
  readonly onTime: (sec: number) => void
  readonly ref: Ref<PlayerHandle>
}

export function Player({ video, startSec, onTime, ref }: Props) {
  const { t } = useTranslation('review')
  const { data: playback, error } = useCall('playback.open', { contentId: video.contentId })
  const message = error?.message ?? playback?.error?.message
  if (message) return <Notice text={t(video.isPresent ? 'unplayable' : 'gone', { message })} />
  if (!playback) return <Notice text="" />
  if (playback.state === 'making') return <Making playback={playback} />
  return <Screen video={video} startSec={startSec} playback={playback} onTime={onTime} ref={ref} />
}

const FRAME = 'flex min-h-56 min-w-80 flex-1 flex-col rounded border border-line bg-surface'

function Notice({ text }: { readonly text: string }) {
  return <div className={`${FRAME} items-center justify-center p-6 text-center`}>{text}</div>
}

/** Never a blank player: the proxy's progress, with a picture of the video. */
function Making({ playback }: { readonly playback: Playback }) {
  const { t } = useTranslation('review')
  const { mediaUrl } = useHost()
  const fraction = useProxyProgress(playback)
  const filter = useFilter(300)
  return (
    <div className={FRAME}>
      <div className="grid min-h-0 flex-1 place-items-center overflow-hidden">
        <img
          src={mediaUrl(playback.contentId, 'poster')}
          alt=""
          className="max-h-full"
          style={{ filter }}
        />
      </div>
      <p role="status" className="p-2 text-[13px]">
        {t('making', { percent: Math.round(fraction * 100) })}
      </p>
    </div>
  )
}

function useFilter(height: number, isRevealed = false): string {
  const { data: settings } = useCall('settings.get', {})
  // Before the settings are known a picture is hidden as well as it can be.
  return settings ? protectionFilter(settings.protection, { height, isRevealed }) : 'blur(40px)'
}

function Screen({
  video,
  startSec,
  playback,
  onTime,
  ref,
}: Props & { readonly playback: Playback }) {
  const { t } = useTranslation('review')
  const { mediaUrl } = useHost()
  const element = useRef<HTMLVideoElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [isMuted, setMuted] = useState(true)
  const [isRevealed, setRevealed] = useState(false)
  const [sec, setSec] = useState(0)
  const filter = useFilter(400, isRevealed)
  const controls = usePlayback(element, video, () => setMuted((now) => !now))
  useImperativeHandle(ref, () => controls)
  useShownTime(element, (now) => {
    setSec(now)
    onTime(now)
  })
  return (
    <div className={FRAME}>
      <div className="relative min-h-0 flex-1 overflow-hidden bg-black">
        <video
          ref={element}
          src={mediaUrl(video.contentId, playback.source)}
          muted={isMuted}
          preload="auto"
          className="absolute inset-0 size-full object-contain"
          style={{ filter }}
          onLoadedMetadata={() => controls.seek(startSec)}
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
        />
      </div>
      <div className="flex items-center gap-2 p-2 text-[13px]">
        <Button look="quiet" aria-label={t(isPlaying ? 'pause' : 'play')} onClick={controls.toggle}>
          {isPlaying ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
        </Button>
        <span className="tabular-nums">{clock(sec, true)}</span>
        <bdi className="min-w-0 flex-1 truncate text-ink-muted">{video.name}</bdi>
        <Button
          look="quiet"
          onPointerDown={() => setRevealed(true)}
          onPointerUp={() => setRevealed(false)}
          onPointerLeave={() => setRevealed(false)}
        >
          {t('reveal')}
        </Button>
        {playback.hasAudio && (
          <Button
            look="quiet"
            aria-label={t('mute')}
            aria-pressed={!isMuted}
            onClick={controls.toggleSound}
          >
            {isMuted ? <VolumeX size={16} aria-hidden /> : <Volume2 size={16} aria-hidden />}
          </Button>
        )}
      </div>
    </div>
  )
}

function usePlayback(
  element: React.RefObject<HTMLVideoElement | null>,
  video: ReviewVideo,
  toggleSound: () => void,
): PlayerHandle {
  const frameSec =
    ((video.endPts - video.firstPts) * video.timeBase.num) / video.timeBase.den / video.frames
  const seek = (sec: number) => {
    // The middle of a frame: its own time stamp is often answered with the frame before.
    if (element.current)
      element.current.currentTime = Math.max(
        0,
        (Math.floor(sec / frameSec + 1e-6) + 0.5) * frameSec,
      )
  }
  const now = () => element.current?.currentTime ?? 0
  return {
    seek,
    skip: (seconds) => seek(now() + seconds),
    step(frames) {
      element.current?.pause()
      seek(now() + frames * frameSec)
    },
    toggle() {
      const player = element.current
      if (player?.paused) player.play().catch(() => undefined)
      else player?.pause()
    },
    toggleSound,
  }
}

/** The time of the frame that is on screen, told once a frame. */
function useShownTime(
  element: React.RefObject<HTMLVideoElement | null>,
  onTime: (sec: number) => void,
): void {
  const told = useRef(onTime)
  useEffect(() => {
    told.current = onTime
  })
  useEffect(() => {
    const player = element.current
    if (!player) return
    let request = 0
    const onFrame = (_now: number, { mediaTime }: VideoFrameCallbackMetadata) => {
      told.current(mediaTime)
      request = player.requestVideoFrameCallback(onFrame)
    }
    request = player.requestVideoFrameCallback(onFrame)
    return () => player.cancelVideoFrameCallback(request)
  }, [element])
}
