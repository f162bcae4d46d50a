import { type Brush, resetAxes, toneAt } from './brush.ts'
import type { Place } from './camera.ts'
import { castOf } from './cast.ts'
import { type Rgb, WHITE } from './colour.ts'
import { drawFlames, drawLitter, drawSmoke, GREY_SMOKE, STEAM } from './effects.ts'
import { type Moment, onlookers } from './fire-events.ts'
import type { Item } from './item.ts'
import { drawPerson, type Figure } from './people.ts'
import {
  cheering,
  clubbing,
  kicking,
  lying,
  type Pose,
  punching,
  reeling,
  running,
  throwing,
} from './pose.ts'
import { block } from './props.ts'
import { drift, hash } from './random.ts'

interface Fighter {
  /** Metres to the right of the middle, and behind it. */
  readonly dx: number
  readonly dz: number
  readonly facing: number
  readonly pose: Pose
}

/** Two to six people who beat each other, and often one who is down; others look on. */
export function fightItems(moment: Moment): Item[] {
  const { brush, event, time } = moment
  const cast = castOf(event, 24)
  const step = drift(event.seed, time * 0.7) * 0.5
  const items = fightersOf(moment).map(({ dx, dz, facing, pose }, i): Item => {
    const at: Place = [event.at[0] + step + dx, event.at[1] + dz]
    return { at, draw: () => drawPerson(brush, { at, look: cast[i]!, facing, pose }) }
  })
  return [...items, ...onlookers(moment, Math.floor(hash(event.seed, 6) * 4))]
}

function fightersOf({ event, time }: Moment): Fighter[] {
  const { seed, kind } = event
  const beat = time * (1.3 + hash(seed, 30) * 0.5)
  const near = 0.44 + 0.09 * Math.sin(beat * 3)
  const left = (pose: Pose, dx = -near, dz = 0): Fighter => ({ dx, dz, facing: 1, pose })
  const right = (pose: Pose, dx = near, dz = 0): Fighter => ({ dx, dz, facing: -1, pose })
  const swap = Math.floor(time / 2 + hash(seed, 31) * 2) % 2 === 0
  const blows = swap ? punching(beat) : clubbing(beat)
  switch (kind) {
    case 'on the ground':
      return [
        { dx: 0.1, dz: 0, facing: 1, pose: lying(0.5 + 0.4 * Math.sin(beat * 4)) },
        left(kicking(beat), -0.95, -0.1),
        right(swap ? clubbing(beat + 0.4) : kicking(beat + 0.5), 0.95, 0.1),
      ]
    case 'brawl':
      return [
        left(punching(beat), -near - 0.1),
        right(reeling(beat), near),
        left(clubbing(beat + 0.3), 0.95, 0.3),
        right(punching(beat + 0.6), 1.65, 0.35),
        left(kicking(beat + 0.2), -1.75, -0.45),
        { dx: -0.95, dz: -0.5, facing: 1, pose: lying(0.5 + 0.4 * Math.sin(beat * 4)) },
      ]
    case 'two on one':
      return [
        left(punching(beat), -0.78),
        right(clubbing(beat + 0.5), 0.82),
        { dx: 0, dz: -0.1, facing: swap ? 1 : -1, pose: reeling(beat) },
        { dx: 1.5, dz: -0.6, facing: -1, pose: lying(0.4) },
      ]
    default:
      return [left(blows), right(swap ? reeling(beat) : punching(beat + 0.5))]
  }
}

/** A crowd with raised arms and banners that throws things, among overturned bins and smoke. */
export function riotItems(moment: Moment): Item[] {
  const { brush, event, time } = moment
  const { seed } = event
  const count = 14 + Math.floor(hash(seed, 50) * 9)
  const cast = castOf(event, 24)
  const items: Item[] = []
  for (let i = 0; i < count; i++) {
    const at = crowdPlace(moment, i)
    const phase = time * (1 + hash(seed, i + 60) * 0.8) + hash(seed, i + 90)
    const kind = hash(seed, i + 120)
    const pose =
      kind < 0.55
        ? cheering(phase, kind < 0.22)
        : kind < 0.75
          ? throwing(phase * 0.7)
          : kind < 0.88
            ? running(phase * 1.5)
            : punching(phase)
    const facing = hash(seed, 51) < 0.5 === i % 7 > 0 ? 1 : -1
    const figure: Figure = { at, look: cast[i]!, pose, facing }
    items.push({ at, draw: () => drawPerson(brush, figure) })
    if (i % 6 === 1)
      items.push({
        at: [at[0], at[1] - 0.05],
        draw: () => drawBanner(brush, { at, seed: seed + i, sway: Math.sin(phase * 3) }),
      })
  }
  return [
    ...items,
    ...rubble(moment),
    { at: [event.at[0], event.at[1] - 6], draw: () => drawMissiles(moment) },
  ]
}

