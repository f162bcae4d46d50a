import {
  area,
  type Builder,
  bothWays,
  box,
  dashes,
  ground,
  housesAcross,
  housesAlong,
  LINE,
  lamp,
  parkedCar,
  prop,
  strip,
  tree,
  zebra,
} from './layout-parts.ts'

/** Lays a scene out; what `noun` says is how a caption names the place. */
export interface Layout {
  readonly noun: string
  readonly isGreen?: boolean
  readonly build: (b: Builder) => void
}

/** Of training and validation. The test split has its own: test-layouts.ts. */
export const LAYOUTS = {
  street: { noun: 'street', build: street },
  crossing: { noun: 'crossing', build: crossing },
  plaza: { noun: 'plaza', build: plaza },
  'car-park': { noun: 'car park', build: carPark },
  alley: { noun: 'alley', build: alley },
  'shop-front': { noun: 'shop front', build: shopFront },
  highway: { noun: 'highway', build: highway },
  market: { noun: 'market', build: market },
  suburb: { noun: 'residential street', isGreen: true, build: suburb },
} as const satisfies Record<string, Layout>

function street(b: Builder): void {
  const { random, palette } = b
  const centre = random.between(-2.5, 2.5)
  const half = random.between(3.2, 4.6)
  const pavement = random.between(2.4, 4)
  ground(b, random.pick(palette.pavement))
  area(b, strip([centre - half, centre + half], [-2, 140]), random.pick(palette.road))
  dashes(b, [centre - 0.08, centre + 0.08], [2, 90])
  if (random.chance(0.5)) zebra(b, [centre - half, centre + half], [13, 16])
  const [left, right] = [centre - half - pavement, centre + half + pavement]
  housesAlong(b, left, [random.between(6, 12), 75])
  housesAlong(b, right, [random.between(6, 12), 75])
  for (const side of [-1, 1]) {
    const kerb = centre + side * (half + 0.6)
    bothWays(b.walks, [kerb + side * 0.9, 3], [kerb + side * 0.9, 45])
    for (let z = random.between(8, 14); z < 60; z += random.between(9, 14))
      if (random.chance(0.5)) tree(b, [kerb, z])
      else lamp(b, [kerb, z], -side)
    if (random.chance(0.6))
      for (let z = random.between(8, 12); z < 34; z += random.between(5.4, 9))
        parkedCar(b, [centre + side * (half - 0.9), z], side < 0 ? Math.PI : 0)
  }
  b.roads.push({ from: [centre + half / 2.2, -4], to: [centre + half / 2.2, 70] })
  b.roads.push({ from: [centre - half / 2.2, 70], to: [centre - half / 2.2, -4] })
  b.walks.push({ from: [left + 1, 14.5], to: [right - 1, 14.5] })
  for (const z of [9, 12, 15, 19, 24]) b.spots.push([centre + random.between(-1.6, 1.6), z])
  b.spots.push([centre - half - 1.2, 13], [centre + half + 1.2, 16])
}

function crossing(b: Builder): void {
  const { random, palette } = b
  const near = random.between(10, 13)
  const far = near + random.between(6.5, 8.5)
  const half = random.between(3.2, 4.4)
  ground(b, random.pick(palette.pavement))
  const road = random.pick(palette.road)
  area(b, strip([-90, 90], [near, far]), road)
  area(b, strip([-half, half], [-2, 140]), road)
  const middle = (near + far) / 2
  dashes(b, [-60, -half - 3.5], [middle - 0.08, middle + 0.08])
  dashes(b, [half + 3.5, 60], [middle - 0.08, middle + 0.08])
  zebra(b, [-half - 3.2, -half - 0.6], [near, far])
  zebra(b, [half + 0.6, half + 3.2], [near, far])
  if (random.chance(0.7)) zebra(b, [-half, half], [far + 0.6, far + 3])
  housesAlong(b, -half - 3, [far + 4, 70])
  housesAlong(b, half + 3, [far + 4, 70])
  housesAcross(b, [-42, -half - 13], far + 4)
  housesAcross(b, [half + 13, 42], far + 4)
  for (const x of [-half - 1, half + 1]) {
    lamp(b, [x, far + 1], -Math.sign(x))
    if (random.chance(0.6)) prop(b, [x, near - 0.8], { kind: 'sign' })
    if (random.chance(0.6)) tree(b, [x * random.between(2, 3), far + 1.6])
  }
  b.roads.push({ from: [-34, middle + 1.7], to: [34, middle + 1.7] })
  b.roads.push({ from: [34, middle - 1.7], to: [-34, middle - 1.7] })
  b.roads.push({ from: [-half / 2, 60], to: [-half / 2, -4] })
  bothWays(b.walks, [-22, far + 1.6], [22, far + 1.6])
  bothWays(b.walks, [-18, near - 1.6], [18, near - 1.6])
  bothWays(b.walks, [half + 1.9, near - 5], [half + 1.9, far + 20])
  for (const x of [-3, 0, 3]) b.spots.push([x, middle + random.between(-1.5, 1.5)])
  b.spots.push([random.between(-5, 5), far + 5], [random.between(-3, 3), near - 1.5])
}

