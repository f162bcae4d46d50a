import type { Palette } from './pixels.ts'

export type Decided = 'confirmed' | 'dismissed' | 'escalated'

interface Place {
  /** Middle of the mark, px. */
  readonly x: number
  readonly y: number
  /** 1 for a mark 10 px wide. */
  readonly scale: number
  readonly palette: Palette
}

/** Each decision has a shape of its own, on the timeline and in the overview: tick, cross, triangle. */
export function drawDecision(
  context: CanvasRenderingContext2D,
  decision: Decided,
  { x, y, scale, palette }: Place,
): void {
  context.beginPath()
  for (const line of SHAPES[decision]) {
    line.forEach(([dx, dy], i) => {
      if (i === 0) context.moveTo(x + dx * scale, y + dy * scale)
      else context.lineTo(x + dx * scale, y + dy * scale)
    })
    if (decision === 'escalated') context.closePath()
  }
  context.lineWidth = 2
  context.strokeStyle = context.fillStyle = palette.ink
  if (decision === 'escalated') context.fill()
  else context.stroke()
}

type Line = readonly (readonly [number, number])[]
const SHAPES: Readonly<Record<Decided, readonly Line[]>> = {
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

/** A ring: nobody has looked at it yet. */
export function drawUnseen(
  context: CanvasRenderingContext2D,
  { x, y, scale, palette }: Place,
): void {
  context.beginPath()
  context.arc(x, y, 3 * scale, 0, 2 * Math.PI)
  context.lineWidth = 1.5
  context.strokeStyle = palette.muted
  context.stroke()
}
