import { type Brush, resetAxes, toneAt } from './brush.ts'
import type { Place } from './camera.ts'
import { CLOTHES, HAIRS, mix, type Rgb, SKINS, TROUSERS } from './colour.ts'
import type { Tone } from './light.ts'
import type { Limb, Pose } from './pose.ts'
import type { Random } from './random.ts'

export interface PersonLook {
  /** Metres. */
  readonly height: number
  readonly build: number
  readonly top: Rgb
  readonly legs: Rgb
  readonly skin: Rgb
  readonly hair: Rgb
  readonly hasCoat: boolean
  readonly isHooded: boolean
  readonly hasBag: boolean
}

export function dressPerson(random: Random, isChild = false): PersonLook {
  return {
    height: isChild ? random.between(1, 1.35) : random.between(1.58, 1.9),
    build: random.between(0.85, 1.25),
    top: random.pick(CLOTHES),
    legs: random.pick(TROUSERS),
    skin: random.pick(SKINS),
    hair: random.pick(HAIRS),
    hasCoat: random.chance(0.35),
    isHooded: random.chance(0.15),
    hasBag: random.chance(0.25),
  }
}

export interface Figure {
  readonly at: Place
  readonly look: PersonLook
  readonly pose: Pose
  /** 1 looks to the right of the picture, -1 to the left. */
  readonly facing: number
  /** Metres above the ground: on a saddle, on a bench. */
  readonly seat?: number
}

/** Pixels a metre from which hands are to be seen. */
const DETAIL = 13
const HIP = 0.9
const THIGH = 0.46
const SHIN = 0.44
const UPPER_ARM = 0.31
const FOREARM = 0.32
const TRUNK = 0.52

type Joint = readonly [number, number]

/** Where the joints of a pose are, in metres beside and above the feet. */
function jointsOf(pose: Pose, seat?: number) {
  const legs = pose.legs.map((limb) => reach([0, HIP], limb, [THIGH, -SHIN])) as [Joint[], Joint[]]
  const lowest = Math.min(...legs.map((joints) => joints[2]![1]))
  const rise = seat === undefined ? (pose.lift ?? 0) - lowest : seat - HIP
  const hip: Joint = [0, HIP + rise]
  const shoulder: Joint = [Math.sin(pose.lean) * TRUNK, hip[1] + Math.cos(pose.lean) * TRUNK]
  const head: Joint = [
    shoulder[0] + Math.sin(pose.lean * 1.2) * 0.22,
    shoulder[1] + Math.cos(pose.lean) * 0.23,
  ]
  const arms = pose.arms.map((limb) => reach(shoulder, limb, [UPPER_ARM, FOREARM])) as [
    Joint[],
    Joint[],
  ]
  const raise = ([x, y]: Joint): Joint => [x, y + rise]
  return { hip, shoulder, head, arms, legs: legs.map((joints) => joints.map(raise)) }
}

function reach([x, y]: Joint, [upper, bend]: Limb, [first, second]: Joint): Joint[] {
  const elbow: Joint = [x + Math.sin(upper) * first, y - Math.cos(upper) * first]
  // A knee bends backwards and an elbow forwards.
  const lower = upper + (second < 0 ? -bend : bend)
  const length = Math.abs(second)
  return [[x, y], elbow, [elbow[0] + Math.sin(lower) * length, elbow[1] - Math.cos(lower) * length]]
}

export function drawPerson(brush: Brush, figure: Figure): void {
  const { at, look, pose, facing } = figure
  const spot = brush.view.project([at[0], 0, at[1]])
  if (spot.scale === 0 || isOutside(brush, spot, 2)) return
  const { ctx } = brush
  const tone = toneAt(brush, at)
  const size = spot.scale * (look.height / 1.75)
  if (brush.light.time !== 'night') drawShadow(brush, spot, pose.isLying === true)
  ctx.translate(spot.x, spot.y)
  if (pose.isLying) {
    // Seen from above at a slant: as long as the body, flattened with the ground.
    ctx.transform(facing, 0.12, 0, 0.62, 0, 0)
    ctx.rotate(-Math.PI / 2)
    ctx.translate(0, size * 0.9)
    ctx.scale(size, -size)
  } else ctx.scale(facing * size, -size)
  drawBody(brush, figure, { tone, scale: spot.scale })
  resetAxes(brush)
}

