import type { Flag } from '#contract/review.ts'
import type { Scene } from './draw-timeline.ts'
import { type Box, drawText, fillClass, type Palette } from './pixels.ts'
import { toPx } from './viewport.ts'

/** Below this distance to the next class a tag is a guess. */
export const SMALL_MARGIN = 0.1
/** Of the flags' band, for what was decided. */
const MARK_ROW = 14

/** Flags with their class, what was decided about them, and the handles of the selected one. */
export function drawFlags(context: CanvasRenderingContext2D, scene: Scene, palette: Palette): void {
  const { view, flags, selected } = scene
  const shown = flags.filter(
    ({ startSec, endSec }) => endSec >= view.fromSec && startSec <= view.toSec,
  )
  for (const flag of shown) drawFlag(context, flag, { scene, palette })
  if (selected) drawHandles(context, boxOf(selected, scene), palette)
}

function boxOf({ startSec, endSec }: Flag, { view, layout }: Scene): Box {
  const left = toPx(view, startSec)
  return {
    left,
    width: Math.max(3, toPx(view, endSec) - left),
    top: layout.flags.top + MARK_ROW,
    height: layout.flags.height - MARK_ROW - 3,
  }
}

function drawFlag(
  context: CanvasRenderingContext2D,
  flag: Flag,
  { scene, palette }: { readonly scene: Scene; readonly palette: Palette },
): void {
  const box = boxOf(flag, scene)
  const { left, top, width, height } = box
  const classIndex = scene.labels.findIndex(({ id }) => id === flag.class)
  const decision = flag.mark?.value.decision ?? null
  const isUncertain = flag.margin < SMALL_MARGIN
  context.globalAlpha = decision === 'dismissed' ? 0.2 : 1
  fillClass(context, box, classIndex)
  context.globalAlpha = 1
  // The outline, in ink, keeps light hues visible on light lanes.
  context.strokeStyle = flag === scene.selected ? palette.accent : palette.ink
  context.lineWidth = flag === scene.selected ? 3 : 1
  context.setLineDash(isUncertain ? [3, 3] : [])
  context.strokeRect(left, top, width, height)
  context.setLineDash([])
  const code = scene.labels[classIndex]?.code ?? ''
  if (width > 28)
    drawText(context, isUncertain ? `${code}?` : code, {
      ...{ x: left + 5, y: top + height / 2 + 4, colour: '#000000', plate: '#ffffff' },
    })
  if (flag.exported && width > 16) drawExported(context, box)
  if (decision) drawDecision(context, decision, { ...box, palette })
  else if (!flag.isSeen) drawUnseen(context, box, palette)
}

/** Each decision has a shape of its own above the flag: tick, cross, triangle. */
function drawDecision(
  context: CanvasRenderingContext2D,
  decision: 'confirmed' | 'dismissed' | 'escalated',
  { left, width, top, palette }: Box & { readonly palette: Palette },
): void {
  const [x, y] = [left + width / 2, top - 8]
  const points = SHAPES[decision]
  context.beginPath()
  for (const line of points) {
    line.forEach(([dx, dy], i) => {
      if (i === 0) context.moveTo(x + dx, y + dy)
      else context.lineTo(x + dx, y + dy)
    })
    if (decision === 'escalated') context.closePath()
  }
  context.lineWidth = 2
  context.strokeStyle = context.fillStyle = palette.ink
  if (decision === 'escalated') context.fill()
  else context.stroke()
}

type Line = readonly (readonly [number, number])[]
const SHAPES: Readonly<Record<'confirmed' | 'dismissed' | 'escalated', readonly Line[]>> = {
  confirmed: [
    [
      [-5, 0],
      [-1, 4],
      [5, -4],
    ],
  ],
  dismissed: [
    [
      [-4, -4],
      [4, 4],
    ],
    [
      [-4, 4],
      [4, -4],
    ],
  ],
  escalated: [
    [
      [-5, 4],
      [0, -5],
      [5, 4],
    ],
  ],
}

/** An arrow out of the flag's lower right corner: it was exported. */
function drawExported(context: CanvasRenderingContext2D, { left, width, top, height }: Box): void {
  const [x, y] = [left + width - 4, top + height - 4]
  context.fillStyle = '#ffffff'
  context.fillRect(x - 8, y - 8, 10, 10)
  context.beginPath()
  context.moveTo(x - 6, y)
  context.lineTo(x, y - 6)
  context.moveTo(x - 5, y - 6)
  context.lineTo(x, y - 6)
  context.lineTo(x, y - 1)
  context.lineWidth = 1.5
  context.strokeStyle = '#000000'
  context.stroke()
}

/** A ring: nobody has looked at it yet. */
function drawUnseen(
  context: CanvasRenderingContext2D,
  { left, width, top }: Box,
  palette: Palette,
): void {
  context.beginPath()
  context.arc(left + width / 2, top - 8, 3, 0, 2 * Math.PI)
  context.lineWidth = 1.5
  context.strokeStyle = palette.muted
  context.stroke()
}

function drawHandles(
  context: CanvasRenderingContext2D,
  { left, width, top, height }: Box,
  palette: Palette,
): void {
  context.fillStyle = palette.accent
  for (const x of [left - 6, left + width]) {
    context.beginPath()
    context.roundRect(x, top - 2, 6, height + 4, 2)
    context.fill()
  }
}
