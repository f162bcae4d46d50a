import { drawBillboard } from './billboard.ts'
import { type Brush, drawGlow, drawPuff, toneAt } from './brush.ts'
import type { Place } from './camera.ts'
import { castOf } from './cast.ts'
import { CAR_COLOURS, type Rgb } from './colour.ts'
import { drawSmoke, STEAM } from './effects.ts'
import { drawFireworks } from './fireworks.ts'
import {
  balloons,
  barbecue,
  busQueue,
  couple,
  lyingChild,
  musician,
  person,
  playingChildren,
  type Showing,
  standingCrowd,
} from './harmless-people.ts'
import { FAR_AWAY, IN_FRONT, type Item } from './item.ts'
import { dancing, hugging, standing } from './pose.ts'
import { block, pole } from './props.ts'
import { drift, hash } from './random.ts'
import type { Distractor, DistractorKind } from './spec.ts'
import { drawVehicle } from './vehicles.ts'

type Painter = (showing: Showing) => Item[]

export function distractorItems(brush: Brush, distractor: Distractor, time: number): Item[] {
  return PAINTERS[distractor.kind]({ brush, distractor, time })
}

const PAINTERS: Record<DistractorKind, Painter> = {
  'hugging couple': (showing) => couple(showing, hugging),
  'dancing pair': (showing) => couple(showing, dancing),
  'bus queue': busQueue,
  'standing crowd': standingCrowd,
  'broken-down car': brokenDown,
  'lying child': lyingChild,
  flags,
  billboard: ({ brush, distractor, time }) => [
    {
      at: [distractor.at[0], distractor.at[1] + 0.1],
      draw: () => drawBillboard(brush, distractor, time),
    },
  ],
  'manhole steam': manhole,
  'sun glare': (showing) => [{ at: IN_FRONT, draw: () => drawGlare(showing) }],
  fireworks: ({ brush, distractor, time }) => [
    { at: FAR_AWAY, draw: () => drawFireworks(brush, distractor.seed, time) },
  ],
  'road works': roadWorks,
  'playing children': playingChildren,
  'street musician': musician,
  'police lights': policeCar,
  barbecue,
  'red balloons': balloons,
}

function brokenDown({ brush, distractor, time }: Showing): Item[] {
  const { at, seed } = distractor
  const colour = CAR_COLOURS[Math.floor(hash(seed, 1) * CAR_COLOURS.length)]!
  const heading = (hash(seed, 2) < 0.5 ? Math.PI / 2 : -Math.PI / 2) + (hash(seed, 3) - 0.5) * 0.3
  const lights = {
    areOn: brush.light.time === 'night',
    isBlinking: Math.floor(time * 1.6) % 2 === 0,
  }
  const cast = castOf(distractor, 1)
  const warning: Place = [at[0] - Math.sin(heading) * 4, at[1] - Math.cos(heading) * 4]
  const triangle = () => {
    const { x, y, scale } = brush.view.project([warning[0], 0, warning[1]])
    brush.ctx.strokeStyle = toneAt(brush, warning)([230, 40, 30])
    brush.ctx.lineWidth = Math.max(0.8, scale * 0.1)
    brush.ctx.beginPath()
    brush.ctx.moveTo(x - scale * 0.3, y)
    brush.ctx.lineTo(x + scale * 0.3, y)
    brush.ctx.lineTo(x, y - scale * 0.5)
    brush.ctx.closePath()
    brush.ctx.stroke()
  }
  return [
    {
      at,
      draw: () => drawVehicle(brush, { at, heading }, { look: { kind: 'car', colour }, lights }),
    },
    { at: warning, draw: triangle },
    person(brush, [at[0] + 0.6, at[1] - 1.7], {
      look: cast[0]!,
      pose: standing(drift(seed, time * 0.3), 1),
      facing: 1,
    }),
  ]
}

const FLAGS: readonly (readonly Rgb[])[] = [
  [
    [200, 40, 40],
    [240, 240, 240],
    [40, 60, 150],
  ],
  [
    [30, 110, 60],
    [240, 240, 240],
    [220, 110, 40],
  ],
  [
    [230, 190, 40],
    [210, 40, 40],
    [230, 190, 40],
  ],
]

function flags({ brush, distractor, time }: Showing): Item[] {
  const { at, seed } = distractor
  return [-2, 0, 2].map((dx, i): Item => {
    const place: Place = [at[0] + dx, at[1]]
    const draw = () => {
      const { ctx } = brush
      const spot = brush.view.project([place[0], 0, place[1]])
      const tone = toneAt(brush, place)
      pole(brush, spot, { metres: 5, style: tone([190, 190, 190]), wide: 0.08 })
      const { scale } = spot
      for (const [band, colour] of FLAGS[(i + seed) % 3]!.entries()) {
        ctx.fillStyle = tone(colour)
        for (let part = 0; part < 5; part++) {
          const wave = Math.sin(time * 5 + part * 0.9 + i) * 0.12 * part * 0.4
          ctx.fillRect(
            spot.x + part * scale * 0.3,
            spot.y - scale * (4.95 - band * 0.36 + wave),
            scale * 0.32,
            scale * 0.37,
          )
        }
      }
    }
    return { at: place, draw }
  })
}

