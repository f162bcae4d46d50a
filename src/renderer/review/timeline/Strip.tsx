import type { Strip as StripPlan } from '#contract/playback.ts'
import { useHost } from '#renderer/client/host.ts'
import { useProtection } from '#renderer/protection/use-protection.ts'
import type { Band } from './layout.ts'
import { toSec, type Viewport } from './viewport.ts'

interface CellProps {
  readonly contentId: string
  readonly strip: StripPlan
  readonly sec: number
  /** Px. */
  readonly height: number
}

/** The picture of the strip nearest to a time: a part of a sheet that is loaded once, so nothing is asked for again. */
export function StripCell({ contentId, strip, sec, height }: CellProps) {
  const { mediaUrl } = useHost()
  const filter = useProtection(height)
  const cell = Math.max(0, Math.min(strip.cells - 1, Math.floor(sec / strip.stepSec)))
  const perSheet = strip.columns * strip.rows
  const [sheet, place] = [Math.floor(cell / perSheet), cell % perSheet]
  const scale = height / strip.cellHeight
  const [width, row] = [strip.cellWidth * scale, Math.floor(place / strip.columns)]
  return (
    <span className="block overflow-hidden bg-sunken" style={{ width, height }}>
      <span
        className="block size-full bg-no-repeat"
        style={{
          filter,
          backgroundImage: `url("${mediaUrl(contentId, 'strip', sheet)}")`,
          backgroundSize: `${width * strip.columns}px auto`,
          backgroundPosition: `${-width * (place % strip.columns)}px ${-height * row}px`,
        }}
      />
    </span>
  )
}

interface StripProps {
  readonly contentId: string
  readonly strip: StripPlan
  readonly view: Viewport
  readonly band: Band
}

/** Pictures side by side, each of the time at its middle. */
export function Strip({ contentId, strip, view, band }: StripProps) {
  const height = band.height - 4
  const width = (strip.cellWidth / strip.cellHeight) * height + 2
  const count = Math.ceil(view.width / width)
  return (
    <div
      aria-hidden
      data-surface="strip"
      className="pointer-events-none absolute inset-x-0 flex gap-0.5 overflow-hidden py-0.5"
      style={{ top: band.top, height: band.height }}
    >
      {Array.from({ length: count }, (_, i) => (i + 0.5) * width).map((middle) => (
        <span key={middle} className="shrink-0">
          <StripCell
            contentId={contentId}
            strip={strip}
            sec={toSec(view, middle)}
            height={height}
          />
        </span>
      ))}
    </div>
  )
}
