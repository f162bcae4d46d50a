import { drawBicycle } from './actors.ts'
import { type Brush, toneAt } from './brush.ts'
import type { Place } from './camera.ts'
import { castOf } from './cast.ts'
import { CAR_COLOURS, type Rgb } from './colour.ts'
import { drawLitter, drawSmoke, GREY_SMOKE, STEAM } from './effects.ts'
import { type Moment, onlookers } from './fire-events.ts'
import type { Stance } from './hull.ts'
import type { Item } from './item.ts'
import { drawPerson } from './people.ts'
import { KNEELING, lying } from './pose.ts'
import { pole } from './props.ts'
import { hash } from './random.ts'
import { drawVehicle, type VehicleLook } from './vehicles.ts'

const WRECKAGE: readonly Rgb[] = [
  [60, 60, 64],
  [190, 200, 206],
  [30, 30, 32],
  [150, 30, 26],
]

interface Wreck extends Stance {
  readonly look: VehicleLook
}

/** Cars that have run into each other or a pole, on their side or their roof, with their pieces about. */
export function accidentItems(moment: Moment): Item[] {
  const { brush, event, time } = moment
  const { at, seed } = event
  const wrecks = wrecksOf(moment)
  const ground = () => {
    drawSpill(brush, at, seed)
    drawLitter(brush, { at, radius: 3.2, seed, count: 34, colours: WRECKAGE })
  }
  const items: Item[] = [{ at: [at[0], at[1] + 8], draw: ground }]
  for (const wreck of wrecks) {
    const lights = {
      areOn: brush.light.time !== 'day',
      isBlinking: Math.floor(time * 2.4) % 2 === 0,
    }
    items.push({
      at: wreck.at,
      draw: () => drawVehicle(brush, wreck, { look: wreck.look, lights }),
    })
  }
  if (event.kind === 'pole')
    items.push({ at: [at[0] + 0.4, at[1] + 0.2], draw: () => drawBentPole(brush, at) })
  const colour = hash(seed, 3) < 0.5 ? GREY_SMOKE : STEAM
  const smoke = { at: [at[0], 0.9, at[1]] as const, size: 0.55, time, seed }
  items.push({
    at: [at[0], at[1] - 1.2],
    draw: () => drawSmoke(brush, smoke, { colour, alpha: 0.5, rise: 3.4, puffs: 9 }),
  })
  return [...items, ...victims(moment), ...onlookers(moment, 2 + Math.floor(hash(seed, 5) * 4))]
}

/** The cars slide the last metres in the first half second. */
function wrecksOf({ event, time }: Moment): Wreck[] {
  const { at, seed, kind } = event
  const turn = hash(seed, 20) * Math.PI * 2
  const slide = Math.max(0, 0.5 - time) * 5
  const look = (n: number): VehicleLook => ({
    // A van would hide what it has run into.
    kind: hash(seed, n) < 0.7 ? 'car' : 'estate',
    colour: CAR_COLOURS[Math.floor(hash(seed, n + 1) * CAR_COLOURS.length)]!,
  })
  const from = (heading: number, away: number, n: number): Wreck => ({
    at: [at[0] - Math.sin(heading) * (away + slide), at[1] - Math.cos(heading) * (away + slide)],
    ...{ heading, crush: 0.85, seed: seed + n, look: look(n) },
  })
  const skew = 0.4 + hash(seed, 21) * 0.5
  switch (kind) {
    case 'head-on':
      return [from(turn, 2, 22), from(turn + Math.PI - skew, 2, 25)]
    case 'rollover':
      return [
        { ...from(turn, 0.4, 22), roll: hash(seed, 23) < 0.5 ? Math.PI : Math.PI / 2, crush: 0.5 },
        from(turn + 1.9, 3.4, 25),
      ]
    case 'pole':
      return [from(turn, 2.1, 22)]
    case 'bicycle':
      return [{ ...from(turn, 2.4, 22), crush: 0.25 }]
    case 'pile-up':
      return [from(turn, 2, 22), from(turn + 2.4, 2.1, 25), from(turn - 2, 2.9, 28)]
    default:
      return [
        from(turn, 2.6, 22),
        { ...from(turn + Math.PI / 2 + skew - 0.6, 0.2, 25), crush: 0.4 },
      ]
  }
}

function drawSpill(brush: Brush, at: Place, seed: number): void {
  const { ctx, view } = brush
  const tone = toneAt(brush, at)
  const { x, y, scale } = view.project([at[0], 0, at[1]])
  ctx.fillStyle = tone([26, 26, 30], 0.75)
  ctx.beginPath()
  ctx.ellipse(x + scale * 0.6, y, scale * 1.7, scale * 0.42, ...([0, 0, Math.PI * 2] as const))
  ctx.fill()
  ctx.strokeStyle = tone([24, 24, 26], 0.8)
  ctx.lineWidth = Math.max(0.8, scale * 0.16)
  ctx.beginPath()
  const turn = hash(seed, 20) * Math.PI * 2
  for (const side of [-0.7, 0.7]) {
    const [sin, cos] = [Math.sin(turn), Math.cos(turn)]
    const start = view.project([at[0] - sin * 9 + cos * side, 0, at[1] - cos * 9 - sin * side])
    const bend = view.project([
      at[0] - sin * 4 + cos * (side + 0.7),
      0,
      at[1] - cos * 4 - sin * side,
    ])
    if (start.scale === 0 || bend.scale === 0) continue
    ctx.moveTo(start.x, start.y)
    ctx.quadraticCurveTo(bend.x, bend.y, x + side * scale, y)
  }
  ctx.stroke()
}

function drawBentPole(brush: Brush, at: Place): void {
  const { ctx, view } = brush
  const spot = view.project([at[0], 0, at[1]])
  const style = toneAt(brush, at)([104, 106, 110])
  pole(brush, spot, { metres: 0.8, style, wide: 0.24 })
  ctx.lineWidth = Math.max(1, spot.scale * 0.2)
  ctx.beginPath()
  ctx.moveTo(spot.x, spot.y - spot.scale * 0.7)
  ctx.lineTo(spot.x + spot.scale * 2.6, spot.y - spot.scale * 3.6)
  ctx.lineTo(spot.x + spot.scale * 3.3, spot.y - spot.scale * 3.4)
  ctx.stroke()
}

function victims({ brush, event }: Moment): Item[] {
  const { at, seed, kind } = event
  const cast = castOf(event, 24)
  if (kind !== 'bicycle' && hash(seed, 6) < 0.2) return []
  const down: Place = [at[0] + 1.6, at[1] - 1.5]
  const items: Item[] = [
    {
      at: down,
      draw: () => drawPerson(brush, { at: down, look: cast[10]!, pose: lying(0.6), facing: 1 }),
    },
  ]
  const helper: Place = [down[0] + 0.9, down[1] + 0.25]
  items.push({
    at: helper,
    draw: () => drawPerson(brush, { at: helper, look: cast[11]!, pose: KNEELING, facing: -1 }),
  })
  if (kind === 'bicycle') {
    const bicycle = {
      at: [at[0] + 0.2, at[1] - 0.9] as const,
      facing: 1,
      colour: [40, 110, 170] as const,
    }
    items.push({ at: bicycle.at, draw: () => drawBicycle(brush, { ...bicycle, isFallen: true }) })
  }
  return items
}
