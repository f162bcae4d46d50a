import { Eye, Pause, Pin, Play, StepBack, StepForward, Volume2, VolumeX } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import type { ActionId } from '#renderer/keys/actions.ts'
import { useHint } from '#renderer/keys/use-keys.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { clock } from '#renderer/ui/format.ts'
import type { Look } from './Screen.tsx'
import type { Transport } from './transport.ts'

interface Props {
  readonly isPlaying: boolean
  readonly sec: number
  readonly rate: number
  readonly setRate: (rate: number) => void
  readonly transport: RefObject<Transport | null>
  readonly look: Look
  readonly name: string
  readonly hasAudio: boolean
}

const RATES = [0.25, 0.5, 1, 1.5, 2, 4]

export function Controls(props: Props) {
  const { isPlaying, sec, rate, setRate, transport, look, name, hasAudio } = props
  const { t } = useTranslation('review')
  return (
    <div className="flex flex-wrap items-center gap-x-1 p-1.5 text-[0.8125rem]">
      <IconButton
        action="play.frameBack"
        text={t('frameBack')}
        onClick={() => transport.current?.step(-1)}
      >
        <StepBack size={16} aria-hidden />
      </IconButton>
      <IconButton
        action="play.toggle"
        text={t(isPlaying ? 'pause' : 'play')}
        onClick={() => transport.current?.toggle()}
      >
        {isPlaying ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />}
      </IconButton>
      <IconButton
        action="play.frameForward"
        text={t('frameForward')}
        onClick={() => transport.current?.step(1)}
      >
        <StepForward size={16} aria-hidden />
      </IconButton>
      <span className="ml-1 tabular-nums">{clock(sec, true)}</span>
      <bdi className="mx-2 min-w-16 flex-1 truncate text-ink-muted">{name}</bdi>
      <select
        aria-label={t('speed')}
        title={t('speed')}
        className="min-h-7 rounded border border-line bg-surface px-1"
        value={rate}
        onChange={({ target }) => setRate(Number(target.value))}
      >
        {RATES.map((each) => (
          <option key={each} value={each}>
            {each}×
          </option>
        ))}
      </select>
      <Reveal look={look} />
      {hasAudio && <Sound look={look} />}
    </div>
  )
}

interface IconButtonProps {
  readonly action: ActionId
  readonly text: string
  readonly onClick: () => void
  readonly children: ReactNode
}

function IconButton({ action, text, onClick, children }: IconButtonProps) {
  const hint = useHint()
  return (
    <Button
      look="quiet"
      className="px-2!"
      aria-label={text}
      title={hint(text, action)}
      onClick={onClick}
    >
      {children}
    </Button>
  )
}

/** Held with pointer or keyboard; let go, the picture is protected again. */
function Reveal({ look }: { readonly look: Look }) {
  const { t } = useTranslation('review')
  const hint = useHint()
  const reveal = (isRevealed: boolean) => () => look.setRevealed(isRevealed)
  return (
    <Button
      look="quiet"
      className="px-2!"
      title={hint(t('reveal'), 'protection.reveal')}
      onPointerDown={reveal(true)}
      onPointerUp={reveal(false)}
      onPointerLeave={reveal(false)}
      onKeyDown={({ key, repeat }) =>
        !repeat && (key === ' ' || key === 'Enter') && look.setRevealed(true)
      }
      onKeyUp={reveal(false)}
      onBlur={reveal(false)}
    >
      <Eye size={16} aria-hidden /> {t('reveal')}
    </Button>
  )
}

function Sound({ look }: { readonly look: Look }) {
  const { t } = useTranslation('review')
  const hint = useHint()
  return (
    <>
      <Button
        look="quiet"
        className="px-2!"
        aria-label={t('mute')}
        aria-pressed={!look.isMuted}
        title={hint(t('mute'), 'play.sound')}
        onClick={look.toggleSound}
      >
        {look.isMuted ? <VolumeX size={16} aria-hidden /> : <Volume2 size={16} aria-hidden />}
      </Button>
      {!look.isMuted && (
        <Button
          look="quiet"
          className="px-2! aria-pressed:text-accent"
          aria-label={t('pinSound')}
          aria-pressed={look.isPinned}
          title={t('pinSound')}
          onClick={look.togglePin}
        >
          <Pin size={16} aria-hidden />
        </Button>
      )}
    </>
  )
}
