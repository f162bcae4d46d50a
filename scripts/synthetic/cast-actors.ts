import { CAR_COLOURS, type Rgb } from './colour.ts'
import type { LightPlan } from './light.ts'
import { dressPerson } from './people.ts'
import type { Random } from './random.ts'
import type { Lane, Scene } from './scene.ts'
import type { Actor, Travel } from './spec.ts'
import type { VehicleKind } from './vehicles.ts'

const DOGS: readonly Rgb[] = [
  [60, 44, 32],
  [180, 140, 90],
  [220, 214, 200],
  [36, 34, 34],
]
const UMBRELLAS: readonly Rgb[] = [
  [28, 28, 34],
  [190, 36, 40],
  [40, 80, 150],
  [230, 190, 60],
  [60, 120, 80],
]

interface CastPlan {
  readonly scene: Scene
  readonly light: LightPlan
  readonly isCrowded: boolean
}

/** Who walks, rides, drives and stands about in a scene. */
export function castActors(random: Random, plan: CastPlan): Actor[] {
  const { scene, light, isCrowded } = plan
  const isQuiet = light.time === 'night' && !isCrowded
  const actors: Actor[] = []
  for (const lane of scene.roads) actors.push(...traffic(random, lane, isQuiet))
  const walkers = scene.walks.length === 0 ? 0 : random.int(isQuiet ? 1 : 3, isCrowded ? 13 : 7)
  for (let i = 0; i < walkers; i++) actors.push(walker(random, random.pick(scene.walks), light))
  if (random.chance(0.35) && scene.walks.length > 0) actors.push(cyclist(random, plan))
  const standers = random.int(0, isCrowded ? 4 : 2)
  for (let i = 0; i < standers; i++) actors.push(stander(random, plan))
  return actors
}

const length = ({ from, to }: Lane) => Math.hypot(to[0] - from[0], to[1] - from[1])

/** All vehicles of a lane go equally fast, so that none drives through another. */
function traffic(random: Random, lane: Lane, isQuiet: boolean): Actor[] {
  if (random.chance(isQuiet ? 0.6 : 0.3)) return []
  const speed = random.between(5, 11)
  const period = length(lane) + random.between(8, 60)
  const count = random.int(1, Math.max(1, Math.floor(period / 32)))
  const first = random.between(0, period)
  return Array.from({ length: count }, (_, i): Actor => {
    const kind: VehicleKind = random.pick([
      'car',
      'car',
      'car',
      'estate',
      'estate',
      'van',
      'bus',
      'truck',
    ])
    const start = first + (i * period) / count + random.between(0, 4)
    return {
      kind: 'vehicle',
      travel: { ...lane, start, period, speed },
      look: { kind, colour: random.pick(CAR_COLOURS) },
    }
  })
}

function travelOf(random: Random, lane: Lane, speed: number): Travel {
  const aside = () => random.between(-0.7, 0.7)
  const from = [lane.from[0] + aside(), lane.from[1] + aside()] as const
  const to = [lane.to[0] + aside(), lane.to[1] + aside()] as const
  const period = Math.hypot(to[0] - from[0], to[1] - from[1]) + random.between(0, 14)
  return { from, to, period, speed, start: random.between(0, period) }
}

function walker(random: Random, lane: Lane, light: LightPlan): Actor {
  const isRunning = random.chance(0.1)
  const isWet = light.weather === 'rain' || light.weather === 'snow'
  return {
    kind: 'walker',
    travel: travelOf(random, lane, isRunning ? random.between(2.4, 3.4) : random.between(0.8, 1.7)),
    look: dressPerson(random, random.chance(0.12)),
    isRunning,
    umbrella: random.chance(isWet ? 0.55 : 0.02) ? random.pick(UMBRELLAS) : null,
    dog: random.chance(0.12) ? random.pick(DOGS) : null,
  }
}

function cyclist(random: Random, { scene }: CastPlan): Actor {
  const lane = random.pick(scene.walks)
  const colour = random.pick(CAR_COLOURS)
  return {
    kind: 'cyclist',
    travel: travelOf(random, lane, random.between(3, 5)),
    look: dressPerson(random),
    colour,
  }
}

function stander(random: Random, { scene, light }: CastPlan): Actor {
  const bench = scene.props.find(({ kind }) => kind === 'bench')
  const sits = bench !== undefined && random.chance(0.6)
  const isWet = light.weather === 'rain'
  return {
    kind: 'stander',
    at: sits
      ? [bench.at[0] + random.between(-0.5, 0.5), bench.at[1] - 0.15]
      : [random.between(-7, 7), random.between(9, 24)],
    look: dressPerson(random),
    pose: sits ? 4 : random.int(0, 3),
    facing: random.pick([-1, 1]),
    umbrella: isWet && random.chance(0.5) ? random.pick(UMBRELLAS) : null,
  }
}
