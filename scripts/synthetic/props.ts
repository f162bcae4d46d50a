import { type Brush, drawGlow, drawPuff, fillFace, toneAt } from './brush.ts'
import type { Pixel, Point } from './camera.ts'
import { mix, type Rgb, scale } from './colour.ts'
import { paintFaces, placeHull, visibleFaces } from './hull.ts'
import type { Tone } from './light.ts'
import { hash } from './random.ts'
import type { Prop } from './scene.ts'
import { drawVehicle } from './vehicles.ts'

interface Placed {
  readonly spot: Pixel
  readonly tone: Tone
}

/** Street furniture, parked cars and trees. */
export function drawProp(brush: Brush, prop: Prop): void {
  const [x, z] = prop.at
  const spot = brush.view.project([x, 0, z])
  if (spot.scale === 0) return
  const placed = { spot, tone: toneAt(brush, prop.at) }
  PAINTERS[prop.kind](brush, prop, placed)
}

type Painter = (brush: Brush, prop: Prop, placed: Placed) => void
const STEEL: Rgb = [92, 94, 98]
const WOOD: Rgb = [128, 92, 58]

const PAINTERS: Record<Prop['kind'], Painter> = {
  tree: drawTree,
  lamp: drawLamp,
  car: drawParkedCar,
  stall: drawStall,
  fountain: drawFountain,
  gantry: drawGantry,
  boat: drawBoat,
  shelter: drawShelter,
  bench: (brush, prop, { tone }) => {
    block(brush, prop, { size: [1.7, 0.5, 0.45], style: [tone, WOOD] })
    block(
      brush,
      { ...prop, at: [prop.at[0], prop.at[1] + 0.22] },
      { size: [1.7, 0.08, 0.9], style: [tone, WOOD] },
    )
  },
  bin: (brush, prop, { tone }) => {
    const wide = prop.size * 0.75
    block(brush, prop, {
      size: [wide, wide * 0.8, prop.size],
      style: [tone, mix(prop.colour, [60, 80, 60], 0.6)],
    })
  },
  bollard: (brush, prop, { tone }) =>
    block(brush, prop, { size: [0.35, 0.35, 0.9], style: [tone, STEEL] }),
  crates: (brush, prop, { tone }) => {
    const wood = mix(WOOD, prop.colour, 0.2)
    block(brush, prop, { size: [1.3, 1.1, 0.8 + hash(prop.seed, 1)], style: [tone, wood] })
    const beside = [prop.at[0] + 1.1, prop.at[1] - 0.3] as const
    block(
      brush,
      { ...prop, at: beside },
      { size: [0.9, 0.8, 0.6], style: [tone, scale(wood, 0.85)] },
    )
  },
  pump: (brush, prop, { tone }) => {
    block(brush, prop, { size: [0.9, 0.6, 2], style: [tone, [220, 220, 216]] })
    block(brush, prop, { size: [0.94, 0.64, 0.6], style: [tone, prop.colour] })
  },
  sign: (brush, prop, { spot, tone }) => {
    const { ctx } = brush
    pole(brush, spot, { metres: 2.3 * prop.size, style: tone(STEEL), wide: 0.09 })
    const wide = 0.45 * prop.size * spot.scale
    ctx.fillStyle = tone(prop.colour)
    if (hash(prop.seed, 2) < 0.5)
      disc(brush, [spot.x, spot.y - 2.4 * prop.size * spot.scale], wide * 0.8)
    else ctx.fillRect(spot.x - wide, spot.y - 2.8 * prop.size * spot.scale, wide * 2, wide * 1.3)
  },
}

function disc({ ctx }: Brush, [x, y]: readonly [number, number], radius: number): void {
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, Math.PI * 2)
  ctx.fill()
}

export function pole(
  { ctx }: Brush,
  spot: Pixel,
  {
    metres,
    style,
    wide,
  }: { readonly metres: number; readonly style: string; readonly wide: number },
): void {
  ctx.strokeStyle = style
  ctx.lineWidth = Math.max(0.7, wide * spot.scale)
  ctx.beginPath()
  ctx.moveTo(spot.x, spot.y)
  ctx.lineTo(spot.x, spot.y - metres * spot.scale)
  ctx.stroke()
}