function plaza(b: Builder): void {
  const { random, palette } = b
  ground(b, random.pick(palette.pavement), 'paving')
  const back = random.between(26, 38)
  housesAcross(b, [-45, 45], back)
  if (random.chance(0.6)) housesAlong(b, -random.between(13, 17), [14, back])
  if (random.chance(0.6)) housesAlong(b, random.between(13, 17), [14, back])
  const centre = random.between(-5, 5)
  if (random.chance(0.6)) prop(b, [centre, back - 9], { kind: 'fountain', size: 2.2 })
  for (let i = 0; i < 5; i++) {
    const at = [random.between(-12, 12), random.between(15, back - 2)] as const
    if (random.chance(0.6)) tree(b, at)
    else prop(b, at, { kind: 'bench' })
  }
  for (const x of [-9, 0, 9])
    lamp(b, [x + random.between(-1, 1), random.between(16, 22)], random.pick([-1, 1]))
  for (let i = 0; i < 4; i++) {
    const [z, end] = [random.between(8, back - 3), random.between(8, back - 3)]
    bothWays(b.walks, [-16, z], [16, end])
  }
  b.roads.push({ from: [-30, back - 3], to: [30, back - 3] })
  for (let i = 0; i < 6; i++) b.spots.push([random.between(-4.5, 4.5), random.between(9, 22)])
}

function carPark(b: Builder): void {
  const { random, palette } = b
  ground(b, random.pick(palette.road))
  const rows = [random.between(8, 9), random.between(20, 22), random.between(32, 34)]
  for (const z of rows)
    for (let x = -24; x <= 24; x += 2.7) {
      b.patches.push({ points: strip([x - 0.06, x + 0.06], [z - 2.5, z + 2.5]), colour: LINE })
      if (random.chance(z < 12 ? 0.42 : 0.66))
        parkedCar(b, [x + 1.35, z], random.chance(0.5) ? 0 : Math.PI)
    }
  housesAcross(b, [-45, 45], random.between(40, 48))
  for (const x of [-11, 10]) {
    lamp(b, [x, rows[1]! - 3.4], random.pick([-1, 1]))
    tree(b, [x + random.between(-3, 3), rows[2]! + 4])
  }
  const middle = (rows[0]! + rows[1]!) / 2
  bothWays(b.roads, [-28, middle + 1.4], [28, middle - 1.4])
  bothWays(b.walks, [-14, middle - 3], [14, middle + 3.4])
  bothWays(b.walks, [random.between(-6, 6), 5], [random.between(-6, 6), 36])
  for (const x of [-4, -1.5, 1, 4]) b.spots.push([x, middle + random.between(-2, 2)])
  b.spots.push([random.between(-3, 3), rows[2]! - 5])
}

function alley(b: Builder): void {
  const { random, palette } = b
  const half = random.between(3, 4.4)
  ground(b, random.pick(palette.road), random.chance(0.4) ? 'paving' : 'flecks')
  area(b, strip([-0.2, 0.2], [-2, 60]), [60, 60, 62])
  housesAlong(b, -half, [2, 44])
  housesAlong(b, half, [2, 44])
  if (random.chance(0.5)) housesAcross(b, [-14, 14], 44)
  for (let z = random.between(9, 12); z < 34; z += random.between(4, 8)) {
    const side = random.pick([-1, 1])
    const kind = random.pick(['bin', 'bin', 'crates', 'crates', 'bollard'] as const)
    prop(b, [side * (half - 0.8), z], { kind, size: kind === 'bin' ? 1.5 : 1 })
  }
  for (const z of [10, 22]) lamp(b, [random.pick([-1, 1]) * (half - 0.2), z], 0)
  bothWays(b.walks, [-1.2, 3], [-1, 42])
  bothWays(b.walks, [1.3, 3], [1, 42])
  b.roads.push({ from: [0.4, 42], to: [0.4, -4] })
  for (const z of [8, 10, 13, 16, 20]) b.spots.push([random.between(-1, 1), z])
}

function shopFront(b: Builder): void {
  const { random, palette } = b
  const front = random.between(14, 18)
  ground(b, random.pick(palette.pavement), 'paving')
  area(b, strip([-90, 90], [-2, front - 5.5]), random.pick(palette.road))
  for (let x = -40; x < 40; ) {
    const length = random.between(5, 9)
    box(b, { x: [x, x + length], z: [front, front + 9], height: random.between(7, 12) }, 'shop')
    x += length
  }
  for (let x = -12 + random.between(0, 4); x < 13; x += random.between(5, 8)) {
    const kind = random.pick(['tree', 'lamp', 'bench', 'bin', 'sign'] as const)
    if (kind === 'tree') tree(b, [x, front - 4.6])
    else if (kind === 'lamp') lamp(b, [x, front - 4.8], 1)
    else prop(b, [x, front - 1], { kind })
  }
  lamp(b, [random.between(-9, 9), front - 5], 1)
  bothWays(b.walks, [-18, front - 1.6], [18, front - 1.6])
  bothWays(b.walks, [-18, front - 3.4], [18, front - 3])
  b.roads.push({ from: [-30, front - 7.4], to: [30, front - 7.4] })
  b.roads.push({ from: [30, front - 10.4], to: [-30, front - 10.4] })
  for (const x of [-4, -1, 2, 4]) b.spots.push([x, front - random.between(2, 4)])
  b.spots.push([random.between(-2, 2), front - 7])
}

