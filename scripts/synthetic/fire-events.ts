import { type Brush, drawPuff } from './brush.ts'
import type { Place, Point } from './camera.ts'
import { castOf } from './cast.ts'
import { CAR_COLOURS, type Rgb } from './colour.ts'
import {
  BLACK_SMOKE,
  drawDebris,
  drawFireball,
  drawFlames,
  drawLitter,
  drawSmoke,
  type Effect,
  GREY_SMOKE,
} from './effects.ts'
import { IN_FRONT, type Item } from './item.ts'
import { drawPerson } from './people.ts'
import { running, standing } from './pose.ts'
import { block } from './props.ts'
import { hash } from './random.ts'
import type { PlannedEvent } from './spec.ts'
import { drawVehicle, type VehicleLook } from './vehicles.ts'

const SOOT: Rgb = [30, 28, 28]
const RUBBISH: readonly Rgb[] = [
  [40, 38, 38],
  [90, 80, 70],
  [60, 56, 54],
]

/** Of one event, with the seconds since it began. */
export interface Moment {
  readonly brush: Brush
  readonly event: PlannedEvent
  readonly time: number
}

type Flame = readonly [dx: number, y: number, dz: number, size: number]

/** Where it burns, beside the event's place and above the ground, and how high. */
const FLAMES: Readonly<Record<string, readonly Flame[]>> = {
  car: [
    [0, 0.9, 0, 2.1],
    [-0.9, 0.7, -0.2, 1.3],
    [0.9, 0.7, 0, 1.5],
  ],
  bin: [
    [0, 0.9, 0, 1.7],
    [0.4, 0, 0, 0.7],
  ],
  ground: [
    [0, 0, 0, 1.8],
    [-0.9, 0, 0.1, 1.2],
    [0.9, 0, 0, 1.3],
  ],
  building: [
    [-1.4, 3.7, 0, 2.2],
    [1.3, 3.7, 0, 1.7],
    [-0.2, 1, 0, 1.8],
  ],
  'building side': [
    [0, 3.7, 1.6, 2],
    [0, 3.7, -1.4, 2.3],
    [0, 1, 0, 1.8],
  ],
}

const isBuilding = ({ kind }: PlannedEvent) => kind.startsWith('building')

/** Something burns: a bin, a car, a heap on the ground, or a house behind it. */
export function fireItems(moment: Moment): Item[] {
  const { event, time } = moment
  const [x, z] = event.at
  const strength = (0.75 + 0.45 * hash(event.seed, 4)) * Math.min(1, 0.75 + time * 0.15)
  const burn = (at: Point, size: number, n: number): Effect => ({
    ...{ at, size: size * strength, time: time + n, seed: event.seed + n * 7 },
  })
  const flames = FLAMES[event.kind]!.map(([dx, y, dz, size], n) =>
    burn([x + dx, y, z + dz], size, n),
  )
  const draw = () => {
    drawHearth(moment)
    const top = flames[0]!
    const smoke = {
      colour: hash(event.seed, 5) < 0.7 ? BLACK_SMOKE : GREY_SMOKE,
      alpha: 0.66,
      rise: 6 + 3 * strength,
    }
    drawSmoke(
      moment.brush,
      { ...top, at: [x, top.at[1] + top.size * 0.6, z], size: top.size * 0.42 },
      smoke,
    )
    for (const flame of flames) drawFlames(moment.brush, flame)
  }
  return [{ at: event.at, draw }, ...onlookers(moment, hash(event.seed, 6) < 0.4 ? 2 : 0)]
}

function drawHearth({ brush, event }: Moment): void {
  const { at, seed } = event
  const tone = brush.light.tone(brush.view.project([at[0], 0, at[1]]).depth)
  if (event.kind === 'car') {
    const look = lookOf(event)
    drawVehicle(
      brush,
      { at, heading: hash(seed, 8) * 6.28 },
      { look, lights: { areOn: false, isBurnt: true } },
    )
  } else if (isBuilding(event))
    for (const [dx, y, dz] of FLAMES[event.kind]!) {
      // Soot above the windows, and the glow in them.
      const spot = brush.view.project([at[0] + dx, y, at[1] + dz])
      const wide = spot.scale * 1.4
      drawPuff(brush, {
        x: spot.x,
        y: spot.y - wide * 1.6,
        radius: wide * 1.5,
        colour: SOOT,
        alpha: 0.75,
      })
      brush.ctx.fillStyle = 'rgb(255,160,56)'
      brush.ctx.fillRect(spot.x - wide * 0.5, spot.y - wide, wide, wide)
    }
  else if (event.kind === 'bin')
    block(brush, { at, heading: 0.2 }, { size: [0.9, 0.8, 1.05], style: [tone, [52, 66, 56]] })
  else drawLitter(brush, { at, radius: 1.6, seed, count: 22, colours: RUBBISH })
}

