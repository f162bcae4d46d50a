import { snippetAt } from '#contract/flags.ts'
import type { Flag } from '#contract/review.ts'
import { classHue, isStriped } from './class-style.ts'
import type { TimelineData } from './decode-review-video.ts'
import type { ScorePyramid } from './score-pyramid.ts'
import { toPx, toSec, type Viewport } from './viewport.ts'

export interface Scene {
  readonly data: TimelineData
  readonly view: Viewport
  readonly threshold: number
  readonly flags: readonly Flag[]
  readonly labels: readonly { readonly id: string; readonly code: string }[]
  readonly selected: Flag | null
  readonly playheadSec: number
  readonly lanes: number
}

export interface Palette {
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly surface: string
  readonly accent: string
}

/** Heights in px, top to bottom. */
export const OVERVIEW = 28
const FLAG_LANE = 26
const SCORE_LANE = 110
const CLASS_LANE = 18

export function timelineHeight(lanes: number): number {
  return OVERVIEW + FLAG_LANE + SCORE_LANE + lanes * CLASS_LANE
}

/** Where a score lies in the score lane. */
export function scoreY(score: number): number {
  return OVERVIEW + FLAG_LANE + 4 + (1 - score) * (SCORE_LANE - 8)
}

export function scoreAtY(y: number): number {
  return Math.max(0, Math.min(1, 1 - (y - OVERVIEW - FLAG_LANE - 4) / (SCORE_LANE - 8)))
}

export function drawTimeline(
  context: CanvasRenderingContext2D,
  scene: Scene,
  palette: Palette,
): void {
  const { view } = scene
  context.fillStyle = palette.surface
  context.fillRect(0, 0, view.width, timelineHeight(scene.lanes))
  drawOverview(context, scene, palette)
  drawScores(context, scene, palette)
  drawClassLanes(context, scene, palette)
  for (const flag of scene.flags) drawFlag(context, scene, { flag, palette })
  drawPlayhead(context, scene, palette)
}

/** Peak per pixel column: nothing above the threshold is ever averaged away. */
function peaks(pyramid: ScorePyramid, { data, view }: Scene): Float32Array {
  const { clock, totalSec } = data
  const { firstPts, timeBase } = clock
  const ptsAt = (sec: number) => firstPts + (sec * timeBase.den) / timeBase.num
  return Float32Array.from({ length: Math.ceil(view.width) }, (_, x) => {
    const [from, to] = [toSec(view, x), Math.min(totalSec, toSec(view, x + 1))]
    return pyramid.peak(snippetAt(ptsAt(from), clock), snippetAt(ptsAt(to), clock) + 1)
  })
}

function drawOverview(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { view, data, flags } = scene
  const whole = { ...view, fromSec: 0, toSec: data.totalSec }
  const values = peaks(data.combined, { ...scene, view: whole })
  context.fillStyle = palette.muted
  values.forEach((value, x) => {
    const height = Math.max(1, value * (OVERVIEW - 6))
    context.fillRect(x, OVERVIEW - 3 - height, 1, height)
  })
  context.fillStyle = palette.accent
  for (const { startSec, endSec } of flags) {
    const from = toPx(whole, startSec)
    context.fillRect(from, 0, Math.max(2, toPx(whole, endSec) - from), 3)
  }
  context.strokeStyle = palette.accent
  context.lineWidth = 2
  const from = toPx(whole, view.fromSec)
  context.strokeRect(from + 1, 1, Math.max(4, toPx(whole, view.toSec) - from - 2), OVERVIEW - 3)
}

function drawScores(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { data, view, threshold } = scene
  const values = peaks(data.combined, scene)
  const bottom = scoreY(0)
  values.forEach((value, x) => {
    context.fillStyle = value >= threshold ? palette.accent : palette.line
    // Two px: a single snippet is still seen in a day of video.
    context.fillRect(x, scoreY(value), value >= threshold ? 2 : 1, bottom - scoreY(value))
  })
  context.setLineDash([3, 3])
  drawCurve(context, peaks(data.branchA, scene), palette.muted)
  context.setLineDash([])
  if (data.branchC) drawCurve(context, peaks(data.branchC, scene), palette.ink)
  context.strokeStyle = palette.ink
  context.setLineDash([6, 4])
  context.beginPath()
  context.moveTo(0, scoreY(threshold))
  context.lineTo(view.width, scoreY(threshold))
  context.stroke()
  context.setLineDash([])
  label(context, threshold.toFixed(2), { x: 4, y: scoreY(threshold) - 4, colour: palette.ink })
}

