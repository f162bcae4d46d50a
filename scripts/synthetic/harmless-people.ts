import { type Brush, toneAt } from './brush.ts'
import type { Place } from './camera.ts'
import { castOf } from './cast.ts'
import { drawSmoke, STEAM } from './effects.ts'
import type { Item } from './item.ts'
import { drawPerson, type PersonLook } from './people.ts'
import { cheering, dancing, lying, type Pose, running, SITTING, standing } from './pose.ts'
import { block, pole } from './props.ts'
import { drift, hash } from './random.ts'
import type { Distractor } from './spec.ts'

export interface Showing {
  readonly brush: Brush
  readonly distractor: Distractor
  readonly time: number
}
export const person = (
  brush: Brush,
  at: Place,
  who: {
    readonly look: PersonLook
    readonly pose: Pose
    readonly facing: number
    readonly seat?: number
  },
): Item => ({ at, draw: () => drawPerson(brush, { at, ...who }) })

export function couple(
  { brush, distractor, time }: Showing,
  poseAt: (phase: number) => Pose,
): Item[] {
  const { at, seed } = distractor
  const cast = castOf(distractor, 2)
  const isDance = poseAt === dancing
  const near = isDance ? 0.34 : 0.14
  const swap = isDance && Math.floor(time / 2.6 + hash(seed, 1)) % 2 === 0 ? -1 : 1
  const step = isDance ? drift(seed, time * 0.5) * 0.5 : 0
  const phase = isDance ? time * 0.7 : drift(seed, time * 0.5)
  return [-swap, swap].map((side, i) =>
    person(brush, [at[0] + step + side * near, at[1] + i * 0.05], {
      ...{ look: cast[i]!, pose: poseAt(isDance && i ? phase + 0.25 : phase), facing: -side },
    }),
  )
}

export function busQueue({ brush, distractor, time }: Showing): Item[] {
  const { at, seed } = distractor
  const count = 5 + Math.floor(hash(seed, 2) * 5)
  const cast = castOf(distractor, count)
  const tone = toneAt(brush, at)
  const sign: Item = {
    at: [at[0] - 1, at[1]],
    draw: () => {
      const spot = brush.view.project([at[0] - 1, 0, at[1]])
      pole(brush, spot, { metres: 2.7, style: tone([70, 72, 76]), wide: 0.1 })
      brush.ctx.fillStyle = tone([240, 200, 50])
      brush.ctx.fillRect(
        spot.x - spot.scale * 0.35,
        spot.y - spot.scale * 2.9,
        spot.scale * 0.7,
        spot.scale * 0.6,
      )
    },
  }
  const people = cast.slice(0, count).map((look, i) =>
    person(brush, [at[0] + i * 0.72, at[1] + hash(seed, i + 5) * 0.3], {
      ...{ look, facing: hash(seed, i + 70) < 0.85 ? -1 : 1 },
      pose: standing(drift(seed + i, time * 0.4), Math.floor(hash(seed, i + 40) * 4)),
    }),
  )
  return [sign, ...people]
}

export function standingCrowd({ brush, distractor, time }: Showing): Item[] {
  const { at, seed } = distractor
  const count = 9 + Math.floor(hash(seed, 2) * 9)
  return castOf(distractor, count)
    .slice(0, count)
    .map((look, i) =>
      person(
        brush,
        [at[0] + (hash(seed, i + 10) * 2 - 1) * 3.6, at[1] + hash(seed, i + 40) * 3.6 - 1],
        {
          ...{ look, facing: hash(seed, i + 70) < 0.5 ? 1 : -1 },
          pose: standing(drift(seed + i, time * 0.4), Math.floor(hash(seed, i + 100) * 4)),
        },
      ),
    )
}

export function lyingChild({ brush, distractor, time }: Showing): Item[] {
  const { at, seed } = distractor
  const child = castOf(distractor, 2, true)[0]!
  const blanket = () => {
    const { x, y, scale } = brush.view.project([at[0], 0, at[1]])
    brush.ctx.fillStyle = toneAt(brush, at)(hash(seed, 1) < 0.5 ? [96, 150, 84] : [150, 120, 170])
    brush.ctx.beginPath()
    brush.ctx.ellipse(x, y, scale * 1.6, scale * 0.55, ...([0, 0, Math.PI * 2] as const))
    brush.ctx.fill()
  }
  const parent = { look: { ...child, height: 1.7 }, pose: SITTING, facing: -1, seat: 0.18 }
  return [
    ...(distractor.variant < 2 ? [{ at: [at[0], at[1] + 1] as const, draw: blanket }] : []),
    person(brush, at, { look: child, pose: lying(0.4 + 0.2 * drift(seed, time * 0.5)), facing: 1 }),
    ...(hash(seed, 2) < 0.6 ? [person(brush, [at[0] + 1.3, at[1] + 0.2], parent)] : []),
  ]
}

