import { BILLBOARD_SHOWS } from './billboard.ts'
import { type Camera, createView, type Place, type View } from './camera.ts'
import { castActors } from './cast-actors.ts'
import { EVENT_KINDS } from './events.ts'
import { createBuilder } from './layout-parts.ts'
import { LAYOUTS, type Layout } from './layouts.ts'
import type { LightPlan, TimeOfDay } from './light.ts'
import { createRandom, mixSeed, type Random } from './random.ts'
import { PALETTE, type Scene, TEST_PALETTE } from './scene.ts'
import { hides, propObstacle } from './sight.ts'
import {
  type ClipLabel,
  type ClipSpec,
  DISTRACTORS,
  type Distractor,
  type DistractorKind,
  EVENT_CLASSES,
  type PlannedEvent,
  type Size,
  type Split,
} from './spec.ts'
import { TEST_LAYOUTS } from './test-layouts.ts'

export interface ClipOptions {
  readonly seconds?: number
  readonly size?: Size
  /** Left out, half of the seeds give normal clips. */
  readonly label?: ClipLabel
  readonly layout?: string
  readonly time?: TimeOfDay
}

export const SIZE: Size = { width: 256, height: 192 }

export const layoutsOf = (split: Split): Readonly<Record<string, Layout>> =>
  split === 'test' ? TEST_LAYOUTS : LAYOUTS

/** A clip of a split: the same seed, split and options give the same description. */
export function clipSpec(seed: number, split: Split, options: ClipOptions = {}): ClipSpec {
  const random = createRandom(mixSeed(seed, split))
  const { seconds = 30, size = SIZE } = options
  const label = options.label ?? (random.chance(0.5) ? 'normal' : random.pick(EVENT_CLASSES))
  const layouts = layoutsOf(split)
  const layout = options.layout ?? random.pick(Object.keys(layouts))
  const scene = buildScene(random, { split, layout, plan: layouts[layout]! })
  const light = pickLight(random, options.time)
  const camera = pickCamera(random, split)
  const isSeen = isSeenBy(camera, size)
  const obstacles = scene.props.flatMap(({ kind, at }) => propObstacle(kind, at) ?? [])
  const isOpen = (place: Place) => obstacles.every((one) => !hides(camera, one, place))
  const spots = scene.spots.filter((place) => isSeen(place) && isOpen(place))
  const places = spots.length > 0 ? spots : [groundAhead(camera)]
  const events = planEvents(random, {
    label,
    seconds,
    scene,
    places,
    view: createView(camera, size),
  })
  const free = places.filter((place) => events.every(({ at }) => distance(at, place) > 4))
  const distractors = planDistractors(random, {
    seconds,
    light,
    scene,
    events,
    places: free,
    isSeen,
    camera,
  })
  return {
    ...{ seed: random.seed(), split, label, seconds, size, layout, scene, camera, light },
    ...{
      actors: castActors(random, { scene, light, isCrowded: random.chance(0.3) }),
      distractors,
      events,
    },
  }
}

function buildScene(
  random: Random,
  {
    split,
    layout,
    plan,
  }: { readonly split: Split; readonly layout: string; readonly plan: Layout },
): Scene {
  const builder = createBuilder(random, split === 'test' ? TEST_PALETTE : PALETTE)
  plan.build(builder)
  const { patches, boxes, props, roads, walks, spots } = builder
  return {
    ...{ layout, noun: plan.noun, isGreen: plan.isGreen === true, seed: random.seed() },
    ...{ patches, boxes, props, roads, walks, spots },
  }
}

function pickLight(random: Random, wanted: TimeOfDay | undefined): LightPlan {
  const time = wanted ?? random.pick(['day', 'day', 'day', 'dusk', 'night', 'night'] as const)
  const weather = random.pick(['clear', 'clear', 'clear', 'clear', 'rain', 'fog', 'snow'] as const)
  return {
    ...{ time, weather, brightness: random.next(), warmth: random.next() },
    ...{ density: random.next(), isInfrared: random.chance(0.18) && time === 'night' },
  }
}