function drawCurve(context: CanvasRenderingContext2D, values: Float32Array, colour: string): void {
  context.strokeStyle = colour
  context.lineWidth = 1
  context.beginPath()
  for (const [x, value] of values.entries()) context.lineTo(x, scoreY(value))
  context.stroke()
}

function drawClassLanes(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { data, labels, lanes, view } = scene
  data.classes.slice(0, lanes).forEach(({ classIndex, pyramid }, i) => {
    const top = OVERVIEW + FLAG_LANE + SCORE_LANE + i * CLASS_LANE
    context.fillStyle = palette.line
    context.fillRect(0, top, view.width, 1)
    context.fillStyle = classHue(classIndex)
    peaks(pyramid, scene).forEach((value, x) => {
      context.globalAlpha = value
      context.fillRect(x, top + 2, 1, CLASS_LANE - 3)
    })
    context.globalAlpha = 1
    label(context, labels[classIndex]?.code ?? '', { x: 4, y: top + 13, colour: palette.ink })
  })
}

function drawFlag(
  context: CanvasRenderingContext2D,
  { view, labels, selected }: Scene,
  { flag, palette }: { readonly flag: Flag; readonly palette: Palette },
): void {
  const from = toPx(view, flag.startSec)
  const width = Math.max(3, toPx(view, flag.endSec) - from)
  if (from > view.width || from + width < 0) return
  const classIndex = labels.findIndex(({ id }) => id === flag.class)
  const [top, height] = [OVERVIEW + 3, FLAG_LANE - 6]
  const decision = flag.mark?.value.decision
  context.globalAlpha = decision === 'dismissed' ? 0.25 : 1
  context.fillStyle = classHue(Math.max(1, classIndex))
  context.fillRect(from, top, width, height)
  context.globalAlpha = 1
  if (isStriped(classIndex)) stripe(context, { from, top, width, height }, palette.surface)
  context.strokeStyle = flag === selected ? palette.accent : palette.ink
  context.lineWidth = flag === selected ? 3 : 1
  context.strokeRect(from, top, width, height)
  const mark = decision ? SHAPES[decision] : ''
  const text = `${labels[classIndex]?.code ?? ''}${mark}`
  if (width > 24)
    label(context, text, { x: from + 4, y: top + 14, colour: '#000000', plate: '#ffffff' })
}

/** Verdicts differ by shape, not only by colour. */
const SHAPES = { confirmed: ' ✓', dismissed: ' ✕', escalated: ' ▲' } as const

interface Box {
  readonly from: number
  readonly top: number
  readonly width: number
  readonly height: number
}

function stripe(
  context: CanvasRenderingContext2D,
  { from, top, width, height }: Box,
  colour: string,
): void {
  context.save()
  context.beginPath()
  context.rect(from, top, width, height)
  context.clip()
  context.strokeStyle = colour
  context.lineWidth = 2
  for (let x = from - height; x < from + width; x += 8) {
    context.beginPath()
    context.moveTo(x, top + height)
    context.lineTo(x + height, top)
    context.stroke()
  }
  context.restore()
}

function drawPlayhead(
  context: CanvasRenderingContext2D,
  { view, playheadSec, lanes }: Scene,
  palette: Palette,
): void {
  const x = toPx(view, playheadSec)
  context.fillStyle = palette.ink
  context.fillRect(Math.round(x), OVERVIEW, 2, timelineHeight(lanes) - OVERVIEW)
}

interface Text {
  readonly x: number
  readonly y: number
  readonly colour: string
  /** Behind the text, where it lies on a colour of its own. */
  readonly plate?: string
}

function label(
  context: CanvasRenderingContext2D,
  text: string,
  { x, y, colour, plate }: Text,
): void {
  context.font = '600 11px "Inter Variable", system-ui, sans-serif'
  if (plate) {
    context.fillStyle = plate
    context.fillRect(x - 2, y - 11, context.measureText(text).width + 4, 14)
  }
  context.fillStyle = colour
  context.fillText(text, x, y)
}
