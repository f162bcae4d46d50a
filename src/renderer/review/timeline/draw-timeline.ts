import type { Flag } from '#contract/review.ts'
import { classHue } from './class-style.ts'
import { columnsOf, peaksOf, widened } from './columns.ts'
import type { TimelineData } from './decode-review-video.ts'
import { drawFlags } from './draw-flags.ts'
import { type Band, type Layout, scoreY } from './layout.ts'
import { areaPath, curvePath, drawText, type Palette } from './pixels.ts'
import type { ScorePyramid } from './score-pyramid.ts'
import { isWhole, toPx, type Viewport, wholeVideo } from './viewport.ts'

/** Everything that is drawn; the playhead and the pictures are elements of their own above it. */
export interface Scene {
  readonly data: TimelineData
  readonly view: Viewport
  readonly layout: Layout
  readonly threshold: number
  readonly flags: readonly Flag[]
  readonly labels: readonly { readonly id: string; readonly code: string }[]
  readonly selected: Flag | null
  /** Where a dragged edge has snapped to. */
  readonly snapSec: number | null
}

export function drawTimeline(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
): void {
  const { view, layout, data } = scene
  context.fillStyle = palette.surface
  context.fillRect(0, 0, view.width, layout.height)
  const columns = columnsOf(view, data.clock)
  const peaks = (pyramid: ScorePyramid) => peaksOf(pyramid, columns)
  drawScores(context, scene, { palette, peaks })
  for (const lane of layout.classes) drawClassLane(context, scene, { palette, peaks, lane })
  drawFlags(context, scene, palette)
  drawOverview(context, scene, palette)
  drawSnap(context, scene, palette)
}

interface Brush {
  readonly palette: Palette
  readonly peaks: (pyramid: ScorePyramid) => Float32Array
}

function drawScores(
  context: CanvasRenderingContext2D,
  { data, view, layout, threshold }: Scene,
  { palette, peaks }: Brush,
): void {
  const yOf = (score: number) => scoreY(layout.score, score)
  const values = widened(peaks(data.combined), threshold)
  const above = areaPath(
    values.map((value) => (value >= threshold ? value : 0)),
    yOf,
  )
  context.fillStyle = palette.sunken
  context.fillRect(0, layout.score.top, view.width, layout.score.height)
  context.fillStyle = palette.line
  context.fill(areaPath(values, yOf))
  context.fillStyle = palette.accent
  context.fill(above)
  context.lineWidth = 1.5
  context.setLineDash([4, 3])
  context.strokeStyle = palette.muted
  context.stroke(curvePath(peaks(data.branchA), yOf))
  context.setLineDash([])
  context.strokeStyle = palette.ink
  if (data.branchC) context.stroke(curvePath(peaks(data.branchC), yOf))
  drawThreshold(context, { y: yOf(threshold), width: view.width, threshold }, palette)
}

function drawThreshold(
  context: CanvasRenderingContext2D,
  {
    y,
    width,
    threshold,
  }: { readonly y: number; readonly width: number; readonly threshold: number },
  palette: Palette,
): void {
  context.strokeStyle = palette.ink
  context.lineWidth = 1
  context.setLineDash([8, 4])
  context.beginPath()
  context.moveTo(0, Math.round(y) + 0.5)
  context.lineTo(width, Math.round(y) + 0.5)
  context.stroke()
  context.setLineDash([])
  const plate = { plate: palette.surface, colour: palette.ink }
  drawText(context, threshold.toFixed(2), { x: width - 32, y: Math.max(y - 4, 14), ...plate })
}

/** Heat by height and by strength; a line in ink above it, for pale hues on pale lanes. */
function drawClassLane(
  context: CanvasRenderingContext2D,
  { data, view }: Scene,
  { palette, peaks, lane }: Brush & { readonly lane: Band & { readonly classIndex: number } },
): void {
  const { top, height, classIndex } = lane
  const found = data.classes.find((each) => each.classIndex === classIndex)
  if (!found) return
  context.fillStyle = palette.line
  context.fillRect(0, top, view.width, 1)
  const values = peaks(found.pyramid)
  const yOf = (value: number) => top + height - 1 - value * (height - 3)
  context.fillStyle = classHue(classIndex)
  context.fill(areaPath(values, yOf))
  context.strokeStyle = palette.muted
  context.lineWidth = 1
  context.stroke(curvePath(values, yOf))
}

function drawOverview(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
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

/** The whole video at a glance. Kept: it changes with the flags, not with the view. */
function overviewPicture(scene: Scene, palette: Palette): OffscreenCanvas {
  const { data, view, flags, threshold, layout } = scene
  const key = [data, flags, threshold, view.width, devicePixelRatio, palette.ink, palette.surface]
  if (overview?.key.every((part, i) => part === key[i])) return overview.canvas
  const { height } = layout.overview
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(view.width * devicePixelRatio)),
    height * devicePixelRatio,
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
  for (const flag of flags) {
    const from = toPx(whole, flag.startSec)
    const width = Math.max(2, toPx(whole, flag.endSec) - from)
    const isOpen = flag.mark?.value.decision == null
    context.fillStyle = classHue(labels.findIndex(({ id }) => id === flag.class))
    // What is decided stands lower than what is still open.
    context.fillRect(from, isOpen ? 0 : 3, width, isOpen ? 6 : 3)
    context.fillStyle = palette.ink
    context.fillRect(from, 6, width, 1)
  }
}

function drawSnap(
  context: CanvasRenderingContext2D,
  { view, layout, snapSec }: Scene,
  palette: Palette,
): void {
  if (snapSec === null) return
  context.fillStyle = palette.accent
  context.fillRect(Math.round(toPx(view, snapSec)) - 1, layout.strip.top, 2, layout.height)
}
