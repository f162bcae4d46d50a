import { memo, useDeferredValue, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { VideoClock } from '#contract/flags.ts'
import type { Strip as StripPlan } from '#contract/playback.ts'
import { useHost } from '#renderer/client/host.ts'
import { useProtection } from '#renderer/protection/use-protection.ts'
import type { Band } from './layout.ts'
import { sheets, stills, usePictures } from './pictures.ts'
import { cellMiddles, cellWidth, ptsOf, stillSec, stillStep, stillsInView } from './still-plan.ts'
import { toSec, type Viewport } from './viewport.ts'

interface VideoPictures {
  readonly contentId: string
  readonly strip: StripPlan
  readonly clock: VideoClock
  readonly view: Viewport
}

interface CellProps extends VideoPictures {
  readonly sec: number
  /** Px. */
  readonly height: number
}

/** Px of the pictures in the timeline: what floats above it shows the same stills. */
const STRIP_HEIGHT = 44
/** A view that lasts so long is looked at. */
const SETTLED_MS = 150

/**
 * The picture of a time: the still for it once that is loaded, before that the nearest one of the strip. It asks for nothing
 * by itself.
 */
export function StripCell({ contentId, strip, clock, view, sec, height }: CellProps) {
  const { mediaUrl } = useHost()
  const filter = useProtection(height)
  const { sheet, place } = placeIn(strip, sec)
  const scale = height / strip.cellHeight
  const [width, row] = [strip.cellWidth * scale, Math.floor(place / strip.columns)]
  const sheetUrl = mediaUrl(contentId, 'strip', sheet)
  const step = stillStep(view, cellWidth(strip, STRIP_HEIGHT), strip)
  const stillUrl =
    step === null ? '' : mediaUrl(contentId, 'still', ptsOf(clock, stillSec(view, step, sec)))
  const hasSheet = usePictures((pictures) => pictures.sheets.get(sheetUrl) === 'ready')
  const hasStill = usePictures((pictures) => pictures.stills.get(stillUrl) === 'ready')
  return (
    <span className="relative block overflow-hidden bg-sunken" style={{ width, height }}>
      {hasSheet && (
        <span
          className="block size-full bg-no-repeat"
          style={{
            filter,
            backgroundImage: `url("${sheetUrl}")`,
            backgroundSize: `${width * strip.columns}px auto`,
            backgroundPosition: `${-width * (place % strip.columns)}px ${-height * row}px`,
          }}
        />
      )}
      {hasStill && (
        <img
          src={stillUrl}
          alt=""
          draggable={false}
          className="absolute inset-0 size-full bg-black object-contain"
          style={{ filter }}
        />
      )}
    </span>
  )
}

function placeIn(strip: StripPlan, sec: number) {
  const cell = Math.max(0, Math.min(strip.cells - 1, Math.floor(sec / strip.stepSec)))
  const perSheet = strip.columns * strip.rows
  return { sheet: Math.floor(cell / perSheet), place: cell % perSheet }
}

/** Pictures side by side, each of the time at its middle. They may come a little after a view that moves fast. */
export function Strip({ band, ...video }: VideoPictures & { readonly band: Band }) {
  const pictures = { ...video, view: useDeferredValue(video.view) }
  useLoading(pictures)
  return (
    <div
      aria-hidden
      data-surface="strip"
      className="pointer-events-none absolute inset-x-0 flex gap-0.5 overflow-hidden py-0.5"
      style={{ top: band.top, height: band.height }}
    >
      <SteadyCells {...pictures} />
      <Missing {...pictures} />
    </div>
  )
}

/** Made anew only with another view. */
const SteadyCells = memo(Cells)

function Cells(pictures: VideoPictures) {
  const { strip, view } = pictures
  return cellMiddles(view, cellWidth(strip, STRIP_HEIGHT)).map((middle) => (
    <span key={middle} className="shrink-0">
      <StripCell {...pictures} sec={toSec(view, middle)} height={STRIP_HEIGHT} />
    </span>
  ))
}

/** Words where there are no pictures yet, or none can be had. */
function Missing({ contentId, strip, view }: VideoPictures) {
  const { t } = useTranslation('timeline')
  const { mediaUrl } = useHost()
  const { sheet } = placeIn(strip, view.fromSec)
  const state = usePictures(({ sheets }) => sheets.get(mediaUrl(contentId, 'strip', sheet)))
  if (state === 'ready') return null
  return (
    <span className="absolute inset-0 grid place-items-center">
      <span className="rounded bg-raised px-2 py-0.5 text-[0.75rem]">
        {t(state === 'failed' ? 'noPictures' : 'makingPictures')}
      </span>
    </span>
  )
}

/** Has the pictures of a view loaded once it rests: while it moves, and while the pointer does, nothing is asked for. */
function useLoading({ contentId, strip, clock, view }: VideoPictures): void {
  const { mediaUrl } = useHost()
  useEffect(() => {
    sheets.forgetFailures()
    stills.forgetFailures()
    const numbers = Array.from({ length: strip.sheets }, (_, sheet) => sheet)
    sheets.want(numbers.map((sheet) => mediaUrl(contentId, 'strip', sheet)))
  }, [mediaUrl, contentId, strip.sheets])
  useEffect(() => {
    const cellPx = cellWidth(strip, STRIP_HEIGHT)
    const step = stillStep(view, cellPx, strip)
    const timer = setTimeout(() => {
      const times = step === null || view.width <= 1 ? [] : stillsInView(view, cellPx, step)
      stills.want(times.map((sec) => mediaUrl(contentId, 'still', ptsOf(clock, sec))))
    }, SETTLED_MS)
    return () => clearTimeout(timer)
  }, [mediaUrl, contentId, strip, clock, view])
}