interface CameraRange {
  /** Metres. */
  readonly height: readonly [number, number]
  readonly tilt: readonly [number, number]
  readonly focal: readonly [number, number]
}
/** Test cameras hang higher and look down more steeply, through a longer lens, than training cameras ever do. */
export const CAMERA_RANGES: Record<'train' | 'test', CameraRange> = {
  train: { height: [3.8, 7.2], tilt: [0.24, 0.42], focal: [1.45, 1.95] },
  test: { height: [7.6, 10.5], tilt: [0.46, 0.6], focal: [2.0, 2.5] },
}

function pickCamera(random: Random, split: Split): Camera {
  const range = CAMERA_RANGES[split === 'test' ? 'test' : 'train']
  return {
    height: random.between(...range.height),
    tilt: random.between(...range.tilt),
    focal: random.between(...range.focal),
    pan: random.between(-0.14, 0.14),
    shake: random.chance(0.5) ? random.between(0.001, 0.008) : 0,
    vignette: random.chance(0.6) ? random.between(0.1, 0.55) : 0,
    stamp: random.pick(['none', 'none', 'top', 'bottom'] as const),
  }
}

/** Whether all of a person there, and a metre beside, is in the picture. */
function isSeenBy(camera: Camera, size: Size): (place: Place) => boolean {
  const view = createView(camera, size)
  return ([x, z]) => {
    const foot = view.project([x, 0, z])
    const head = view.project([x, 2, z])
    const margin = foot.scale * 1.2
    return (
      foot.scale > 0 &&
      foot.x > margin &&
      foot.x < size.width - margin &&
      foot.y < size.height - 3 &&
      head.y > 4
    )
  }
}

function groundAhead({ height, tilt, pan }: Camera): Place {
  const away = height / Math.tan(tilt + 0.05)
  return [Math.sin(pan) * away, Math.cos(pan) * away]
}

const distance = (a: Place, b: Place) => Math.hypot(a[0] - b[0], a[1] - b[1])

function planEvents(random: Random, plan: EventPlan): PlannedEvent[] {
  const { label, seconds } = plan
  if (label === 'normal') return []
  const count = seconds >= 24 && random.chance(0.4) ? 2 : 1
  const share = seconds / count
  return Array.from({ length: count }, (_, i) => {
    const longest = Math.min(15, share * 0.6)
    const length = random.between(Math.min(3, longest), longest)
    const fromSec = share * i + random.between(0.08, 1) * (share - length) * 0.95
    const kind = random.pick(EVENT_KINDS[label])
    const facade = kind === 'building' ? pickFacade(random, plan) : undefined
    return {
      class: label,
      kind: kind === 'building' && !facade ? 'ground' : kind,
      at: pickPlace(random, label, plan),
      ...facade,
      ...{ fromSec, toSec: fromSec + length, seed: random.seed() },
    }
  })
}

interface EventPlan {
  readonly label: ClipLabel
  readonly seconds: number
  readonly scene: Scene
  readonly places: readonly Place[]
  readonly view: View
}

/** Fists are to be seen only from so near, in pixels a metre; fire and smoke from farther. */
const NEAREST: Partial<Record<ClipLabel, number>> = { fighting: 30, riot: 13, 'road accident': 15 }
/** Of the picture's width, about its middle: cameras are put up to see what matters, and models see a square of it. */
const CENTRAL = 0.5

function pickPlace(random: Random, label: ClipLabel, { places, view }: EventPlan): Place {
  const sizeAt = ([x, z]: Place) => view.project([x, 0, z]).scale
  const least = ((NEAREST[label] ?? 10) * view.height) / 192
  const isCentral = ([x, z]: Place) =>
    Math.abs(view.project([x, 0, z]).x / view.width - 0.5) < CENTRAL / 2
  const near = places.filter((place) => isCentral(place) && sizeAt(place) >= least)
  if (near.length > 0) return random.pick(near)
  return places.reduce((best, place) => (sizeAt(place) > sizeAt(best) ? place : best))
}