function highway(b: Builder): void {
  const { random, palette } = b
  const lane = 3.5
  ground(b, random.pick(palette.grass))
  area(b, strip([-lane * 3.4, lane * 3.4], [-2, 140]), random.pick(palette.road))
  for (const k of [-2, -1, 1, 2])
    dashes(b, [k * lane * 1.05 - 0.09, k * lane * 1.05 + 0.09], [2, 120])
  for (const x of [-lane * 3.2, lane * 3.2])
    b.patches.push({ points: strip([x - 0.1, x + 0.1], [-2, 140]), colour: LINE })
  box(b, { x: [-0.25, 0.25], z: [3, 120], height: 0.8 }, 'plain')
  if (random.chance(0.6)) prop(b, [0, random.between(34, 50)], { kind: 'gantry', size: 12 })
  for (let z = 12; z < 110; z += random.between(7, 16)) {
    tree(b, [-lane * 3.4 - random.between(3, 9), z])
    tree(b, [lane * 3.4 + random.between(3, 9), z])
    if (z < 60) lamp(b, [lane * 3.4 + 0.8, z + 2], -1)
  }
  for (const k of [0.5, 1.5, 2.5]) {
    b.roads.push({ from: [k * lane * 1.05, -4], to: [k * lane * 1.05, 110] })
    b.roads.push({ from: [-k * lane * 1.05, 110], to: [-k * lane * 1.05, -4] })
  }
  b.walks.push({ from: [lane * 3.4 + 1.4, 8], to: [lane * 3.4 + 1.4, 60] })
  for (const z of [11, 14, 18, 24]) b.spots.push([random.pick([-1, 1]) * random.between(2, 5), z])
}

function market(b: Builder): void {
  const { random, palette } = b
  ground(b, random.pick(palette.pavement), 'paving')
  housesAcross(b, [-45, 45], random.between(34, 42))
  const [left, right] = [-random.between(4.4, 6), random.between(4.4, 6)]
  for (const x of [left, right, left - 7, right + 7])
    for (let z = random.between(9, 11); z < 32; z += random.between(3.6, 4.6))
      if (random.chance(0.85)) prop(b, [x, z], { kind: 'stall', size: random.between(2.6, 3.2) })
  lamp(b, [left - 2, 15], 1)
  lamp(b, [right + 2, 22], -1)
  for (const x of [-2, -0.6, 0.8, 2.2]) bothWays(b.walks, [x, 4], [-x, 33])
  bothWays(b.walks, [left + 1.9, 6], [left + 1.9, 32])
  b.roads.push({ from: [-30, 33], to: [30, 33] })
  for (const z of [8, 10, 13, 16, 20]) b.spots.push([random.between(-1.8, 1.8), z])
}

function suburb(b: Builder): void {
  const { random, palette } = b
  const front = random.between(12, 14)
  ground(b, random.pick(palette.grass))
  area(b, strip([-90, 90], [front - 6.5, front]), random.pick(palette.road))
  area(b, strip([-90, 90], [front, front + 1.8]), random.pick(palette.pavement))
  dashes(b, [-50, 50], [front - 3.3, front - 3.15])
  for (let x = -36; x < 36; x += random.between(11, 15)) {
    const z = front + random.between(7, 10)
    box(
      b,
      { x: [x, x + random.between(7, 9)], z: [z, z + 8], height: random.between(4, 7) },
      'windows',
    )
    tree(b, [x - 1.6, z - random.between(1, 4)])
    area(b, strip([x + 2, x + 4.6], [front + 1.8, z]), random.pick(palette.pavement))
    if (random.chance(0.5)) parkedCar(b, [x + 3.3, z - 3], 0)
  }
  for (const x of [-10, 9]) lamp(b, [x + random.between(-3, 3), front + 0.5], 1)
  b.roads.push({ from: [-30, front - 1.7], to: [30, front - 1.7] })
  b.roads.push({ from: [30, front - 4.9], to: [-30, front - 4.9] })
  bothWays(b.walks, [-20, front + 0.9], [20, front + 0.9])
  for (const x of [-4, 0, 3]) b.spots.push([x, front - random.between(1.5, 5)])
  b.spots.push([random.between(-4, 4), front + 4], [random.between(-4, 4), front + 0.8])
}
