import { useTranslation } from 'react-i18next'
import { frameAt, SMALL_MARGIN, snippetAt } from '#contract/flags.ts'
import type { Strip as StripPlan } from '#contract/playback.ts'
import { Uncertain } from '#renderer/review/Uncertain.tsx'
import { clock, score } from '#renderer/ui/format.ts'
import type { TimelineData } from './decode-review-video.ts'
import { StripCell } from './Strip.tsx'
import { toSec, type Viewport } from './viewport.ts'

interface Props {
  readonly x: number
  readonly view: Viewport
  readonly data: TimelineData
  readonly contentId: string
  readonly strip: StripPlan | null
  readonly displayAt: (classIndex: number) => string
}

const WIDTH = 176

/** What is known of the time under the pointer, from what the screen has already: nothing is asked for. */
export function HoverCard({ x, view, data, contentId, strip, displayAt }: Props) {
  const { t } = useTranslation('timeline')
  const sec = Math.max(0, Math.min(view.totalSec, toSec(view, x)))
  const { frame, snippet } = placeAt(data, sec)
  const { prob1, prob2 } = data.scores
  const top = topClassAt(data, snippet)
  const isGuess = top.margin < SMALL_MARGIN
  const left = Math.max(0, Math.min(view.width - WIDTH, x - WIDTH / 2))
  return (
    <div
      aria-hidden
      data-surface="hover"
      className="pointer-events-none absolute bottom-full z-20 mb-1 rounded border border-line-strong bg-raised p-2 text-[0.75rem] leading-5 shadow-lg"
      style={{ left, width: WIDTH }}
    >
      {strip && <StripCell {...{ contentId, strip, view, sec }} clock={data.clock} height={88} />}
      <p className="mt-1 flex justify-between tabular-nums">
        <span>{clock(sec, true)}</span>
        <span className="text-ink-muted">{t('frame', { frame })}</span>
      </p>
      <p className="flex justify-between tabular-nums">
        {prob1 && <span>C {score(prob1[snippet]!)}</span>}
        <span>A {score(prob2[snippet]!)}</span>
      </p>
      <p className="flex justify-between gap-2">
        <span className="truncate">
          {displayAt(top.classIndex)}
          {isGuess && <Uncertain />}
        </span>
        <span className="tabular-nums">{score(top.probability)}</span>
      </p>
    </div>
  )
}

function placeAt({ clock: times }: TimelineData, sec: number) {
  const pts = times.firstPts + (sec * times.timeBase.den) / times.timeBase.num
  return { frame: frameAt(pts, times), snippet: snippetAt(pts, times) }
}

function topClassAt({ scores }: TimelineData, snippet: number) {
  let [best, next] = [{ classIndex: 1, probability: 0 }, 0]
  for (let classIndex = 1; classIndex < scores.classes; classIndex++) {
    const probability = scores.classProbabilities[snippet * scores.classes + classIndex]!
    if (probability > best.probability) {
      next = best.probability
      best = { classIndex, probability }
    } else next = Math.max(next, probability)
  }
  return { ...best, margin: best.probability - next }
}
