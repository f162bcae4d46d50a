import { type ClassLook, PATTERN_INK } from '#contract/class-look.ts'
import type { Band } from './layout.ts'

export interface Palette {
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly surface: string
  readonly sunken: string
  readonly accent: string
}

export function paletteOf(element: Element): Palette {
  const style = getComputedStyle(element)
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    ink: colour('ink'),
    muted: colour('ink-muted'),
    line: colour('line'),
    surface: colour('surface'),
    sunken: colour('sunken'),
    accent: colour('accent'),
  }
}

export interface Box extends Band {
  readonly left: number
  readonly width: number
}

/** The area below a curve in a band, as steps one px wide. */
export function areaPath(values: Float32Array, yOf: (value: number) => number): Path2D {
  const path = new Path2D()
  path.moveTo(0, yOf(0))
  for (const [x, value] of values.entries()) {
    path.lineTo(x, yOf(value))
    path.lineTo(x + 1, yOf(value))
  }
  path.lineTo(values.length, yOf(0))
  path.closePath()
  return path
}

export function curvePath(values: Float32Array, yOf: (value: number) => number): Path2D {
  const path = new Path2D()
  for (const [x, value] of values.entries()) path.lineTo(x + 0.5, yOf(value))
  return path
}

/** A class in its hue and pattern. */
export function fillClass(context: CanvasRenderingContext2D, box: Box, look: ClassLook): void {
  const { left, top, width, height } = box
  context.fillStyle = look.hue
  context.fillRect(left, top, width, height)
  if (width < 6) return
  context.save()
  context.beginPath()
  context.rect(left, top, width, height)
  context.clip()
  drawPattern(context, box, look)
  context.restore()
}

/** The same for the area below a curve that lies in a box. */
export function fillClassArea(
  context: CanvasRenderingContext2D,
  area: Path2D,
  { box, look }: { readonly box: Box; readonly look: ClassLook },
): void {
  context.fillStyle = look.hue
  context.fill(area)
  context.save()
  context.clip(area)
  drawPattern(context, box, look)
  context.restore()
}

type Segment = readonly [number, number, number, number]

/** Lines in a box as high as `height` from `x` on, by the names of the patterns that they make. */
const LINES = {
  rising: (x: number, top: number, height: number): Segment => [x, top + height, x + height, top],
  falling: (x: number, top: number, height: number): Segment => [x, top, x + height, top + height],
  bars: (x: number, top: number, height: number): Segment => [x, top, x, top + height],
} as const

/** Of each pattern. Rows and dots lie at heights, the others begin at places along the box. */
const PARTS: Readonly<Record<ClassLook['pattern'], readonly (keyof typeof LINES)[]>> = {
  ...{ solid: [], dots: [], rows: [] },
  ...{ rising: ['rising'], falling: ['falling'], bars: ['bars'], grid: ['bars'] },
  lattice: ['rising', 'falling'],
}

const STEP = 8

function drawPattern(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Box,
  { pattern }: ClassLook,
): void {
  if (pattern === 'solid') return
  context.strokeStyle = context.fillStyle = PATTERN_INK
  context.lineWidth = 2
  context.beginPath()
  // Only what is in view: a flag may be thousands of screens wide. The lines keep their places in the flag.
  const first = left - height + STEP * Math.max(0, Math.floor(-left / STEP))
  const end = Math.min(left + width, context.canvas.width)
  for (let x = first; x < end; x += STEP) {
    for (const part of PARTS[pattern]) {
      const [fromX, fromY, toX, toY] = LINES[part](x, top, height)
      context.moveTo(fromX, fromY)
      context.lineTo(toX, toY)
    }
    if (pattern === 'dots') for (let y = top + 3; y < top + height; y += 6) context.rect(x, y, 2, 2)
  }
  if (pattern === 'rows' || pattern === 'grid')
    for (let y = top + 3; y < top + height; y += 6) {
      context.moveTo(Math.max(left, 0), y)
      context.lineTo(end, y)
    }
  if (pattern === 'dots') context.fill()
  else context.stroke()
}

interface Text {
  readonly x: number
  readonly y: number
  readonly colour: string
  /** Behind the text, where it lies on a colour of its own. */
  readonly plate?: string
  /** Of the layout. */
  readonly scale: number
}

export function drawText(
  context: CanvasRenderingContext2D,
  text: string,
  { x, y, colour, plate, scale }: Text,
): void {
  context.font = `600 ${11 * scale}px "Inter Variable", system-ui, sans-serif`
  if (plate) {
    context.fillStyle = plate
    context.fillRect(x - 2, y - 11 * scale, context.measureText(text).width + 4, 14 * scale)
  }
  context.fillStyle = colour
  context.fillText(text, x, y)
}
