import { type Canvas, createCanvas } from '@napi-rs/canvas'
import { type Brush, drawGlow, resetAxes, trace } from './brush.ts'
import type { Camera, Place, Point, View } from './camera.ts'
import { css, mix, type Rgb, scale } from './colour.ts'
import { type Face, fillOutline, paintFaces, patchOf, placeHull, visibleFaces } from './hull.ts'
import type { Light } from './light.ts'
import { drawProp } from './props.ts'
import { createRandom, hash } from './random.ts'
import type { Box, Patch, Scene } from './scene.ts'

/** Pixels around the picture, for a camera that sways. */
export const MARGIN = 6

export interface BackdropPlan {
  readonly scene: Scene
  readonly camera: Camera
  readonly light: Light
  readonly lamps: readonly Place[]
  readonly view: View
}

/** Everything that stands still, drawn once a clip. */
export function drawBackdrop(plan: BackdropPlan): Canvas {
  const { view, scene, light } = plan
  const canvas = createCanvas(view.width + MARGIN * 2, view.height + MARGIN * 2)
  const ctx = canvas.getContext('2d')
  const brush: Brush = {
    ctx,
    view,
    light,
    lamps: plan.lamps,
    shift: [MARGIN, MARGIN],
    hasShadows: true,
  }
  resetAxes(brush)
  drawSky(brush, plan)
  for (const patch of scene.patches) drawPatch(brush, patch)
  drawGroundLight(brush, plan.lamps)
  const parts = [
    ...scene.boxes.map((box) => ({ z: box.z[0] + 1, draw: () => drawBox(brush, box) })),
    ...scene.props.map((prop) => ({ z: prop.at[1], draw: () => drawProp(brush, prop) })),
  ]
  for (const part of parts.sort((a, b) => b.z - a.z)) part.draw()
  drawWetness(brush, scene.seed)
  return canvas
}

function drawSky({ ctx, view, light }: Brush, { scene }: BackdropPlan): void {
  const [left, wide] = [-MARGIN, view.width + MARGIN * 2]
  const low = Math.max(view.horizon, 1)
  const gradient = ctx.createLinearGradient(0, Math.min(0, low - view.height * 0.4), 0, low)
  gradient.addColorStop(0, css(light.skyTop))
  gradient.addColorStop(1, css(light.skyLow))
  ctx.fillStyle = gradient
  ctx.fillRect(left, -MARGIN, wide, view.height + MARGIN * 2)
  const random = createRandom(scene.seed)
  const isRed = light.time === 'dusk' && light.weather === 'clear' && hash(scene.seed, 1) < 0.6
  for (let i = 0; i < (light.time === 'night' ? 0 : 5); i++) {
    ctx.fillStyle = isRed ? css([255, 112, 60], 0.34) : css([250, 250, 250], 0.3)
    ctx.beginPath()
    const y = low * random.between(0.1, 0.95)
    const size = [random.between(20, 70), random.between(1.5, 5)] as const
    ctx.ellipse(random.between(0, view.width), y, ...size, ...([0, 0, Math.PI * 2] as const))
    ctx.fill()
  }
  const skyline = mix(light.fog, scale([90, 92, 98], light.ambient[1]), light.through(110) * 0.7)
  ctx.fillStyle = css(skyline)
  for (let x = left; x < wide; ) {
    const step = random.between(8, 26)
    const high = random.between(2, view.height * 0.07)
    ctx.fillRect(x, low - high, step + 1, high + 3)
    x += step
  }
}

