import { type LookedAt, looksOf, UNKNOWN } from '#contract/class-look.ts'
import type { Flag } from '#contract/review.ts'
import { columnsOf, peaksOf, widened } from './columns.ts'
import type { TimelineData } from './decode-review-video.ts'
import { drawFlags } from './draw-flags.ts'
import { drawOverview } from './draw-overview.ts'
import { type Band, type Layout, scoreY } from './layout.ts'
import { areaPath, curvePath, drawText, fillClassArea, type Palette } from './pixels.ts'
import type { ScorePyramid } from './score-pyramid.ts'
import { toPx, type Viewport } from './viewport.ts'

/** Everything that is drawn; the playhead and the pictures are elements of their own above it. */
export interface Scene {
  readonly data: TimelineData
  readonly view: Viewport
  readonly layout: Layout
  readonly threshold: number
  readonly flags: readonly Flag[]
  readonly labels: readonly (LookedAt & { readonly code: string })[]
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
  const line = { y: yOf(threshold), width: view.width, threshold, scale: layout.scale }
  drawThreshold(context, line, palette)
}

interface ThresholdLine {
  readonly y: number
  readonly width: number
  readonly threshold: number
  readonly scale: number
}

function drawThreshold(
  context: CanvasRenderingContext2D,
  { y, width, threshold, scale }: ThresholdLine,
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
  drawText(context, threshold.toFixed(2), {
    ...{ x: width - 32 * scale, y: Math.max(y - 4, 14 * scale), scale },
    ...{ plate: palette.surface, colour: palette.ink },
  })
}

/** Heat by height and by strength; a line in ink above it, for pale hues on pale lanes. */
function drawClassLane(
  context: CanvasRenderingContext2D,
  { data, view, labels }: Scene,
  { palette, peaks, lane }: Brush & { readonly lane: Band & { readonly classIndex: number } },
): void {
  const { top, height, classIndex } = lane
  const found = data.classes.find((each) => each.classIndex === classIndex)
  if (!found) return
  context.fillStyle = palette.line
  context.fillRect(0, top, view.width, 1)
  const values = peaks(found.pyramid)
  const yOf = (value: number) => top + height - 1 - value * (height - 3)
  const box = { left: 0, width: view.width, top, height }
  const look = looksOf(labels)[classIndex] ?? UNKNOWN
  fillClassArea(context, areaPath(values, yOf), { box, look })
  context.strokeStyle = palette.muted
  context.lineWidth = 1
  context.stroke(curvePath(values, yOf))
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
