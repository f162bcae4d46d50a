import type { Place } from './camera.ts'
import { CAR_COLOURS, type Rgb } from './colour.ts'
import type { Random } from './random.ts'
import type { Box, Lane, Palette, Patch, Prop, PropKind } from './scene.ts'

/** Collects the parts of a scene while a layout is laid out. */
export interface Builder {
  readonly random: Random
  readonly palette: Palette
  readonly patches: Patch[]
  readonly boxes: Box[]
  readonly props: Prop[]
  readonly roads: Lane[]
  readonly walks: Lane[]
  readonly spots: Place[]
}

export function createBuilder(random: Random, palette: Palette): Builder {
  return {
    ...{ random, palette, patches: [], boxes: [], props: [], roads: [], walks: [], spots: [] },
  }
}

export type Span = readonly [number, number]
export const LINE: Rgb = [226, 224, 214]
const FAR = 140

export function strip(x: Span, z: Span): Place[] {
  return [
    [x[0], z[0]],
    [x[1], z[0]],
    [x[1], z[1]],
    [x[0], z[1]],
  ]
}

export function ground(b: Builder, colour: Rgb, texture: 'flecks' | 'paving' = 'flecks'): void {
  b.patches.push({ points: strip([-90, 90], [-2, FAR]), colour, texture })
}

export function area(b: Builder, points: readonly Place[], colour: Rgb): void {
  b.patches.push({ points, colour, texture: 'flecks' })
}

export function prop(
  b: Builder,
  at: Place,
  what: { kind: PropKind; size?: number; colour?: Rgb; heading?: number },
): void {
  const { kind, size = 1, colour = b.random.pick(b.palette.accents), heading = 0 } = what
  b.props.push({ kind, at, size, colour, heading, seed: b.random.seed() })
}

export function tree(b: Builder, at: Place): void {
  const size = b.random.between(3.6, 7)
  prop(b, at, { kind: 'tree', size, colour: b.random.pick(b.palette.leaves) })
}

export function lamp(b: Builder, at: Place, heading = 0): void {
  prop(b, at, { kind: 'lamp', size: b.random.between(5, 7), heading })
}

export function parkedCar(b: Builder, at: Place, heading: number): void {
  prop(b, at, { kind: 'car', heading, colour: b.random.pick(CAR_COLOURS) })
}

/** A row of houses along z whose fronts stand at `x`, on the left (side -1) or the right of a street. */
export function housesAlong(b: Builder, x: number, z: Span): void {
  const side = x < 0 ? -1 : 1
  const { random } = b
  for (let at = z[0]; at < z[1]; ) {
    const length = random.between(7, 13)
    const depth = random.between(8, 12) * side
    house(b, side < 0 ? [x + depth, x] : [x, x + depth], [at, at + length])
    at += length + (random.chance(0.2) ? random.between(1, 4) : 0)
  }
}

/** A row of houses across the picture whose fronts stand at `z`. */
export function housesAcross(b: Builder, x: Span, z: number): void {
  const { random } = b
  for (let at = x[0]; at < x[1]; ) {
    const length = random.between(6, 13)
    house(b, [at, at + length], [z, z + 10])
    at += length + (random.chance(0.15) ? random.between(1, 4) : 0)
  }
}

function house(b: Builder, x: Span, z: Span): void {
  const { random, palette } = b
  const height = random.between(6, 17)
  const facade = random.pick(['windows', 'windows', 'shop', 'shop', 'glass'] as const)
  const colour = random.pick(palette.walls)
  b.boxes.push({
    x,
    z,
    height,
    colour,
    facade,
    accent: random.pick(palette.accents),
    seed: random.seed(),
  })
}

export function box(
  b: Builder,
  spans: { x: Span; z: Span; height: number; base?: number },
  facade: Box['facade'],
): void {
  const { random, palette } = b
  b.boxes.push({
    ...{ ...spans, facade, colour: random.pick(palette.walls) },
    ...{ accent: random.pick(palette.accents), seed: random.seed() },
  })
}

export function zebra(b: Builder, x: Span, z: Span): void {
  const along = x[1] - x[0] > z[1] - z[0]
  const [low, high] = along ? x : z
  for (let at = low + 0.3; at < high - 0.4; at += 1) {
    const points = along ? strip([at, at + 0.5], z) : strip(x, [at, at + 0.5])
    b.patches.push({ points, colour: LINE })
  }
}

/** Dashes along x or z. */
export function dashes(b: Builder, x: Span, z: Span): void {
  const along = x[1] - x[0] > z[1] - z[0]
  const [low, high] = along ? x : z
  for (let at = low; at < high; at += 4.5)
    b.patches.push({
      points: along ? strip([at, at + 2], z) : strip(x, [at, at + 2]),
      colour: LINE,
    })
}

export function bothWays(lanes: Lane[], a: Place, b: Place): void {
  lanes.push({ from: a, to: b }, { from: b, to: a })
}
