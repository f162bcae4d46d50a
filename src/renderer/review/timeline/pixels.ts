import { classHue, classPattern } from './class-style.ts'
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
export function fillClass(context: CanvasRenderingContext2D, box: Box, classIndex: number): void {
  const { left, top, width, height } = box
  context.fillStyle = classHue(classIndex)
  context.fillRect(left, top, width, height)
  if (width < 6) return
  context.save()
  context.beginPath()
  context.rect(left, top, width, height)
  context.clip()
  drawPattern(context, box, classIndex)
  context.restore()
}

function drawPattern(
  context: CanvasRenderingContext2D,
  { left, top, width, height }: Box,
  classIndex: number,
): void {
  const pattern = classPattern(classIndex)
  context.strokeStyle = context.fillStyle = 'rgb(0 0 0 / 0.55)'
  context.lineWidth = 2
  context.beginPath()
  for (let x = left - height; pattern !== 'solid' && x < left + width; x += 8)
    if (pattern === 'dots') {
      for (let y = top + 3; y < top + height; y += 6) context.rect(x, y, 2, 2)
    } else {
      const [low, high] = pattern === 'rising' ? [top + height, top] : [top, top + height]
      context.moveTo(x, low)
      context.lineTo(x + height, high)
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
}

export function drawText(
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
