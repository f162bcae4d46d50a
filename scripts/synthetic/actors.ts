import { type Brush, resetAxes, toneAt } from './brush.ts'
import type { Place } from './camera.ts'
import { BLACK, type Rgb } from './colour.ts'
import type { Item } from './item.ts'
import { drawPerson, type Figure } from './people.ts'
import { cycling, running, SITTING, standing, walking } from './pose.ts'
import { drift } from './random.ts'
import type { Actor, Cyclist, Stander, Travel, Vehicle, Walker } from './spec.ts'
import { drawVehicle } from './vehicles.ts'

export interface Moved {
  readonly at: Place
  /** Radians, as a vehicle's. */
  readonly heading: number
  /** Metres since the beginning. */
  readonly way: number
}

/** Where a traveller is, or undefined while it is out of the scene. */
function positionOf(travel: Travel, time: number): Moved | undefined {
  const [dx, dz] = [travel.to[0] - travel.from[0], travel.to[1] - travel.from[1]]
  const length = Math.hypot(dx, dz)
  const way = travel.start + travel.speed * time
  const along = ((way % travel.period) + travel.period) % travel.period
  if (along > length) return undefined
  const part = along / length
  const at = [travel.from[0] + dx * part, travel.from[1] + dz * part] as const
  return { at, heading: Math.atan2(dx, dz), way }
}

/** Where an actor is on the ground at a time, if it is there at all. */
export function placeOf(actor: Actor, time: number): Place | undefined {
  return actor.kind === 'stander' ? actor.at : positionOf(actor.travel, time)?.at
}

export function actorItem(brush: Brush, actor: Actor, time: number): Item | undefined {
  if (actor.kind === 'stander') return standerItem(brush, actor, time)
  const moved = positionOf(actor.travel, time)
  if (!moved) return undefined
  const draw = () => {
    if (actor.kind === 'walker') drawWalker(brush, actor, moved)
    else if (actor.kind === 'cyclist') drawCyclist(brush, actor, moved)
    else drawDriving(brush, actor, moved)
  }
  return { at: moved.at, draw }
}

/** To the right of the picture or to the left, for something that goes that way. */
function facingOf(brush: Brush, { at, heading }: Moved): number {
  const here = brush.view.project([at[0], 0, at[1]])
  const next = brush.view.project([at[0] + Math.sin(heading), 0, at[1] + Math.cos(heading)])
  return next.x >= here.x ? 1 : -1
}

function drawDriving(brush: Brush, actor: Vehicle, { at, heading }: Moved): void {
  const areOn = brush.light.time !== 'day' || brush.light.weather === 'fog'
  drawVehicle(brush, { at, heading }, { look: actor.look, lights: { areOn } })
}

function drawWalker(brush: Brush, walker: Walker, moved: Moved): void {
  const facing = facingOf(brush, moved)
  const stride = walker.look.height * (walker.isRunning ? 1.2 : 0.8)
  const phase = moved.way / stride
  const pose = walker.isRunning ? running(phase) : walking(phase)
  if (walker.dog)
    drawDog(brush, {
      at: [moved.at[0] + facing * 1.1, moved.at[1]],
      facing,
      phase: phase * 2,
      colour: walker.dog,
    })
  const figure: Figure = { at: moved.at, look: walker.look, pose, facing }
  drawPerson(brush, walker.umbrella ? { ...figure, pose: holdingUp(pose) } : figure)
  if (walker.umbrella) drawUmbrella(brush, moved.at, walker.umbrella)
}

const holdingUp = (pose: Figure['pose']): Figure['pose'] => ({
  ...pose,
  arms: [[0.7, 1.9], pose.arms[1]],
})

function standerItem(brush: Brush, actor: Stander, time: number): Item {
  const { at, look, facing } = actor
  const draw = () => {
    const sway = drift(Math.round(look.height * 9999), time * 0.4)
    const isSitting = actor.pose === 4
    const pose = isSitting ? SITTING : standing(sway, actor.pose)
    const seated = isSitting ? { seat: 0.5 } : {}
    drawPerson(brush, {
      at,
      look,
      facing,
      pose: actor.umbrella ? holdingUp(pose) : pose,
      ...seated,
    })
    if (actor.umbrella) drawUmbrella(brush, at, actor.umbrella)
  }
  return { at, draw }
}

