import { type Brush, drawGlow, toneAt } from './brush.ts'
import { BLACK, mix, type Rgb, scale } from './colour.ts'
import {
  type Face,
  fillOutline,
  type Hull,
  onFace,
  paintFaces,
  patchOf,
  placeHull,
  type Stance,
  shadow,
  visibleFaces,
} from './hull.ts'
import type { Tone } from './light.ts'

export type VehicleKind = 'car' | 'estate' | 'van' | 'bus' | 'truck'
export interface VehicleLook {
  readonly kind: VehicleKind
  readonly colour: Rgb
}
export interface VehicleLights {
  readonly areOn: boolean
  readonly isBraking?: boolean
  /** The hazard lights are lit right now. */
  readonly isBlinking?: boolean
  /** Black and without glass. */
  readonly isBurnt?: boolean
}

interface Model {
  readonly body: Hull
  readonly cabin?: Hull
  readonly length: number
  readonly wheels: readonly [number, number]
}

const MODELS: Record<VehicleKind, Model> = {
  car: {
    body: { u: [-2.15, 2.15], half: 0.88, w: [0.25, 0.86], taper: [0.12, 0.08, 0.04] },
    cabin: { u: [-1.75, 1.05], half: 0.82, w: [0.86, 1.42], taper: [0.75, 0.55, 0.14] },
    ...{ length: 4.3, wheels: [0.19, 0.81] },
  },
  estate: {
    body: { u: [-2.2, 2.2], half: 0.92, w: [0.3, 0.98], taper: [0.12, 0.04, 0.04] },
    cabin: { u: [-2.1, 1.1], half: 0.86, w: [0.98, 1.62], taper: [0.7, 0.3, 0.12] },
    ...{ length: 4.4, wheels: [0.19, 0.81] },
  },
  van: {
    body: { u: [-2.6, 2.5], half: 1, w: [0.3, 2.25], taper: [0.75, 0.02, 0.06] },
    ...{ length: 5.1, wheels: [0.18, 0.8] },
  },
  bus: {
    body: { u: [-5.5, 5.5], half: 1.27, w: [0.35, 3], taper: [0.12, 0.05, 0.06] },
    ...{ length: 11, wheels: [0.2, 0.78] },
  },
  truck: {
    body: { u: [-4, 2], half: 1.22, w: [0.7, 3.1], taper: [0, 0, 0] },
    cabin: { u: [2.1, 3.9], half: 1.15, w: [0.45, 2.5], taper: [0.3, 0, 0.06] },
    ...{ length: 8, wheels: [0.2, 0.8] },
  },
}

const GLASS: Rgb = [58, 72, 86]
const BURNT: Rgb = [40, 36, 34]
const TYRE: Rgb = [24, 24, 26]

export function drawVehicle(
  brush: Brush,
  stance: Stance,
  { look, lights }: { readonly look: VehicleLook; readonly lights: VehicleLights },
): void {
  const model = MODELS[look.kind]
  if (brush.view.project([stance.at[0], 0.8, stance.at[1]]).scale === 0) return
  const tone = toneAt(brush, stance.at)
  const colour = lights.isBurnt ? mix(BURNT, look.colour, 0.14) : look.colour
  shadow(brush, stance, [model.length / 2 + 0.1, model.body.half + 0.22])
  const body = visibleFaces(brush.view, placeHull(model.body, stance))
  const cabin = model.cabin
    ? visibleFaces(
        brush.view,
        placeHull(model.cabin, { ...stance, crush: (stance.crush ?? 0) * 0.4 }),
      )
    : []
  const paint = { tone, colour }
  const isOver = Math.cos(stance.roll ?? 0) < 0
  if (isOver) drawCabin(brush, cabin, { ...paint, look, lights })
  paintFaces(brush, body, paint)
  for (const face of body) drawDetails(brush, face, { tone, look, lights, model, stance })
  if (!isOver) drawCabin(brush, cabin, { ...paint, look, lights })
}