function lookOf({ seed }: PlannedEvent): VehicleLook {
  const kind = (['car', 'car', 'estate', 'van'] as const)[Math.floor(hash(seed, 9) * 4)]!
  return { kind, colour: CAR_COLOURS[Math.floor(hash(seed, 10) * CAR_COLOURS.length)]! }
}

/** People who stand some metres away and look on. */
export function onlookers({ brush, event, time }: Moment, count: number): Item[] {
  const cast = castOf(event, 24)
  return Array.from({ length: count }, (_, i): Item => {
    const side = i % 2 ? 1 : -1
    const at: Place = [
      event.at[0] + side * (3.2 + hash(event.seed, i + 20) * 2),
      event.at[1] + hash(event.seed, i + 30) * 3 - 1,
    ]
    const pose = standing(Math.sin(time + i), i % 3 === 0 ? 1 : 0)
    return { at, draw: () => drawPerson(brush, { at, look: cast[i + 18]!, pose, facing: -side }) }
  })
}

/** Blasts that follow each other, so that a ball of fire is in the air at any time of it. */
export function explosionItems(moment: Moment): Item[] {
  const { brush, event, time } = moment
  const { seed } = event
  const every = 1.25 + 0.5 * hash(seed, 11)
  const blast = Math.floor(time / every)
  const age = (time % every) / every
  const big =
    (4.6 + 2.6 * hash(seed, 12)) * (blast === 0 ? 1.15 : 0.8 + 0.25 * hash(seed, blast + 40))
  const [x, z] = event.at
  const at: Point = [x + (blast ? hash(seed, blast + 60) - 0.5 : 0) * 1.6, 0.3, z]
  const effect: Effect = { at, size: big, time, seed: seed + blast * 131 }
  const draw = () => {
    if (event.kind === 'car') drawHearth(moment)
    drawDustRing(moment, { at, radius: big * (0.4 + age * 0.8), alpha: 0.75 * (1 - age) })
    const rise = Math.min(12, 5 + time * 3)
    drawSmoke(
      brush,
      { ...effect, seed, at: [x, 1.5, z], size: big * 0.34 },
      { colour: BLACK_SMOKE, alpha: 0.72, rise, puffs: 16 },
    )
    drawFireball(brush, effect, age)
    drawDebris(brush, effect, 0.1 + age)
    drawLitter(brush, { at: event.at, radius: big * 0.9, seed, count: 16, colours: RUBBISH })
  }
  const flash = () => {
    if (age > 0.16 || blast > 0) return
    brush.ctx.fillStyle = `rgba(255,240,206,${(0.75 * (1 - age / 0.16)).toFixed(3)})`
    brush.ctx.fillRect(-20, -20, brush.view.width + 40, brush.view.height + 40)
  }
  return [{ at: event.at, draw }, { at: IN_FRONT, draw: flash }, ...fleeing(moment)]
}

function drawDustRing(
  { brush }: Moment,
  { at, radius, alpha }: { readonly at: Point; readonly radius: number; readonly alpha: number },
): void {
  for (let i = 0; i < 12; i++) {
    const angle = (i / 12) * Math.PI * 2
    const spot = brush.view.project([
      at[0] + Math.cos(angle) * radius,
      0.3,
      at[2] + Math.sin(angle) * radius,
    ])
    const colour: Rgb = i % 2 ? [150, 132, 110] : SOOT
    drawPuff(brush, { x: spot.x, y: spot.y, radius: spot.scale * 1.4, colour, alpha, flat: 0.6 })
  }
}

function fleeing({ brush, event, time }: Moment): Item[] {
  const cast = castOf(event, 24)
  return Array.from({ length: hash(event.seed, 13) < 0.5 ? 3 : 0 }, (_, i): Item => {
    const side = i % 2 ? 1 : -1
    const at: Place = [
      event.at[0] + side * (3.5 + time * (2 + hash(event.seed, i + 15))),
      event.at[1] - 1 + i * 0.9,
    ]
    return {
      at,
      draw: () =>
        drawPerson(brush, {
          at,
          look: cast[i]!,
          pose: running(time * 1.7 + i * 0.3),
          facing: side,
        }),
    }
  })
}
