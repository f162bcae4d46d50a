import {
  area,
  type Builder,
  bothWays,
  box,
  dashes,
  ground,
  housesAcross,
  lamp,
  parkedCar,
  prop,
  strip,
  tree,
} from './layout-parts.ts'
import type { Layout } from './layouts.ts'

/** Places that training and validation never show. */
export const TEST_LAYOUTS = {
  yard: { noun: 'yard', build: yard },
  forecourt: { noun: 'station forecourt', build: forecourt },
  park: { noun: 'park', isGreen: true, build: park },
  quay: { noun: 'quay', build: quay },
} as const satisfies Record<string, Layout>

function yard(b: Builder): void {
  const { random, palette } = b
  ground(b, random.pick(palette.road))
  const back = random.between(24, 30)
  box(
    b,
    { x: [-40, random.between(-4, 4)], z: [back, back + 14], height: random.between(7, 9) },
    'ribs',
  )
  box(b, { x: [random.between(5, 7), 44], z: [back + 4, back + 14], height: 6 }, 'plain')
  for (const side of [-1, 1])
    for (let z = random.between(11, 13); z < back - 4; z += 3.2) {
      const x = side * random.between(9, 11)
      const spans = side < 0 ? ([x - 6.1, x] as const) : ([x, x + 6.1] as const)
      if (random.chance(0.8))
        box(b, { x: spans, z: [z, z + 2.5], height: random.pick([2.6, 2.6, 5.2]) }, 'ribs')
    }
  for (let i = 0; i < 5; i++)
    prop(b, [random.between(-8, 8), random.between(back - 5, back - 1)], { kind: 'crates' })
  prop(b, [random.between(-7, 7), random.between(14, 19)], { kind: 'bin', size: 1.6 })
  parkedCar(b, [random.between(-7, 7), back - 6], random.between(0, 6))
  lamp(b, [-8, 12], 1)
  lamp(b, [8, 20], -1)
  bothWays(b.roads, [-30, back - 3], [30, back - 8])
  bothWays(b.walks, [-12, 14], [12, 18])
  bothWays(b.walks, [random.between(-5, 5), 6], [random.between(-5, 5), back - 2])
  for (let i = 0; i < 6; i++) b.spots.push([random.between(-4.5, 4.5), random.between(11, 21)])
}

function forecourt(b: Builder): void {
  const { random, palette } = b
  ground(b, random.pick(palette.pavement))
  const kerb = random.between(19, 22)
  area(b, strip([-90, 90], [6, kerb]), random.pick(palette.road))
  const left = random.between(-10, -7)
  for (const x of [left, left + 7]) {
    prop(b, [x, 17], { kind: 'pump' })
    prop(b, [x, 21], { kind: 'pump' })
    box(b, { x: [x - 0.2, x + 0.2], z: [19, 19.4], height: 4.6 }, 'plain')
  }
  box(b, { x: [left - 3.5, left + 10.5], z: [15, 23], height: 5.4, base: 4.6 }, 'plain')
  box(b, { x: [left + 13, left + 30], z: [kerb + 2, kerb + 11], height: 4.5 }, 'shop')
  housesAcross(b, [-45, left + 8], kerb + 12)
  dashes(b, [-50, 50], [9.4, 9.55])
  parkedCar(b, [left + 2.2, 19], 0)
  parkedCar(b, [left + 17, kerb - 1.5], Math.PI / 2)
  prop(b, [left + 11.4, 13], { kind: 'sign', size: 2 })
  lamp(b, [random.between(3, 8), kerb], -1)
  lamp(b, [random.between(-4, 0), 13], 1)
  b.roads.push({ from: [-34, 8], to: [34, 8] }, { from: [34, 11.2], to: [-34, 11.2] })
  bothWays(b.walks, [-14, kerb + 1], [16, kerb + 1])
  bothWays(b.walks, [left + 4, 14], [left + 16, kerb + 1.5])
  for (let i = 0; i < 5; i++) b.spots.push([random.between(-2, 6), random.between(11, 18)])
}

function park(b: Builder): void {
  const { random, palette } = b
  ground(b, random.pick(palette.grass))
  const path = random.pick(palette.pavement)
  const z = random.between(12, 17)
  const slant = random.between(-4, 4)
  area(
    b,
    [
      [-60, z - slant],
      [60, z + slant],
      [60, z + slant + 3.4],
      [-60, z - slant + 3.4],
    ],
    path,
  )
  const x = random.between(-5, 5)
  area(
    b,
    [
      [x - 1.6, -2],
      [x + 1.6, -2],
      [x + 5, z + 1],
      [x + 1.6, z + 1],
    ],
    path,
  )
  const pond = random.between(-9, 9)
  const ring = Array.from({ length: 12 }, (_, i) => {
    const angle = (i / 12) * Math.PI * 2
    return [pond + 6 * Math.cos(angle), z + 12 + 4 * Math.sin(angle)] as const
  })
  if (random.chance(0.6)) b.patches.push({ points: ring, colour: [92, 120, 140], texture: 'water' })
  for (let i = 0; i < 13; i++) tree(b, [random.between(-26, 26), random.between(z + 6, 50)])
  for (const at of [-9, -3, 5, 11])
    if (random.chance(0.7)) prop(b, [at, z + 4.2], { kind: 'bench' })
    else prop(b, [at, z + 4], { kind: 'bin' })
  lamp(b, [random.between(-8, -4), z - 0.6], 1)
  lamp(b, [random.between(4, 8), z + 3.8], -1)
  housesAcross(b, [-50, 50], 60)
  bothWays(b.walks, [-18, z - slant / 3 + 1.2], [18, z + slant / 3 + 1.4])
  bothWays(b.walks, [-18, z - slant / 3 + 2.2], [18, z + slant / 3 + 2.4])
  bothWays(b.walks, [x, 4], [x + 3, z + 1])
  b.roads.push({ from: [-34, z + 1.7 - slant / 2], to: [34, z + 1.7 + slant / 2] })
  for (let i = 0; i < 6; i++) b.spots.push([random.between(-4.5, 4.5), random.between(10, z + 5)])
}

function quay(b: Builder): void {
  const { random, palette } = b
  const edge = random.between(17, 21)
  ground(b, random.pick(palette.pavement), 'paving')
  b.patches.push({
    points: strip([-90, 90], [edge, 140]),
    colour: [70, 104, 122],
    texture: 'water',
  })
  b.patches.push({ points: strip([-90, 90], [edge - 0.5, edge]), colour: [110, 106, 100] })
  for (let x = -14; x < 15; x += 4) prop(b, [x, edge - 0.9], { kind: 'bollard' })
  for (let x = -16; x < 16; x += random.between(7, 11))
    prop(b, [x, edge + random.between(3, 9)], { kind: 'boat', size: random.between(4, 7) })
  housesAcross(b, [-60, 60], 80)
  for (let i = 0; i < 4; i++)
    prop(b, [random.between(-12, 12), edge - random.between(2, 4)], {
      kind: random.pick(['crates', 'bench', 'bin']),
    })
  lamp(b, [-7, edge - 1.2], 1)
  lamp(b, [7, edge - 1.2], -1)
  bothWays(b.walks, [-18, edge - 2], [18, edge - 2])
  bothWays(b.walks, [-18, edge - 5], [18, edge - 4])
  bothWays(b.walks, [-18, 10], [18, 12])
  b.roads.push({ from: [-30, 8.5], to: [30, 8.5] })
  for (let i = 0; i < 6; i++)
    b.spots.push([random.between(-4.5, 4.5), random.between(10, edge - 3)])
}
