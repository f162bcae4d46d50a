import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Strip as StripPlan } from '#contract/playback.ts'
import type { Flag, ReviewModel } from '#contract/review.ts'
import { usePlayhead } from '#renderer/review/playhead.ts'
import { useRem } from '#renderer/ui/use-rem.ts'
import type { TimelineData } from './decode-review-video.ts'
import { drawTimeline, type Scene } from './draw-timeline.ts'
import { FlagChooser } from './FlagChooser.tsx'
import { HoverCard } from './HoverCard.tsx'
import { LaneLabels, LaneSwitches } from './LaneLabels.tsx'
import { layoutOf } from './layout.ts'
import { Playhead } from './Playhead.tsx'
import { paletteOf } from './pixels.ts'
import { Strip } from './Strip.tsx'
import { type GestureParts, useGestures } from './use-gestures.ts'
import { useLanes } from './use-lanes.ts'
import type { Point } from './use-pinch.ts'
import { useZoom } from './use-zoom.ts'
import { ZoomButtons } from './ZoomButtons.tsx'

/** What the keys of the review screen do to the timeline. */
export interface TimelineHandle {
  zoom(factor: number): void
  /** By a share of what is in view. */
  pan(share: number): void
  whole(): void
  /** The whole video, and back to where one was. */
  toggle(): void
  showFlag(): void
  /** Seconds in view. */
  span(): number
}

interface Props {
  readonly ref: Ref<TimelineHandle>
  readonly contentId: string
  readonly data: TimelineData
  readonly model: ReviewModel
  readonly strip: StripPlan | null
  readonly threshold: number
  readonly flags: readonly Flag[]
  readonly selected: Flag | null
  readonly onSeek: (sec: number) => void
  readonly onSelect: (flag: Flag, sec: number) => void
  readonly onThreshold: GestureParts['onThreshold']
  readonly onEdge: GestureParts['onEdge']
  readonly onDrop: GestureParts['onDrop']
  /** Beside the zoom buttons. */
  readonly children: React.ReactNode
}

export function Timeline(props: Props) {
  const { ref, data, model, strip, selected, flags, children } = props
  const { t } = useTranslation('timeline')
  const canvas = useRef<HTMLCanvasElement>(null)
  const lanes = useLanes(data, model.labels)
  const layout = layoutOf(lanes.shown, strip !== null, useRem() / 16)
  const isHeld = useRef(false)
  const { view, setView, handle } = useZoom({ canvas, isHeld, data, selected })
  useImperativeHandle(ref, () => handle)
  const [choice, setChoice] = useState<(Point & { flags: readonly Flag[]; sec: number }) | null>(
    null,
  )
  const gestures = useGestures({
    ...{ ...props, view, layout, setView, isHeld },
    playheadSec: () => usePlayhead.getState().sec,
    onPick(found, at) {
      if (found.length === 1) props.onSelect(found[0]!, at.sec)
      else setChoice({ flags: found, ...at })
    },
  })
  const scene = { ...props, labels: model.labels, view, layout, snapSec: gestures.snapSec }
  useDrawing(canvas, scene)
  const displayOf = (label: string) => model.labels.find(({ id }) => id === label)?.display ?? label
  return (
    <section aria-label={t('title')} className="rounded border border-line bg-surface p-2">
      <div className="mb-1 flex flex-wrap items-center gap-x-2 gap-y-1">
        <ZoomButtons handle={handle} hasFlag={selected !== null} />
        {children}
        <LaneSwitches lanes={lanes} />
      </div>
      <div className="grid grid-cols-[11rem_minmax(0,1fr)] max-sm:grid-cols-[6rem_minmax(0,1fr)]">
        <LaneLabels
          {...{ layout, lanes, labels: model.labels, hasClassifier: data.branchC !== null }}
        />
        <div className="relative">
          <canvas
            ref={canvas}
            className="block w-full touch-none"
            style={{ height: layout.height }}
            {...gestures.handlers}
          />
          {strip && (
            <Strip
              {...{ strip, view, clock: data.clock, contentId: props.contentId }}
              band={layout.strip}
            />
          )}
          <Playhead {...{ view, flags, displayOf, top: layout.strip.top, onSeek: props.onSeek }} />
          {gestures.hover && !choice && (
            <HoverCard
              {...{ view, data, strip, contentId: props.contentId, x: gestures.hover.x }}
              displayAt={(index) => model.labels[index]?.display ?? ''}
            />
          )}
          {choice && (
            <FlagChooser
              {...{ ...choice, displayOf, onClose: () => setChoice(null) }}
              onChoose={(flag) => {
                setChoice(null)
                props.onSelect(flag, flag.startSec)
              }}
            />
          )}
        </div>
      </div>
    </section>
  )
}

function useDrawing(canvas: React.RefObject<HTMLCanvasElement | null>, scene: Scene): void {
  const latest = useRef(scene)
  useLayoutEffect(() => {
    latest.current = scene
    paint(canvas.current, scene)
  })
  // Colours follow the theme without a render.
  useEffect(() => {
    const observer = new MutationObserver(() => paint(canvas.current, latest.current))
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    return () => observer.disconnect()
  }, [canvas])
}

function paint(canvas: HTMLCanvasElement | null, scene: Scene): void {
  const context = canvas?.getContext('2d')
  if (!canvas || !context) return
  const ratio = devicePixelRatio
  const width = Math.round(scene.view.width * ratio)
  const height = Math.round(scene.layout.height * ratio)
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  drawTimeline(context, scene, paletteOf(canvas))
}