function crowdPlace({ event, time }: Moment, i: number): Place {
  const { seed, at } = event
  const wide = 3.6 + 1.6 * hash(seed, 52)
  const surge = Math.sin(time * 1.1 + i) * 0.35
  return [
    at[0] + (hash(seed, i + 150) * 2 - 1) * wide + surge,
    at[1] + hash(seed, i + 180) * 4.2 - 1 + drift(seed + i, time * 0.5) * 0.3,
  ]
}

const BANNERS: readonly Rgb[] = [
  WHITE,
  [220, 40, 40],
  [240, 220, 90],
  [30, 30, 34],
  [240, 240, 240],
]

function drawBanner(
  brush: Brush,
  { at, seed, sway }: { readonly at: Place; readonly seed: number; readonly sway: number },
): void {
  const { ctx } = brush
  const { x, y, scale } = brush.view.project([at[0], 0, at[1]])
  if (scale === 0) return
  const tone = toneAt(brush, at)
  const isWide = hash(seed, 1) < 0.4
  const [wide, high] = isWide ? [1.9, 0.75] : [0.85, 0.65]
  ctx.translate(x, y - scale * 1.5)
  ctx.rotate(sway * 0.12)
  ctx.scale(scale, scale)
  ctx.strokeStyle = tone([110, 84, 56])
  ctx.lineWidth = 0.07
  ctx.beginPath()
  for (const pole of isWide ? [-wide / 2, wide / 2] : [0]) {
    ctx.moveTo(pole, 0.1)
    ctx.lineTo(pole, -1.1)
  }
  ctx.stroke()
  ctx.fillStyle = tone(BANNERS[Math.floor(hash(seed, 2) * BANNERS.length)]!)
  ctx.fillRect(-wide / 2, -1.1 - high / 2, wide, high)
  ctx.fillStyle = tone([40, 40, 44])
  for (const line of [0.28, 0.58])
    ctx.fillRect(
      -wide * 0.38,
      -1.1 - high / 2 + high * line,
      wide * (0.5 + 0.26 * hash(seed, 3 + line * 10)),
      high * 0.14,
    )
  resetAxes(brush)
}

function rubble(moment: Moment): Item[] {
  const { brush, event, time } = moment
  const { at, seed } = event
  const items: Item[] = [
    {
      at: [at[0], at[1] + 9],
      draw: () =>
        drawLitter(brush, {
          at,
          radius: 5,
          seed,
          count: 40,
          colours: [
            [70, 66, 60],
            [200, 196, 186],
            [120, 60, 40],
            [40, 40, 44],
          ],
        }),
    },
  ]
  for (const [i, side] of [-1, 1].entries()) {
    const place: Place = [
      at[0] + side * (2.6 + hash(seed, i + 200) * 2.6),
      at[1] - 0.9 - hash(seed, i + 210),
    ]
    const heading = hash(seed, i + 220) * 3
    items.push({
      at: place,
      draw: () =>
        block(
          brush,
          { at: place, heading },
          { size: [0.85, 1.5, 0.8], style: [toneAt(brush, place), [50, 84, 62]] },
        ),
    })
    const burns = hash(seed, i + 230) < (event.kind === 'burning bins' ? 0.9 : 0.25)
    if (burns)
      items.push({
        at: [place[0], place[1] - 0.1],
        draw: () =>
          drawFlames(brush, { at: [place[0], 0.5, place[1]], size: 0.9, time, seed: seed + i }),
      })
    const effect = { at: [place[0], 0.4, place[1]] as const, size: 0.9, time, seed: seed + i * 5 }
    const colour = event.kind === 'gas' ? STEAM : GREY_SMOKE
    items.push({
      at: [at[0], at[1] + 2 - i * 4],
      draw: () => drawSmoke(brush, effect, { colour, alpha: 0.42, rise: 3.6, puffs: 8 }),
    })
  }
  return items
}

/** Stones and bottles in the air. */
function drawMissiles({ brush, event, time }: Moment): void {
  const { ctx, view } = brush
  const { at, seed } = event
  const side = hash(seed, 51) < 0.5 ? 1 : -1
  for (let i = 0; i < 7; i++) {
    const flight = (time * 0.9 + hash(seed, i + 240)) % 1
    const from = at[0] + (hash(seed, i + 250) * 2 - 1) * 3
    const height = 1.8 + 4 * flight * (1 - flight) * (1.4 + hash(seed, i + 260))
    const spot = view.project([from + side * flight * 6, height, at[1] + hash(seed, i + 270) * 2])
    if (spot.scale === 0) continue
    ctx.fillStyle =
      i % 3 === 0 ? 'rgb(250,150,50)' : brush.light.tone(spot.depth, 0.3)([56, 52, 50])
    const size = Math.max(1.2, spot.scale * 0.2)
    ctx.fillRect(spot.x, spot.y, size, size * 0.8)
  }
}
