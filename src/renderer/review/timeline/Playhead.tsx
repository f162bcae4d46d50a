import { useTranslation } from 'react-i18next'
import type { Flag } from '#contract/review.ts'
import { usePlayhead } from '#renderer/review/playhead.ts'
import { clock, score } from '#renderer/ui/format.ts'
import { toPx, type Viewport } from './viewport.ts'

interface Props {
  readonly view: Viewport
  readonly top: number
  readonly flags: readonly Flag[]
  readonly displayOf: (label: string) => string
  readonly onSeek: (sec: number) => void
}

/** The playhead, a slider for keyboards and screen readers. Its keys are those of the review screen. */
export function Playhead({ view, top, flags, displayOf, onSeek }: Props) {
  const { t } = useTranslation(['timeline', 'review'])
  const sec = usePlayhead((playhead) => playhead.sec)
  const here = flags.find(({ startSec, endSec }) => sec >= startSec && sec < endSec)
  const place = clock(sec, true)
  const text = here
    ? t('playheadFlag', {
        ...{ place, class: displayOf(here.class), score: score(here.score) },
        state: t(`review:decisions.${here.mark?.value.decision ?? 'none'}`),
        seen: t(here.isSeen ? 'review:seen' : 'review:notSeen'),
      })
    : place
  const px = toPx(view, sec)
  const isInView = px >= -1 && px <= view.width + 1
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t('playhead')}
      aria-valuemin={0}
      aria-valuemax={view.totalSec}
      aria-valuenow={sec}
      aria-valuetext={text}
      className="group pointer-events-none absolute inset-0"
      onKeyDown={(event) => {
        if (event.key === 'PageUp') onSeek(Math.min(view.totalSec, sec + 10))
        else if (event.key === 'PageDown') onSeek(Math.max(0, sec - 10))
        else return
        event.preventDefault()
      }}
    >
      {isInView && (
        <span
          className="absolute bottom-0 w-0.5 bg-danger"
          style={{ top, transform: `translateX(${px - 1}px)` }}
        >
          <span className="absolute -left-1.5 h-0 w-0 border-x-[7px] border-t-[9px] border-x-transparent border-t-danger" />
        </span>
      )}
    </div>
  )
}