export function playingChildren({ brush, distractor, time }: Showing): Item[] {
  const { at, seed } = distractor
  const cast = castOf(distractor, 4, true)
  const ball: Place = [at[0] + Math.sin(time * 0.9) * 2, at[1] + Math.cos(time * 0.7)]
  const children = cast.slice(0, 4).map((look, i) => {
    const place: Place = [
      at[0] + Math.sin(time * (0.5 + i * 0.12) + i * 2) * 2.6,
      at[1] + Math.cos(time * 0.5 + i * 1.7) * 1.7,
    ]
    const facing = Math.cos(time * (0.5 + i * 0.12) + i * 2) > 0 ? 1 : -1
    const isGlad = hash(seed, i + Math.floor(time / 2) * 9) < 0.25
    return person(brush, place, {
      look,
      facing,
      pose: isGlad ? cheering(time, true) : running(time * 1.6 + i * 0.3),
    })
  })
  const draw = () => {
    const spot = brush.view.project([ball[0], 0.2 + Math.abs(Math.sin(time * 3)) * 0.6, ball[1]])
    brush.ctx.fillStyle = toneAt(brush, ball)([240, 240, 240])
    brush.ctx.beginPath()
    brush.ctx.arc(spot.x, spot.y, Math.max(1, spot.scale * 0.14), 0, Math.PI * 2)
    brush.ctx.fill()
  }
  return [...children, { at: ball, draw }]
}

export function musician({ brush, distractor, time }: Showing): Item[] {
  const { at, seed } = distractor
  const cast = castOf(distractor, 5)
  const strum: Pose = {
    lean: 0.05,
    arms: [
      [0.5, 1.4 + 0.2 * Math.sin(time * 9)],
      [1, 0.9],
    ],
    legs: [
      [0.1, 0],
      [-0.1, 0],
    ],
  }
  const player = person(brush, at, { look: cast[0]!, pose: strum, facing: 1 })
  const guitar = () => {
    const { x, y, scale } = brush.view.project([at[0] + 0.18, 1.05, at[1]])
    brush.ctx.fillStyle = toneAt(brush, at)([170, 96, 40])
    brush.ctx.beginPath()
    brush.ctx.ellipse(x, y, scale * 0.3, scale * 0.19, ...([-0.4, 0, Math.PI * 2] as const))
    brush.ctx.fill()
  }
  const audience = cast.slice(1).map((look, i) =>
    person(brush, [at[0] + 1.8 + hash(seed, i) * 1.4, at[1] - 0.8 + i * 0.55], {
      look,
      pose: standing(drift(seed + i, time), i % 4),
      facing: -1,
    }),
  )
  return [player, { at: [at[0], at[1] - 0.05], draw: guitar }, ...audience]
}

export function barbecue({ brush, distractor, time }: Showing): Item[] {
  const { at, seed } = distractor
  const cast = castOf(distractor, 3)
  const draw = () => {
    block(
      brush,
      { at, heading: 0 },
      { size: [0.9, 0.6, 0.9], style: [toneAt(brush, at), [44, 44, 48]] },
    )
    const effect = { at: [at[0], 1, at[1]] as const, size: 0.26, time, seed }
    drawSmoke(brush, effect, { colour: STEAM, alpha: 0.3, rise: 1.9, puffs: 7 })
  }
  const cooks = cast.slice(0, 3).map((look, i) =>
    person(brush, [at[0] + [-0.8, 0.9, 1.8][i]!, at[1] + i * 0.3], {
      look,
      pose: standing(drift(seed + i, time * 0.5), 2),
      facing: i ? -1 : 1,
    }),
  )
  return [{ at, draw }, ...cooks]
}

export function balloons({ brush, distractor, time }: Showing): Item[] {
  const { at, seed } = distractor
  const look = castOf(distractor, 1)[0]!
  const draw = () => {
    const { ctx } = brush
    for (let i = 0; i < 7; i++) {
      const sway = drift(seed + i, time * 0.7) * 0.2
      const top = brush.view.project([
        at[0] + 0.35 + (hash(seed, i) - 0.5) * 0.9 + sway,
        2.5 + hash(seed, i + 20),
        at[1],
      ])
      ctx.fillStyle = toneAt(brush, at)(i % 4 === 3 ? [246, 160, 40] : [222, 36, 40])
      ctx.beginPath()
      ctx.ellipse(
        top.x,
        top.y,
        top.scale * 0.2,
        top.scale * 0.25,
        ...([0, 0, Math.PI * 2] as const),
      )
      ctx.fill()
    }
  }
  return [
    person(brush, at, {
      look,
      pose: {
        ...standing(0),
        arms: [
          [1.5, 0.9],
          [0.1, 0.1],
        ],
      },
      facing: 1,
    }),
    { at: [at[0], at[1] - 0.02], draw },
  ]
}