function drawBody(
  brush: Brush,
  figure: Figure,
  { tone, scale }: { readonly tone: Tone; readonly scale: number },
): void {
  const { ctx } = brush
  const { look, pose } = figure
  const joints = jointsOf(pose, figure.seat)
  ctx.lineCap = 'round'
  ctx.lineJoin = 'round'
  const dark = mix(look.top, [0, 0, 0], 0.25)
  stroke(brush, [joints.arms[1]!], { width: 0.12 * look.build, style: tone(dark) })
  stroke(brush, joints.legs, { width: 0.16 * look.build, style: tone(look.legs) })
  const hem: Joint = look.hasCoat ? [joints.hip[0], joints.hip[1] - 0.26] : joints.hip
  stroke(brush, [[hem, joints.shoulder]], { width: 0.33 * look.build, style: tone(look.top) })
  if (look.hasBag && !pose.isLying) {
    const [x, y] = joints.shoulder
    stroke(
      brush,
      [
        [
          [x - 0.22, y - 0.05],
          [x - 0.24, y - 0.3],
        ],
      ],
      { width: 0.2, style: tone(dark) },
    )
  }
  drawHead(brush, figure, { head: joints.head, tone })
  stroke(brush, [joints.arms[0]!], { width: 0.115 * look.build, style: tone(look.top) })
  if (scale < DETAIL) return
  brush.ctx.fillStyle = tone(look.skin)
  for (const arm of joints.arms) circle(brush, arm[2]!, 0.06)
}

function drawHead(
  brush: Brush,
  { look }: Figure,
  { head: [x, y], tone }: { readonly head: Joint; readonly tone: Tone },
): void {
  brush.ctx.fillStyle = tone(look.isHooded ? look.top : look.hair)
  circle(brush, [x - 0.02, y + 0.03], 0.145)
  brush.ctx.fillStyle = tone(look.skin)
  circle(brush, [x + 0.035, y - 0.015], 0.115)
}

function stroke(
  { ctx }: Brush,
  lines: readonly (readonly Joint[])[],
  { width, style }: { readonly width: number; readonly style: string },
): void {
  ctx.lineWidth = width
  ctx.strokeStyle = style
  ctx.beginPath()
  for (const line of lines)
    for (const [i, [x, y]] of line.entries()) {
      if (i === 0) ctx.moveTo(x, y)
      else ctx.lineTo(x, y)
    }
  ctx.stroke()
}

function circle({ ctx }: Brush, [x, y]: Joint, radius: number): void {
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, Math.PI * 2)
  ctx.fill()
}

function drawShadow(
  { ctx }: Brush,
  spot: { readonly x: number; readonly y: number; readonly scale: number },
  isLong: boolean,
): void {
  ctx.fillStyle = 'rgba(10,10,20,.26)'
  ctx.beginPath()
  const wide = spot.scale * (isLong ? 0.9 : 0.38)
  ctx.ellipse(
    spot.x + wide * 0.2,
    spot.y,
    wide,
    spot.scale * 0.14,
    ...([0, 0, Math.PI * 2] as const),
  )
  ctx.fill()
}

/** Further out of the picture than so many metres. */
function isOutside(
  { view }: Brush,
  { x, y, scale }: { readonly x: number; readonly y: number; readonly scale: number },
  metres: number,
): boolean {
  const margin = metres * scale
  return x < -margin || y < -margin || x > view.width + margin || y > view.height + margin * 1.5
}