function drawCabin(
  brush: Brush,
  faces: readonly Face[],
  {
    tone,
    colour,
    look,
    lights,
  }: {
    readonly tone: Tone
    readonly colour: Rgb
    readonly look: VehicleLook
    readonly lights: VehicleLights
  },
): void {
  const glass = lights.isBurnt ? BLACK : GLASS
  paintFaces(brush, faces, { tone, colour })
  for (const face of faces) {
    if (face.name === 'top' || face.name === 'bottom') continue
    const isSide = face.name === 'left' || face.name === 'right'
    const low = look.kind === 'truck' ? 0.5 : 0.06
    const style = tone(scale(glass, isSide ? 0.9 : 1.15))
    if (!isSide) fillOutline(brush, patchOf(face, [0.08, 0.92], [low, 0.9]), style)
    else
      for (const [from, to] of [
        [0.07, 0.47],
        [0.53, 0.93],
      ] as const)
        fillOutline(brush, patchOf(face, [from, to], [low, 0.88]), style)
  }
}

interface Detail {
  readonly tone: Tone
  readonly look: VehicleLook
  readonly lights: VehicleLights
  readonly model: Model
  readonly stance: Stance
}

function drawDetails(brush: Brush, face: Face, detail: Detail): void {
  const { look, tone, lights, model } = detail
  const isSide = face.name === 'left' || face.name === 'right'
  const glass = tone(lights.isBurnt ? BLACK : GLASS)
  if (isSide) {
    if (look.kind === 'van')
      fillOutline(brush, patchOf(face, sideways(face, 0.76, 0.96), [0.52, 0.86]), glass)
    if (look.kind === 'bus')
      for (let a = 0.03; a < 0.95; a += 0.12)
        fillOutline(brush, patchOf(face, [a, a + 0.1], [0.45, 0.84]), glass)
    for (const at of model.wheels) drawWheel(brush, face, { at, model, tone })
    return
  }
  if (face.name !== 'front' && face.name !== 'back') return
  if (look.kind === 'bus' || (look.kind === 'van' && face.name === 'front'))
    fillOutline(brush, patchOf(face, [0.08, 0.92], [0.46, 0.86]), glass)
  drawLamps(brush, face, detail)
}

/** Faces run from the back to the front on the right side, and the other way on the left. */
function sideways(face: Face, from: number, to: number): readonly [number, number] {
  return face.name === 'right' ? [from, to] : [1 - to, 1 - from]
}

function drawWheel(
  brush: Brush,
  face: Face,
  { at, model, tone }: { readonly at: number; readonly model: Model; readonly tone: Tone },
): void {
  const radius = model.length > 6 ? 0.5 : 0.34
  const high = radius / (model.body.w[1] - model.body.w[0])
  const outline = Array.from({ length: 9 }, (_, i) => {
    const angle = (i / 9) * Math.PI * 2
    return onFace(
      face,
      at + (Math.cos(angle) * radius) / model.length,
      0.08 + Math.sin(angle) * high,
    )
  })
  fillOutline(brush, outline, tone(TYRE))
}

function drawLamps(brush: Brush, face: Face, { lights, tone, stance, look }: Detail): void {
  if (lights.isBurnt) return
  const isFront = face.name === 'front'
  const isLow = look.kind === 'bus' || look.kind === 'van'
  const [low, high] = isLow ? [0.12, 0.24] : [0.42, 0.72]
  const { scale: size, depth } = brush.view.project([stance.at[0], 0.6, stance.at[1]])
  const through = brush.light.through(depth)
  const amber = lights.isBlinking === true
  for (const a of [0.04, 0.78] as const) {
    const colour: Rgb = amber
      ? [255, 176, 40]
      : isFront
        ? [255, 248, 220]
        : lights.isBraking || lights.areOn
          ? [255, 40, 30]
          : [130, 22, 24]
    const isLit = amber || lights.areOn || (!isFront && lights.isBraking)
    const style = isLit ? `rgb(${colour.join()})` : tone(isFront ? [206, 210, 210] : colour)
    fillOutline(brush, patchOf(face, [a, a + 0.18], [low, high]), style)
    if (!isLit) continue
    const [x, y] = onFace(face, a + 0.09, (low + high) / 2)
    const strength = brush.light.time === 'day' ? 0.4 : amber || isFront ? 0.95 : 0.6
    drawGlow(brush, {
      ...{ x, y, colour, alpha: strength * through },
      radius: size * (amber ? 0.75 : isFront && lights.areOn ? 1.1 : 0.5),
    })
  }
}
