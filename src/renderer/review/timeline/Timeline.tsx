import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { clock, score } from '#renderer/ui/format.ts'
import {
  drawTimeline,
  OVERVIEW,
  type Palette,
  type Scene,
  scoreAtY,
  scoreY,
  timelineHeight,
} from './draw-timeline.ts'
import { panBy, reveal, show, toPx, toSec, type Viewport, wholeVideo, zoomAt } from './viewport.ts'

export interface TimelineProps extends Omit<Scene, 'view' | 'lanes'> {
  readonly onSeek: (sec: number) => void
  readonly onSelect: (flag: Scene['flags'][number]) => void
  /** While the line is dragged, and once more when it is let go. */
  readonly onThreshold: (threshold: number, isFinal: boolean) => void
}

const MOST_LANES = 6
/** How close to the threshold line a press takes hold of it, in px. */
const GRIP = 6

export function Timeline(props: TimelineProps) {
  const { data, playheadSec, selected } = props
  const { startSec: selectedFrom, endSec: selectedTo } = selected ?? {}
  const canvas = useRef<HTMLCanvasElement>(null)
  const [view, setView] = useViewport(canvas, data)
  const lanes = Math.min(MOST_LANES, data.classes.length)
  useEffect(() => setView((now) => reveal(now, playheadSec)), [playheadSec, setView])
  useEffect(() => {
    if (selectedFrom !== undefined && selectedTo !== undefined)
      setView((now) => show(now, selectedFrom, selectedTo))
  }, [selectedFrom, selectedTo, setView])
  useLayoutEffect(() => paint(canvas.current, { ...props, view, lanes }))
  const pointer = usePointer(props, view, setView)
  return (
    <div className="relative">
      <canvas
        ref={canvas}
        className="block w-full touch-none"
        style={{ height: timelineHeight(lanes) }}
        {...pointer}
      />
      <Slider
        {...props}
        onZoom={(factor) => setView((now) => zoomAt(now, factor, toPx(now, playheadSec)))}
        onFit={() => setView(wholeVideo)}
      />
    </div>
  )
}

type SetView = (change: (view: Viewport) => Viewport) => void

function useViewport(canvas: React.RefObject<HTMLCanvasElement | null>, data: Scene['data']) {
  const { totalSec, framesPerSec } = data
  const [view, setView] = useState<Viewport>({
    fromSec: 0,
    toSec: totalSec,
    width: 1,
    totalSec,
    framesPerSec,
  })
  useEffect(
    () => setView(({ width }) => ({ fromSec: 0, toSec: totalSec, width, totalSec, framesPerSec })),
    [totalSec, framesPerSec],
  )
  useEffect(() => {
    const element = canvas.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => {
      const width = entry?.contentRect.width
      if (width) setView((now) => ({ ...now, width }))
    })
    observer.observe(element)
    // React's own wheel listener is passive: it could not keep the page from zooming.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault()
      const px = event.clientX - element.getBoundingClientRect().left
      const isZoom = event.ctrlKey || event.metaKey
      setView((now) =>
        isZoom
          ? zoomAt(now, Math.exp(-event.deltaY / 200), px)
          : panBy(now, event.deltaX + event.deltaY),
      )
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      observer.disconnect()
      element.removeEventListener('wheel', onWheel)
    }
  }, [canvas])
  return [view, setView] as const
}

function usePointer(props: TimelineProps, view: Viewport, setView: SetView) {
  const drag = useRef<'threshold' | 'overview' | null>(null)
  const at = (event: React.PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const recentre = (x: number) =>
    setView((now) => panBy(now, toPx(now, (x / now.width) * now.totalSec) - now.width / 2))
  return {
    onPointerDown(event: React.PointerEvent<HTMLCanvasElement>) {
      const { x, y } = at(event)
      event.currentTarget.setPointerCapture(event.pointerId)
      if (y < OVERVIEW) {
        drag.current = 'overview'
        recentre(x)
      } else if (Math.abs(y - scoreY(props.threshold)) <= GRIP) drag.current = 'threshold'
      else press(props, toSec(view, x))
    },
    onPointerMove(event: React.PointerEvent<HTMLCanvasElement>) {
      const { x, y } = at(event)
      if (drag.current === 'threshold') props.onThreshold(rounded(scoreAtY(y)), false)
      if (drag.current === 'overview') recentre(x)
      const isGrip = y > OVERVIEW && Math.abs(y - scoreY(props.threshold)) <= GRIP
      event.currentTarget.style.cursor = isGrip ? 'ns-resize' : 'default'
    },
    onPointerUp(event: React.PointerEvent<HTMLCanvasElement>) {
      if (drag.current === 'threshold') props.onThreshold(rounded(scoreAtY(at(event).y)), true)
      drag.current = null
    },
  }
}

function press({ flags, onSeek, onSelect }: TimelineProps, sec: number): void {
  const hit = flags.find(({ startSec, endSec }) => sec >= startSec && sec < endSec)
  if (hit) onSelect(hit)
  onSeek(sec)
}

const rounded = (value: number) => Math.round(value * 100) / 100

interface SliderProps extends TimelineProps {
  readonly onZoom: (factor: number) => void
  readonly onFit: () => void
}

/** The playhead for keyboards and screen readers. */
function Slider({ data, playheadSec, flags, onSeek, onZoom, onFit }: SliderProps) {
  const { t } = useTranslation('review')
  const here = flags.find(({ startSec, endSec }) => playheadSec >= startSec && playheadSec < endSec)
  const place = clock(playheadSec, true)
  const text = here
    ? t('playheadFlag', { place, class: here.class, score: score(here.score) })
    : place
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={t('playhead')}
      aria-valuemin={0}
      aria-valuemax={data.totalSec}
      aria-valuenow={playheadSec}
      aria-valuetext={text}
      className="pointer-events-none absolute inset-0"
      onKeyDown={({ key }) => {
        if (key === 'Home') onSeek(0)
        if (key === 'End') onSeek(data.totalSec)
        if (key === '+') onZoom(2)
        if (key === '-') onZoom(0.5)
        if (key === '0') onFit()
      }}
    />
  )
}

function paint(canvas: HTMLCanvasElement | null, scene: Scene): void {
  const context = canvas?.getContext('2d')
  if (!canvas || !context) return
  const ratio = devicePixelRatio
  const [width, height] = [
    Math.round(scene.view.width * ratio),
    Math.round(timelineHeight(scene.lanes) * ratio),
  ]
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  drawTimeline(context, scene, paletteOf(canvas))
}

function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element)
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    ink: colour('ink'),
    muted: colour('ink-muted'),
    line: colour('line-strong'),
    surface: colour('surface'),
    accent: colour('accent'),
  }
}