/** A box on the ground; sizes across, along and up. */
export function block(
  brush: Brush,
  { at, heading }: Pick<Prop, 'at' | 'heading'>,
  { size, style }: { readonly size: Point; readonly style: readonly [Tone, Rgb] },
): void {
  const [wide, long, high] = size
  const hull = { u: [-long / 2, long / 2], half: wide / 2, w: [0, high], taper: [0, 0, 0] } as const
  const faces = visibleFaces(brush.view, placeHull(hull, { at, heading }))
  paintFaces(brush, faces, { tone: style[0], colour: style[1] })
}

function drawTree(brush: Brush, prop: Prop, { spot, tone }: Placed): void {
  const { ctx } = brush
  const high = prop.size * spot.scale
  if (brush.hasShadows) {
    ctx.fillStyle = 'rgba(10,14,10,.2)'
    ctx.beginPath()
    ctx.ellipse(
      spot.x + high * 0.1,
      spot.y,
      high * 0.3,
      high * 0.07,
      ...([0, 0, Math.PI * 2] as const),
    )
    ctx.fill()
  }
  pole(brush, spot, { metres: prop.size * 0.6, style: tone([84, 64, 46]), wide: 0.28 })
  for (let i = 0; i < 13; i++) {
    const angle = hash(prop.seed, i) * Math.PI * 2
    const out = Math.sqrt(hash(prop.seed, i + 40)) * 0.26
    const bright = 0.72 + hash(prop.seed, i + 80) * 0.4
    ctx.fillStyle = tone(scale(prop.colour, bright - Math.sin(angle) * out * 0.5))
    disc(
      brush,
      [spot.x + Math.cos(angle) * out * high, spot.y - high * 0.72 + Math.sin(angle) * out * high],
      high * (0.1 + hash(prop.seed, i + 120) * 0.09),
    )
  }
}

function drawLamp(brush: Brush, prop: Prop, { spot, tone }: Placed): void {
  const { ctx, light } = brush
  const high = prop.size * spot.scale
  pole(brush, spot, { metres: prop.size, style: tone(STEEL), wide: 0.12 })
  const arm = Math.sin(prop.heading) * spot.scale * 1.2
  ctx.beginPath()
  ctx.moveTo(spot.x, spot.y - high)
  ctx.lineTo(spot.x + arm, spot.y - high - spot.scale * 0.15)
  ctx.stroke()
  const head = { x: spot.x + arm, y: spot.y - high - spot.scale * 0.1 }
  ctx.fillStyle = light.time === 'day' ? tone([210, 210, 205]) : 'rgb(255,240,205)'
  disc(brush, [head.x, head.y], Math.max(1, spot.scale * 0.16))
  if (light.time === 'day') return
  const colour: Rgb = hash(prop.seed, 5) < 0.6 ? [255, 170, 74] : [255, 226, 180]
  const through = light.through(spot.depth)
  const strength = light.time === 'night' ? 1 : 0.5
  drawGlow(brush, {
    ...head,
    colour,
    radius: spot.scale * 1.3 + 4,
    alpha: 0.8 * strength * through,
  })
  drawGlow(brush, { ...head, colour, radius: spot.scale * 4, alpha: 0.26 * strength * through })
  const wide = spot.scale * 6
  const onGround = { x: head.x, y: spot.y, radius: wide, flat: 0.34 }
  drawGlow(brush, { ...onGround, colour, alpha: 0.3 * strength * through })
}

function drawParkedCar(brush: Brush, prop: Prop): void {
  const kind = (['car', 'car', 'estate', 'van'] as const)[Math.floor(hash(prop.seed, 1) * 4)]!
  const heading = prop.heading + (hash(prop.seed, 2) - 0.5) * 0.06
  drawVehicle(
    brush,
    { at: prop.at, heading },
    { look: { kind, colour: prop.colour }, lights: { areOn: false } },
  )
}