function drawPatch(brush: Brush, patch: Patch): void {
  const { ctx, view, light } = brush
  const outline = view.outline(patch.points.map(([x, z]): Point => [x, 0, z]))
  if (outline.length < 3) return
  const depths = patch.points.map(([x, z]) => view.project([x, 0, z]).depth)
  const isLarge = Math.max(...depths) - Math.min(...depths) > 15
  const white: Rgb = [222, 226, 232]
  const colour =
    light.weather === 'snow' ? mix(patch.colour, white, patch.texture ? 0.55 : 0.2) : patch.colour
  if (isLarge) {
    // Fog thickens along the ground, so its colour is a gradient up the picture.
    const gradient = ctx.createLinearGradient(0, view.horizon, 0, view.height)
    for (const part of [0.04, 0.12, 0.25, 0.5, 1]) {
      const y = view.horizon + part * (view.height - view.horizon)
      gradient.addColorStop(part, light.tone(depthAt(view, y))(colour))
    }
    ctx.fillStyle = gradient
  } else ctx.fillStyle = light.tone(Math.min(...depths) / 2 + Math.max(...depths) / 2)(colour)
  ctx.beginPath()
  trace(ctx, outline)
  ctx.fill()
  if (!patch.texture) return
  ctx.save()
  ctx.clip()
  if (patch.texture === 'paving') drawPaving(brush, colour)
  else drawFlecks(brush, colour, patch.texture === 'water')
  ctx.restore()
}

function depthAt(view: View, y: number): number {
  const { camera } = view
  const angle = camera.tilt + Math.atan((y - view.height / 2) / (camera.focal * view.height))
  const distance = camera.height / Math.tan(Math.max(0.02, angle))
  return distance * Math.cos(camera.tilt) + camera.height * Math.sin(camera.tilt)
}

function drawPaving(brush: Brush, colour: Rgb): void {
  const { ctx, view, light } = brush
  ctx.strokeStyle = light.tone(20)(scale(colour, 0.86))
  ctx.lineWidth = 0.6
  ctx.beginPath()
  for (let at = -24; at <= 24; at += 2)
    for (const line of [
      [
        [at, 0, 2],
        [at, 0, 45],
      ],
      [
        [-24, 0, at + 26],
        [24, 0, at + 26],
      ],
    ] as const) {
      const [a, b] = [view.project(line[0]), view.project(line[1])]
      if (a.scale === 0 || b.scale === 0) continue
      ctx.moveTo(a.x, a.y)
      ctx.lineTo(b.x, b.y)
    }
  ctx.stroke()
}

function drawFlecks(brush: Brush, colour: Rgb, isWater: boolean): void {
  const { ctx, view, light } = brush
  const random = createRandom(Math.round(colour[0] * 999 + colour[1] * 77))
  for (let i = 0; i < 150; i++) {
    const z = 3 + random.next() ** 2 * 60
    const { x, y, scale: size, depth } = view.project([random.between(-30, 30), 0, z])
    if (size === 0) continue
    ctx.fillStyle = light.tone(depth)(
      scale(colour, random.between(0.82, isWater ? 1.4 : 1.14)),
      0.5,
    )
    const wide = size * random.between(0.2, isWater ? 1.6 : 0.9)
    ctx.fillRect(x, y, wide, Math.max(0.6, wide * 0.2))
  }
}

function drawGroundLight(brush: Brush, lamps: readonly Place[]): void {
  if (brush.light.time !== 'night') return
  for (const [x, z] of lamps) {
    const spot = brush.view.project([x, 0, z])
    const alpha = 0.34 * brush.light.through(spot.depth)
    const at = { x: spot.x, y: spot.y, radius: spot.scale * 8, flat: 0.36 }
    if (spot.scale > 0) drawGlow(brush, { ...at, colour: [255, 176, 90], alpha })
  }
}

function drawBox(brush: Brush, box: Box): void {
  const base = box.base ?? 0
  const hull = {
    u: [(box.z[0] - box.z[1]) / 2, (box.z[1] - box.z[0]) / 2],
    half: (box.x[1] - box.x[0]) / 2,
    w: [base, box.height],
    taper: [0, 0, 0],
  } as const
  const at: Place = [(box.x[0] + box.x[1]) / 2, (box.z[0] + box.z[1]) / 2]
  const faces = visibleFaces(brush.view, placeHull(hull, { at, heading: 0 }))
  // Houses do not stand in the light of a lamp, and one long wall has one tone.
  const tone = brush.light.tone(brush.view.project([at[0], 0, box.z[0] + 2]).depth)
  paintFaces(brush, faces, { tone, colour: box.colour })
  for (const face of faces) {
    if (face.name === 'top' || face.name === 'bottom') continue
    const wide = face.name === 'front' || face.name === 'back' ? hull.half * 2 : hull.u[1] * 2
    drawFacade(brush, face, { box, wide, tone })
  }
}

