import { type Brush, fillFace, trace } from './brush.ts'
import type { Place, Point, View } from './camera.ts'
import { type Rgb, scale } from './colour.ts'
import type { Tone } from './light.ts'
import { hash } from './random.ts'

/** Something on wheels, as it stands: metres, radians. */
export interface Stance {
  readonly at: Place
  /** From away from the camera (0) to the right. */
  readonly heading: number
  /** Around its length: π lies on its roof. */
  readonly roll?: number
  /** Of its front, 0 to 1. */
  readonly crush?: number
  readonly seed?: number
}

/** A tapered box along u (forward), v (right) and w (up). */
export interface Hull {
  readonly u: readonly [number, number]
  readonly half: number
  readonly w: readonly [number, number]
  /** How much shorter it is on top, at the front, the back and each side. */
  readonly taper: readonly [number, number, number]
}

export type FaceName = 'front' | 'back' | 'right' | 'left' | 'top' | 'bottom'
export interface Face {
  readonly name: FaceName
  /** Pixels: bottom left, bottom right, top right, top left as seen from outside. */
  readonly corners: readonly (readonly [number, number])[]
}

const FACES: readonly [FaceName, readonly number[], number][] = [
  ['bottom', [0, 1, 2, 3], 0.25],
  ['front', [1, 0, 4, 5], 0.88],
  ['back', [3, 2, 6, 7], 0.86],
  ['right', [2, 1, 5, 6], 0.74],
  ['left', [0, 3, 7, 4], 0.94],
  ['top', [7, 6, 5, 4], 1.08],
]

export function placeHull(hull: Hull, stance: Stance): Point[] {
  const { at, heading, roll = 0, crush = 0, seed = 0 } = stance
  const [front, back, side] = hull.taper
  const corner = (u: number, v: number, w: number) => [u, v, w] as const
  const [low, high] = hull.w
  const half = hull.half
  const local = [
    corner(hull.u[1], -half, low),
    corner(hull.u[1], half, low),
    corner(hull.u[0], half, low),
    corner(hull.u[0], -half, low),
    corner(hull.u[1] - front, side - half, high),
    corner(hull.u[1] - front, half - side, high),
    corner(hull.u[0] + back, half - side, high),
    corner(hull.u[0] + back, side - half, high),
  ]
  const [sin, cos, sinRoll, cosRoll] = [
    ...[Math.sin(heading), Math.cos(heading), Math.sin(roll), Math.cos(roll)],
  ] as const
  const lift = 0.72 - Math.abs(cosRoll) * 0.72 + Math.abs(sinRoll) * 0.2
  return local.map(([u, v, w], i) => {
    const dent = (n: number) => (u > 0 ? crush * (hash(seed, i * 7 + n) - 0.3) : 0)
    const [du, dv, dw] = [u - dent(0) * 1.3, v + dent(1) * 0.5, w + dent(2) * 0.5]
    const across = dv * cosRoll - (dw - 0.72) * sinRoll
    const up = 0.72 + dv * sinRoll + (dw - 0.72) * cosRoll + lift
    return [at[0] + du * sin + across * cos, up, at[1] + du * cos - across * sin]
  })
}

/** The faces that the camera sees. */
export function visibleFaces(view: View, points: readonly Point[]): Face[] {
  const faces: Face[] = []
  for (const [name, indices] of FACES) {
    const corners = view.outline(indices.map((i) => points[i]!))
    if (corners.length === 4 && signedArea(corners) < 0) faces.push({ name, corners })
  }
  return faces
}

function shadeOf(name: FaceName): number {
  return FACES.find(([face]) => face === name)![2]
}

export function paintFaces(
  brush: Brush,
  faces: readonly Face[],
  { tone, colour }: { readonly tone: Tone; readonly colour: Rgb },
): void {
  for (const { name, corners } of faces)
    fillOutline(brush, corners, tone(scale(colour, shadeOf(name))))
}

export function fillOutline(
  { ctx }: Brush,
  corners: readonly (readonly [number, number])[],
  style: string,
): void {
  ctx.fillStyle = style
  ctx.beginPath()
  trace(ctx, corners)
  ctx.fill()
}

/** A point of a face: a from its left to its right, b from its bottom to its top. */
export function onFace({ corners }: Face, a: number, b: number): [number, number] {
  const [p, q, r, s] = corners as [Pair, Pair, Pair, Pair]
  const blend = (k: 0 | 1) =>
    (p[k] * (1 - a) + q[k] * a) * (1 - b) + (s[k] * (1 - a) + r[k] * a) * b
  return [blend(0), blend(1)]
}
type Pair = readonly [number, number]

export function patchOf(face: Face, a: Pair, b: Pair): [number, number][] {
  return [
    onFace(face, a[0], b[0]),
    onFace(face, a[1], b[0]),
    onFace(face, a[1], b[1]),
    onFace(face, a[0], b[1]),
  ]
}

export function shadow(brush: Brush, { at, heading }: Stance, [long, wide]: Pair): void {
  if (!brush.hasShadows) return
  const [sin, cos] = [Math.sin(heading), Math.cos(heading)]
  const corner = (u: number, v: number): Point => [
    at[0] + u * sin + v * cos,
    0.01,
    at[1] + u * cos - v * sin,
  ]
  const points = [
    corner(long, -wide),
    corner(long, wide),
    corner(-long, wide),
    corner(-long, -wide),
  ]
  fillFace(brush, points, brush.light.time === 'night' ? 'rgba(0,0,0,.4)' : 'rgba(10,10,16,.32)')
}

function signedArea(corners: readonly Pair[]): number {
  let sum = 0
  for (const [i, [x, y]] of corners.entries()) {
    const [nextX, nextY] = corners[(i + 1) % corners.length]!
    sum += x * nextY - nextX * y
  }
  return sum
}