function manhole({ brush, distractor, time }: Showing): Item[] {
  const { at, seed } = distractor
  const draw = () => {
    const { x, y, scale } = brush.view.project([at[0], 0, at[1]])
    brush.ctx.fillStyle = toneAt(brush, at)([52, 52, 54])
    brush.ctx.beginPath()
    brush.ctx.ellipse(x, y, scale * 0.45, scale * 0.16, ...([0, 0, Math.PI * 2] as const))
    brush.ctx.fill()
    const effect = { at: [at[0], 0, at[1]] as const, size: 0.4, time, seed }
    drawSmoke(brush, effect, {
      colour: STEAM,
      alpha: 0.45,
      rise: 2.6 + hash(seed, 1) * 1.6,
      puffs: 10,
    })
  }
  return [{ at, draw }]
}

function drawGlare({ brush, distractor, time }: Showing): void {
  const { view } = brush
  const { seed } = distractor
  const x = view.width * (0.08 + 0.84 * hash(seed, 1))
  const y = view.height * (0.02 + 0.2 * hash(seed, 2))
  const pulse = 1 + 0.08 * drift(seed, time * 0.5)
  const warm: Rgb = brush.light.time === 'dusk' ? [255, 176, 92] : [255, 244, 214]
  drawGlow(brush, { x, y, radius: view.height * 0.62 * pulse, colour: warm, alpha: 0.75 })
  drawGlow(brush, {
    x,
    y,
    radius: view.height * 0.2 * pulse,
    colour: [255, 255, 240],
    alpha: 1,
    hardness: 0.3,
  })
  for (const [i, part] of [0.35, 0.62, 0.9, 1.2].entries()) {
    const colour: Rgb = i % 2 ? [255, 150, 90] : [150, 220, 170]
    const flare = {
      x: x + (view.width / 2 - x) * part * 1.6,
      y: y + (view.height / 2 - y) * part * 1.6,
    }
    drawGlow(brush, {
      ...flare,
      radius: view.height * (0.04 + 0.03 * i),
      colour,
      alpha: 0.22,
      hardness: 0.6,
    })
  }
}

function roadWorks({ brush, distractor, time }: Showing): Item[] {
  const { at, seed } = distractor
  const cast = castOf(distractor, 2)
  const vest: Rgb = [240, 130, 30]
  const cones = [-2.2, -1.1, 0, 1.1, 2.2].map((dx): Item => {
    const place: Place = [at[0] + dx, at[1] - 1.2]
    const draw = () => {
      const { x, y, scale } = brush.view.project([place[0], 0, place[1]])
      brush.ctx.fillStyle = toneAt(brush, place)([236, 92, 24])
      brush.ctx.beginPath()
      brush.ctx.moveTo(x - scale * 0.22, y)
      brush.ctx.lineTo(x, y - scale * 0.7)
      brush.ctx.lineTo(x + scale * 0.22, y)
      brush.ctx.fill()
      brush.ctx.fillStyle = toneAt(brush, place)([236, 236, 230])
      brush.ctx.fillRect(x - scale * 0.1, y - scale * 0.42, scale * 0.2, scale * 0.14)
    }
    return { at: place, draw }
  })
  const barrier: Item = {
    at: [at[0], at[1] + 0.6],
    draw: () =>
      block(
        brush,
        { at: [at[0], at[1] + 0.6], heading: 0 },
        { size: [3, 0.1, 0.9], style: [toneAt(brush, at), [220, 60, 40]] },
      ),
  }
  const workers = [-0.8, 0.9].map((dx, i) =>
    person(brush, [at[0] + dx, at[1]], {
      look: { ...cast[i]!, top: vest, isHooded: false },
      pose: {
        ...standing(drift(seed + i, time * 0.6)),
        lean: 0.35 + 0.15 * Math.sin(time * 2 + i),
        arms: [
          [0.7, 0.3],
          [0.5, 0.4],
        ],
      },
      facing: i ? -1 : 1,
    }),
  )
  return [barrier, ...workers, ...cones]
}

function policeCar({ brush, distractor, time }: Showing): Item[] {
  const { at, seed } = distractor
  const heading = hash(seed, 2) < 0.5 ? Math.PI / 2 : -Math.PI / 2
  const draw = () => {
    const lights = { areOn: brush.light.time === 'night' }
    drawVehicle(
      brush,
      { at, heading },
      { look: { kind: 'estate', colour: [232, 232, 236] }, lights },
    )
    const isBlue = Math.floor(time * 4) % 2 === 0
    for (const side of [-0.5, 0.5]) {
      const { x, y, scale } = brush.view.project([at[0] + side, 1.75, at[1]])
      const colour: Rgb = side < 0 === isBlue ? [60, 90, 255] : [255, 50, 40]
      drawPuff(brush, { x, y, radius: scale * 0.3, colour, alpha: 1, hardness: 0.6 })
      drawGlow(brush, {
        x,
        y,
        radius: scale * 1.5,
        colour,
        alpha: brush.light.time === 'day' ? 0.3 : 0.7,
      })
    }
  }
  return [{ at, draw }]
}