interface Wall {
  readonly box: Box
  /** Metres. */
  readonly wide: number
  readonly tone: (colour: Rgb) => string
}

function drawFacade(brush: Brush, face: Face, wall: Wall): void {
  const { box, wide, tone } = wall
  if (box.facade === 'ribs') {
    for (let a = 0; a < 1; a += 0.7 / wide)
      fillOutline(
        brush,
        patchOf(face, [a, a + 0.3 / wide], [0.02, 0.98]),
        tone(scale(box.colour, 0.8)),
      )
    return
  }
  if (box.facade === 'plain') return
  const isShop = box.facade === 'shop'
  const floors = Math.max(1, Math.round(box.height / 3))
  const columns = Math.max(1, Math.round(wide / (box.facade === 'glass' ? 1.6 : 2.5)))
  for (let floor = isShop ? 1 : 0; floor < floors; floor++)
    for (let column = 0; column < columns; column++)
      drawWindow(brush, face, { ...wall, cell: [column, floor], grid: [columns, floors] })
  if (isShop) drawShop(brush, face, { ...wall, high: 1 / floors })
}

function drawWindow(
  brush: Brush,
  face: Face,
  { box, cell, grid, tone }: Wall & { readonly cell: Place; readonly grid: Place },
): void {
  const pick = hash(box.seed, cell[0] * 31 + cell[1] * 7 + face.name.length * 101)
  const isLit = brush.light.time !== 'day' && pick < (brush.light.time === 'night' ? 0.3 : 0.16)
  const inset = box.facade === 'glass' ? 0.06 : 0.24
  const a = [(cell[0] + inset) / grid[0], (cell[0] + 1 - inset) / grid[0]] as const
  const b = [(cell[1] + 0.26) / grid[1], (cell[1] + 0.84) / grid[1]] as const
  const glass: Rgb = box.facade === 'glass' ? [96, 122, 142] : [62, 74, 88]
  const lamp = scale([255, 206, 128], 0.55 + pick)
  fillOutline(
    brush,
    patchOf(face, a, b),
    isLit ? css(mix(brush.light.fog, lamp, 0.8)) : tone(scale(glass, 0.8 + pick * 0.5)),
  )
}

function drawShop(
  brush: Brush,
  face: Face,
  { box, high, tone }: Wall & { readonly high: number },
): void {
  const isOpen = hash(box.seed, 3) < 0.6
  const inside = brush.light.time === 'day' || !isOpen ? tone([70, 84, 92]) : css([236, 208, 150])
  fillOutline(brush, patchOf(face, [0.06, 0.7], [high * 0.12, high * 0.72]), inside)
  fillOutline(brush, patchOf(face, [0.76, 0.92], [0, high * 0.72]), tone([50, 52, 56]))
  fillOutline(brush, patchOf(face, [0.02, 0.98], [high * 0.76, high]), tone(box.accent))
  for (let i = 0; i < 6; i++)
    if (hash(box.seed, i + 9) < 0.75)
      fillOutline(
        brush,
        patchOf(face, [0.3 + i * 0.07, 0.345 + i * 0.07], [high * 0.82, high * 0.94]),
        tone([238, 234, 222]),
      )
}

/** Lamps and signs shine in a wet road. */
function drawWetness(brush: Brush, seed: number): void {
  const { ctx, view, light } = brush
  if (light.weather !== 'rain') return
  const random = createRandom(seed + 3)
  for (let i = 0; i < 22; i++) {
    const spot = view.project([random.between(-9, 9), 0, random.between(6, 30)])
    ctx.fillStyle = css(mix(light.fog, [220, 226, 236], 0.3), 0.16)
    ctx.beginPath()
    const wide = spot.scale * random.between(0.5, 1.6)
    ctx.ellipse(spot.x, spot.y, wide, wide * 0.22, ...([0, 0, Math.PI * 2] as const))
    ctx.fill()
  }
}