function drawUmbrella(brush: Brush, at: Place, colour: Rgb): void {
  const { ctx } = brush
  const { x, y, scale } = brush.view.project([at[0], 2.05, at[1]])
  const tone = toneAt(brush, at)
  ctx.strokeStyle = tone(BLACK)
  ctx.lineWidth = Math.max(0.6, scale * 0.04)
  ctx.beginPath()
  ctx.moveTo(x, y)
  ctx.lineTo(x, y + scale * 0.8)
  ctx.stroke()
  ctx.fillStyle = tone(colour)
  ctx.beginPath()
  ctx.ellipse(x, y, scale * 0.62, scale * 0.34, ...([0, Math.PI, Math.PI * 2] as const))
  ctx.fill()
}

function drawDog(
  brush: Brush,
  dog: {
    readonly at: Place
    readonly facing: number
    readonly phase: number
    readonly colour: Rgb
  },
): void {
  const { ctx } = brush
  const { x, y, scale } = brush.view.project([dog.at[0], 0, dog.at[1]])
  if (scale === 0) return
  const style = toneAt(brush, dog.at)(dog.colour)
  ctx.translate(x, y)
  ctx.scale(dog.facing * scale, -scale)
  ctx.strokeStyle = style
  ctx.fillStyle = style
  ctx.lineCap = 'round'
  ctx.lineWidth = 0.09
  ctx.beginPath()
  for (const [leg, from] of [-0.28, -0.2, 0.18, 0.26].entries()) {
    ctx.moveTo(from, 0.34)
    ctx.lineTo(from + Math.sin(dog.phase * 6.28 + leg * 1.9) * 0.12, 0)
  }
  ctx.moveTo(-0.32, 0.44)
  ctx.lineTo(-0.5, 0.62)
  ctx.stroke()
  ctx.beginPath()
  ctx.ellipse(0, 0.42, 0.38, 0.14, ...([0, 0, Math.PI * 2] as const))
  ctx.ellipse(0.42, 0.58, 0.16, 0.11, ...([0, 0, Math.PI * 2] as const))
  ctx.fill()
  resetAxes(brush)
}

export function drawBicycle(
  brush: Brush,
  {
    at,
    facing,
    colour,
    isFallen = false,
  }: {
    readonly at: Place
    readonly facing: number
    readonly colour: Rgb
    readonly isFallen?: boolean
  },
): void {
  const { ctx } = brush
  const { x, y, scale } = brush.view.project([at[0], 0, at[1]])
  if (scale === 0) return
  const tone = toneAt(brush, at)
  ctx.translate(x, y)
  ctx.scale(facing * scale, -scale * (isFallen ? 0.45 : 1))
  if (isFallen) ctx.rotate(0.3)
  ctx.lineWidth = 0.07
  ctx.strokeStyle = tone(BLACK)
  ctx.beginPath()
  for (const wheel of [-0.52, 0.52]) {
    ctx.moveTo(wheel + 0.34, 0.34)
    ctx.arc(wheel, 0.34, 0.34, 0, Math.PI * 2)
  }
  ctx.stroke()
  ctx.strokeStyle = tone(colour)
  ctx.beginPath()
  const frame = [
    [-0.52, 0.34],
    [-0.2, 0.86],
    [0.38, 0.86],
    [0, 0.34],
    [-0.2, 0.86],
    [-0.24, 0.98],
    [0.38, 0.86],
    [0.52, 0.34],
  ] as const
  for (const [i, [px, py]] of frame.entries()) {
    if (i === 0) ctx.moveTo(px, py)
    else ctx.lineTo(px, py)
  }
  ctx.stroke()
  resetAxes(brush)
}

function drawCyclist(brush: Brush, cyclist: Cyclist, moved: Moved): void {
  const facing = facingOf(brush, moved)
  drawBicycle(brush, { at: moved.at, facing, colour: cyclist.colour })
  const pose = cycling(moved.way / 3.2)
  drawPerson(brush, { at: moved.at, look: cyclist.look, pose, facing, seat: 1.02 })
}
