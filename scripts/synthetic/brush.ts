import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import type { Place, Point, View } from './camera.ts'
import { css, type Rgb } from './colour.ts'
import type { Light, Tone } from './light.ts'

/** What everything is drawn with: a canvas, where the camera stands, and the light. */
export interface Brush {
  readonly ctx: SKRSContext2D
  readonly view: View
  readonly light: Light
  readonly lamps: readonly Place[]
  /** Pixels by which all of the picture is moved. */
  readonly shift: readonly [number, number]
  readonly hasShadows: boolean
}

/** Undoes what was turned and scaled. Saving and restoring would do the same, many times more slowly. */
export function resetAxes({ ctx, shift }: Brush): void {
  ctx.setTransform(1, 0, 0, 1, shift[0], shift[1])
}

/** The light on the ground there; lamps reach a few metres. */
export function toneAt(brush: Brush, [x, z]: Place): Tone {
  const { depth } = brush.view.project([x, 0, z])
  if (brush.light.time === 'day') return brush.light.tone(depth)
  let glow = 0
  for (const [lampX, lampZ] of brush.lamps)
    glow = Math.max(glow, 1 - Math.hypot(lampX - x, lampZ - z) / 7)
  return brush.light.tone(depth, brush.light.time === 'night' ? glow * 0.75 : glow * 0.3)
}

export function fillFace(brush: Brush, points: readonly Point[], style: string): void {
  const outline = brush.view.outline(points)
  if (outline.length < 3) return
  brush.ctx.fillStyle = style
  brush.ctx.beginPath()
  trace(brush.ctx, outline)
  brush.ctx.fill()
}

/** Adds a closed outline to the path. */
export function trace(ctx: SKRSContext2D, outline: readonly (readonly [number, number])[]): void {
  for (const [i, [x, y]] of outline.entries()) {
    if (i === 0) ctx.moveTo(x, y)
    else ctx.lineTo(x, y)
  }
  ctx.closePath()
}

const SPRITE = 64
const sprites = new Map<string, Canvas>()

/** A disc that fades to its rim; `hardness` is the part of the radius that stays full. */
function softDisc(colour: Rgb, hardness: number): Canvas {
  const key = `${colour.join()}/${hardness}`
  const known = sprites.get(key)
  if (known) return known
  const sprite = createCanvas(SPRITE, SPRITE)
  const ctx = sprite.getContext('2d')
  const half = SPRITE / 2
  const fade = ctx.createRadialGradient(half, half, half * hardness, half, half, half)
  fade.addColorStop(0, css(colour))
  fade.addColorStop(0.5, css(colour, 0.42))
  fade.addColorStop(1, css(colour, 0))
  ctx.fillStyle = fade
  ctx.fillRect(0, 0, SPRITE, SPRITE)
  sprites.set(key, sprite)
  return sprite
}

export interface Puff {
  readonly x: number
  readonly y: number
  /** Pixels. */
  readonly radius: number
  readonly colour: Rgb
  readonly alpha: number
  readonly hardness?: number
  /** Height in parts of the width. */
  readonly flat?: number
}

export function drawPuff({ ctx }: Pick<Brush, 'ctx'>, puff: Puff): void {
  const { x, y, radius, colour, alpha, hardness = 0, flat = 1 } = puff
  if (alpha <= 0.01 || radius < 0.3) return
  ctx.globalAlpha = Math.min(1, alpha)
  ctx.drawImage(
    softDisc(colour, hardness),
    ...([x - radius, y - radius * flat, radius * 2, radius * 2 * flat] as const),
  )
  ctx.globalAlpha = 1
}

/** Light that is added to what is there. */
export function drawGlow(brush: Pick<Brush, 'ctx'>, puff: Puff): void {
  brush.ctx.globalCompositeOperation = 'lighter'
  drawPuff(brush, puff)
  brush.ctx.globalCompositeOperation = 'source-over'
}
