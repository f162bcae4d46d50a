import { lookOf } from '#contract/class-look.ts'
import type { Flag } from '#contract/review.ts'
import { isUncertain } from '#renderer/review/uncertain.ts'
import { drawDecision, drawUnseen } from './draw-decision.ts'
import type { Scene } from './draw-timeline.ts'
import { type Box, drawText, fillClass, type Palette } from './pixels.ts'
import { toPx } from './viewport.ts'

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
    top: layout.flags.top + MARK_ROW * layout.scale,
    height: layout.flags.height - MARK_ROW * layout.scale - 3,
  }
}

function drawFlag(
  context: CanvasRenderingContext2D,
  flag: Flag,
  { scene, palette }: { readonly scene: Scene; readonly palette: Palette },
): void {
  const box = boxOf(flag, scene)
  const { left, top, width, height } = box
  const decision = flag.mark?.value.decision ?? null
  const isGuess = isUncertain(flag)
  const { scale } = scene.layout
  context.globalAlpha = decision === 'dismissed' ? 0.2 : 1
  fillClass(context, box, lookOf(scene.labels, flag.class))
  context.globalAlpha = 1
  // The outline, in ink, keeps light hues visible on light lanes.
  context.strokeStyle = flag === scene.selected ? palette.accent : palette.ink
  context.lineWidth = flag === scene.selected ? 3 : 1
  context.setLineDash(isGuess ? [3, 3] : [])
  // Through the middle of px: between two of them a thin line is pale on both.
  const [x, y] = [Math.round(left) + 0.5, Math.round(top) + 0.5]
  context.strokeRect(x, y, Math.round(left + width) - x - 0.5, Math.round(top + height) - y - 0.5)
  context.setLineDash([])
  const code = scene.labels.find(({ id }) => id === flag.class)?.code ?? ''
  if (width > 28 * scale)
    drawText(context, isGuess ? `${code}?` : code, {
      ...{ x: left + 5, y: top + height / 2 + 4 * scale, scale },
      ...{ colour: '#000000', plate: '#ffffff' },
    })
  if (flag.exported && width > 16 * scale) drawExported(context, box, scale)
  const place = { x: Math.round(left + width / 2), y: top - 8 * scale, scale, palette }
  if (decision) drawDecision(context, decision, place)
  else if (!flag.isSeen) drawUnseen(context, place)
}

/** An arrow out of the flag's lower right corner: it was exported. */
function drawExported(
  context: CanvasRenderingContext2D,
  { left, width, top, height }: Box,
  scale: number,
): void {
  const [x, y] = [left + width - 4 * scale, top + height - 4 * scale]
  context.fillStyle = '#ffffff'
  context.fillRect(x - 8 * scale, y - 8 * scale, 10 * scale, 10 * scale)
  context.beginPath()
  context.moveTo(x - 6 * scale, y)
  context.lineTo(x, y - 6 * scale)
  context.moveTo(x - 5 * scale, y - 6 * scale)
  context.lineTo(x, y - 6 * scale)
  context.lineTo(x, y - scale)
  context.lineWidth = 1.5 * scale
  context.strokeStyle = '#000000'
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