/** A wall that the camera sees, from its foot to its second floor. */
function pickFacade(
  random: Random,
  { scene, view }: EventPlan,
): Pick<PlannedEvent, 'kind' | 'at'> | undefined {
  const walls = scene.boxes
    .filter(({ height, base = 0 }) => height > 5 && base === 0)
    .flatMap(({ x, z }): Pick<PlannedEvent, 'kind' | 'at'>[] => [
      { kind: 'building', at: [(x[0] + x[1]) / 2, z[0] - 0.1] },
      { kind: 'building side', at: [x[0] > 0 ? x[0] - 0.1 : x[1] + 0.1, (z[0] + z[1]) / 2] },
    ])
    .filter(({ at: [x, z], kind }) => {
      const foot = view.project([x, 0, z])
      const top = view.project([x, 5, z])
      const isInside =
        foot.x > 20 && foot.x < view.width - 20 && top.y > -10 && foot.y < view.height
      // A side wall is seen only beside the camera, a front only straight ahead of it.
      return isInside && foot.scale > 5 && (kind === 'building' || Math.abs(x) > 3)
    })
  return walls.length > 0 ? random.pick(walls) : undefined
}

/** Of what a distractor hides: some people or a car, and a billboard. */
const GROUP = { height: 2, wide: 2.6 }
const BOARD = { height: 5.4, wide: 2.8 }

interface DistractorPlan {
  readonly camera: Camera
  readonly seconds: number
  readonly light: LightPlan
  readonly scene: Scene
  readonly events: readonly PlannedEvent[]
  readonly places: readonly Place[]
  readonly isSeen: (place: Place) => boolean
}

function planDistractors(random: Random, plan: DistractorPlan): Distractor[] {
  const count = plan.events.length > 0 ? random.int(0, 3) : random.int(1, 3)
  const taken: Place[] = []
  const kinds = new Set<DistractorKind>()
  const distractors: Distractor[] = []
  for (let i = 0; i < count; i++) {
    const kind = random.pick(DISTRACTORS.filter((name) => suits(name, plan) && !kinds.has(name)))
    const at = placeFor(random, kind, { ...plan, taken })
    if (!at) continue
    kinds.add(kind)
    if (!AIRY.includes(kind)) taken.push(at)
    const isAlways = random.chance(0.6)
    const fromSec = isAlways ? 0 : random.between(0, plan.seconds * 0.5)
    const toSec = isAlways ? plan.seconds : Math.min(plan.seconds, fromSec + random.between(5, 20))
    // A child lies on the bare ground only where that is grass.
    const variants = kind === 'lying child' && !plan.scene.isGreen ? 2 : BILLBOARD_SHOWS.length
    const variant = random.int(0, variants - 1)
    distractors.push({ kind, at, fromSec, toSec, seed: random.seed(), variant })
  }
  return distractors
}

/** They are nowhere on the ground. */
const AIRY: readonly DistractorKind[] = ['sun glare', 'fireworks']

/** What a road without pavements may have. */
const ROADSIDE: readonly DistractorKind[] = [
  'broken-down car',
  'billboard',
  'flags',
  'sun glare',
  'fireworks',
  'road works',
  'police lights',
]

function suits(kind: DistractorKind, { light, scene }: DistractorPlan): boolean {
  if (scene.layout === 'highway' && !ROADSIDE.includes(kind)) return false
  if (kind === 'sun glare') return light.time !== 'night' && light.weather === 'clear'
  if (kind === 'fireworks') return light.time === 'night' && light.weather !== 'fog'
  if (kind === 'barbecue') return scene.isGreen || scene.layout === 'plaza'
  return true
}

function placeFor(
  random: Random,
  kind: DistractorKind,
  { taken, places, isSeen, events, camera }: DistractorPlan & { readonly taken: readonly Place[] },
): Place | undefined {
  if (AIRY.includes(kind)) return [0, 0]
  const isFree = (place: Place) =>
    taken.every((other) => distance(other, place) > 5) &&
    events.every(
      ({ at }) =>
        distance(at, place) > 4 &&
        !hides(camera, { at: place, ...(kind === 'billboard' ? BOARD : GROUP) }, at),
    )
  for (let i = 0; i < 12; i++) {
    const far = kind === 'billboard' || kind === 'flags'
    const at: Place =
      places.length > 0 && random.chance(0.5) && !far
        ? random.pick(places)
        : [random.between(-7, 7), far ? random.between(17, 26) : random.between(8, 22)]
    if (isSeen(at) && isFree(at)) return at
  }
  return undefined
}
