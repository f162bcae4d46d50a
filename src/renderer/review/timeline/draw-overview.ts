import { lookOf } from '#contract/class-look.ts'
import type { Flag } from '#contract/review.ts'
import { columnsOf, peaksOf, widened } from './columns.ts'
import { drawDecision } from './draw-decision.ts'
import type { Scene } from './draw-timeline.ts'
import { areaPath, type Box, fillClass, type Palette } from './pixels.ts'
import { isWhole, toPx, type Viewport, wholeVideo } from './viewport.ts'

/** The whole video at a glance, with the window that is in view. */
export function drawOverview(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
): void {
  const { view, layout } = scene
  const whole = wholeVideo(view)
  const { top, height } = layout.overview
  context.drawImage(overviewPicture(scene, palette), 0, top, view.width, height)
  const [from, to] = [toPx(whole, view.fromSec), toPx(whole, view.toSec)]
  context.globalAlpha = 0.55
  context.fillStyle = palette.surface
  context.fillRect(0, top, from, height)
  context.fillRect(to, top, view.width - to, height)
  context.globalAlpha = 1
  context.strokeStyle = palette.accent
  context.lineWidth = 2
  context.strokeRect(from + 1, top + 1, Math.max(4, to - from - 2), height - 3)
  if (isWhole(view)) return
  context.fillStyle = palette.accent
  for (const x of [from, to]) context.fillRect(x - 2, top + height / 2 - 6, 4, 12)
}

interface Picture {
  readonly key: readonly unknown[]
  readonly canvas: OffscreenCanvas
}

let overview: Picture | null = null

/** Kept: it changes with the flags, not with the view. */
function overviewPicture(scene: Scene, palette: Palette): OffscreenCanvas {
  const { data, view, flags, threshold, layout } = scene
  const key = [
    ...[data, flags, threshold, view.width, layout.scale],
    ...[devicePixelRatio, palette.ink, palette.surface],
  ]
  if (overview?.key.every((part, i) => part === key[i])) return overview.canvas
  const { height } = layout.overview
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(view.width * devicePixelRatio)),
    Math.round(height * devicePixelRatio),
  )
  const context = canvas.getContext('2d') as unknown as CanvasRenderingContext2D
  context.scale(devicePixelRatio, devicePixelRatio)
  paintOverview(context, scene, palette)
  overview = { key, canvas }
  return canvas
}

function paintOverview(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { data, view, flags, threshold, layout, labels } = scene
  const { height } = layout.overview
  const whole = wholeVideo(view)
  context.fillStyle = palette.sunken
  context.fillRect(0, 0, view.width, height)
  const yOf = (value: number) => height - 2 - value * (height - 10)
  const values = widened(peaksOf(data.combined, columnsOf(whole, data.clock)), threshold)
  context.fillStyle = palette.muted
  context.fill(areaPath(values, yOf))
  const bars = flags.map((flag) => barOf(flag, whole, layout.scale))
  // All outlines lie below all hues, so that neighbours a px apart do not paint each other out.
  context.fillStyle = palette.ink
  for (const { left, top, width, height } of bars)
    context.fillRect(left - 1, top - 1, width + 2, height + 2)
  flags.forEach((flag, i) => {
    const isDismissed = flag.mark?.value.decision === 'dismissed'
    const look = isDismissed ? { hue: palette.surface, pattern: 'solid' as const } : undefined
    fillClass(context, bars[i]!, look ?? lookOf(labels, flag.class))
  })
  drawDecisions(context, scene, palette)
}

/** Below the frame of the window, px. */
const BAR = { top: 4, height: 5 }

function barOf({ startSec, endSec }: Flag, whole: Viewport, scale: number): Box {
  // Whole px: a thin outline between two of them would be pale on both.
  const left = Math.round(toPx(whole, startSec))
  return {
    left,
    width: Math.max(2, Math.round(toPx(whole, endSec)) - left),
    top: BAR.top * scale,
    height: BAR.height * scale,
  }
}

/** Of a mark in the overview, px. */
const MARK = 9

/** What was decided, below the flags; of several at one place the first. */
function drawDecisions(
  context: CanvasRenderingContext2D,
  { view, flags, layout: { scale } }: Scene,
  palette: Palette,
): void {
  const whole = wholeVideo(view)
  const [size, top] = [MARK * scale, (BAR.top + BAR.height + 1) * scale]
  let taken = Number.NEGATIVE_INFINITY
  for (const { startSec, endSec, mark } of flags) {
    const decision = mark?.value.decision
    const middle = Math.round((toPx(whole, startSec) + toPx(whole, endSec)) / 2)
    const x = Math.max(size / 2, Math.min(view.width - size / 2, middle))
    if (!decision || x - size / 2 < taken) continue
    taken = x + size / 2 + 1
    // A plate: the heat behind it is as dark as the mark.
    context.fillStyle = palette.surface
    context.fillRect(x - size / 2 - 1, top, size + 2, size)
    drawDecision(context, decision, { x, y: top + size / 2, scale: 0.7 * scale, palette })
  }
}