function drawStall(brush: Brush, prop: Prop, { tone }: Placed): void {
  const half = prop.size / 2
  const [x, z] = prop.at
  block(brush, { at: [x, z], heading: 0 }, { size: [prop.size, 1.6, 0.85], style: [tone, WOOD] })
  for (let i = 0; i < 12; i++) {
    const at = [
      x - half + (hash(prop.seed, i) * 0.9 + 0.05) * prop.size,
      z - 0.7 + hash(prop.seed, i + 30) * 1.2,
    ] as const
    const { x: left, y: top, scale: size } = brush.view.project([at[0], 0.95, at[1]])
    const goods: Rgb[] = [
      [206, 60, 40],
      [220, 150, 40],
      [90, 150, 60],
      [230, 210, 90],
      [150, 60, 110],
    ]
    brush.ctx.fillStyle = tone(goods[Math.floor(hash(prop.seed, i + 60) * 5)]!)
    disc(brush, [left, top], size * 0.17)
  }
  for (const corner of [-half, half])
    pole(brush, brush.view.project([x + corner, 0, z - 0.8]), {
      metres: 2.3,
      style: tone(STEEL),
      wide: 0.06,
    })
  const stripes = 6
  for (let i = 0; i < stripes; i++) {
    const [from, to] = [
      x - half + (i / stripes) * prop.size,
      x - half + ((i + 1) / stripes) * prop.size,
    ]
    const colour: Rgb = i % 2 ? [232, 228, 218] : prop.colour
    fillFace(
      brush,
      [
        [from, 2.2, z - 1.1],
        [to, 2.2, z - 1.1],
        [to, 2.7, z + 0.9],
        [from, 2.7, z + 0.9],
      ],
      tone(colour),
    )
  }
}

function drawFountain(brush: Brush, prop: Prop, { spot, tone }: Placed): void {
  const { ctx } = brush
  const wide = prop.size * spot.scale
  for (const [part, colour] of [
    [1, [150, 146, 140]],
    [0.86, [110, 150, 176]],
  ] as const) {
    ctx.fillStyle = tone(colour)
    ctx.beginPath()
    ctx.ellipse(
      spot.x,
      spot.y - spot.scale * 0.4,
      wide * part,
      wide * part * 0.32,
      ...([0, 0, Math.PI * 2] as const),
    )
    ctx.fill()
  }
  pole(brush, spot, { metres: 1.8, style: tone([170, 168, 160]), wide: 0.3 })
  drawPuff(brush, {
    x: spot.x,
    y: spot.y - spot.scale * 2,
    radius: spot.scale * 0.9,
    colour: [210, 226, 236],
    alpha: 0.6,
  })
}

function drawGantry(brush: Brush, prop: Prop, { tone }: Placed): void {
  const [, z] = prop.at
  const style = tone(STEEL)
  for (const x of [-prop.size, prop.size])
    pole(brush, brush.view.project([x, 0, z]), { metres: 6, style, wide: 0.4 })
  const span = (x: readonly [number, number], y: readonly [number, number]): Point[] => [
    [x[0], y[0], z],
    [x[1], y[0], z],
    [x[1], y[1], z],
    [x[0], y[1], z],
  ]
  fillFace(brush, span([-prop.size, prop.size], [5.6, 6]), style)
  for (const x of [-8, 2]) fillFace(brush, span([x, x + 6], [5, 7]), tone([34, 84, 140]))
}

function drawBoat(brush: Brush, prop: Prop, { tone }: Placed): void {
  const length = prop.size
  const hull = {
    u: [-length / 2, length / 2],
    half: 1.1,
    w: [0, 0.9],
    taper: [-0.5, -0.2, -0.2],
  } as const
  const stance = { at: prop.at, heading: Math.PI / 2 }
  paintFaces(brush, visibleFaces(brush.view, placeHull(hull, stance)), {
    tone,
    colour: prop.colour,
  })
  const cabin = {
    u: [-length / 4, length / 6],
    half: 0.8,
    w: [0.9, 2],
    taper: [0.3, 0.1, 0.1],
  } as const
  const white: Rgb = [228, 228, 222]
  paintFaces(brush, visibleFaces(brush.view, placeHull(cabin, stance)), { tone, colour: white })
}

function drawShelter(brush: Brush, prop: Prop, { tone }: Placed): void {
  const [x, z] = prop.at
  for (const side of [-2, 2])
    pole(brush, brush.view.project([x + side, 0, z]), {
      metres: 2.5,
      style: tone(STEEL),
      wide: 0.1,
    })
  fillFace(
    brush,
    [
      [x - 2, 0.3, z],
      [x + 2, 0.3, z],
      [x + 2, 2.3, z],
      [x - 2, 2.3, z],
    ],
    tone([150, 180, 190], 0.35),
  )
  fillFace(
    brush,
    [
      [x - 2.2, 2.5, z - 1.4],
      [x + 2.2, 2.5, z - 1.4],
      [x + 2.2, 2.5, z + 0.3],
      [x - 2.2, 2.5, z + 0.3],
    ],
    tone(prop.colour),
  )
}
