import { type Brush, drawGlow, drawPuff } from './brush.ts'
import type { Point } from './camera.ts'
import { css, mix, type Rgb } from './colour.ts'
import { drift, hash } from './random.ts'

/** Where and when an effect is: `at` in metres, `size` in metres. */
export interface Effect {
  readonly at: Point
  readonly size: number
  readonly time: number
  readonly seed: number
}

const LAYERS: readonly [Rgb, number, number][] = [
  [[196, 52, 12], 1, 0.9],
  [[248, 112, 18], 0.82, 0.95],
  [[255, 186, 48], 0.58, 1],
  [[255, 244, 178], 0.32, 1],
]

/** Tongues of flame `size` metres high, and the light they throw. */
export function drawFlames(brush: Brush, effect: Effect, width = 0.7): void {
  const { ctx, view, light } = brush
  const spot = view.project(effect.at)
  if (spot.scale === 0) return
  const { time, seed } = effect
  const high = effect.size * spot.scale
  const wide = high * width
  const through = light.through(spot.depth)
  const glow = light.time === 'night' ? 0.6 : light.time === 'dusk' ? 0.4 : 0.2
  const flicker = 1 + 0.16 * drift(seed, time * 9)
  const middle = { x: spot.x, y: spot.y - high * 0.4, colour: [255, 126, 36] as Rgb }
  drawGlow(brush, { ...middle, radius: high * 1.9, alpha: glow * flicker * through })
  for (const [layer, [colour, part, alpha]] of LAYERS.entries()) {
    const style = css(mix(colour, light.fog, (1 - through) * 0.6), alpha)
    ctx.fillStyle = style
    ctx.beginPath()
    for (let i = 0; i < 5; i++) {
      const along = (i - 2) / 2
      const tall =
        high *
        part *
        (1.12 - Math.abs(along) * 0.55) *
        (0.74 + 0.34 * drift(seed + i * 17, time * 5 + layer))
      const x = spot.x + along * wide * 0.42 * (0.6 + part * 0.4)
      const tip = x + drift(seed + i * 29, time * 4) * wide * 0.24 - along * wide * 0.16
      const half = wide * 0.27 * (0.45 + part * 0.6)
      tongue(ctx, { x, y: spot.y, half, tip, tall })
    }
    ctx.fill()
  }
  drawSparks(brush, effect)
}

function tongue(
  ctx: Brush['ctx'],
  { x, y, half, tip, tall }: { readonly [K in 'x' | 'y' | 'half' | 'tip' | 'tall']: number },
): void {
  ctx.moveTo(x - half, y)
  ctx.bezierCurveTo(
    x - half * 1.5,
    y - tall * 0.45,
    tip - half * 0.2,
    y - tall * 0.55,
    tip,
    y - tall,
  )
  ctx.bezierCurveTo(tip + half * 0.4, y - tall * 0.6, x + half * 1.5, y - tall * 0.4, x + half, y)
  ctx.closePath()
}

function drawSparks({ ctx, view }: Brush, { at, size, time, seed }: Effect): void {
  const spot = view.project(at)
  ctx.fillStyle = 'rgb(255,190,80)'
  for (let i = 0; i < 8; i++) {
    const age = (time * 0.9 + hash(seed, i + 300)) % 1
    const x =
      spot.x + (hash(seed, i + 310) - 0.5 + age * 0.5 * drift(seed + i, time)) * size * spot.scale
    const grain = Math.max(0.7, spot.scale * 0.06)
    ctx.fillRect(x, spot.y - (0.6 + age * 1.1) * size * spot.scale, grain, grain)
  }
}

export interface Smoke {
  readonly colour: Rgb
  readonly alpha: number
  /** Metres it rises. */
  readonly rise: number
  readonly puffs?: number
}

export const BLACK_SMOKE: Rgb = [36, 34, 36]
export const GREY_SMOKE: Rgb = [112, 110, 110]
export const STEAM: Rgb = [226, 228, 230]

/** Puffs that rise from `at`, grow and fade; `size` is the radius they start with. */
export function drawSmoke(brush: Brush, effect: Effect, smoke: Smoke): void {
  const spot = brush.view.project(effect.at)
  if (spot.scale === 0) return
  const { time, seed, size } = effect
  const count = smoke.puffs ?? 13
  const wind = (hash(seed, 1) - 0.5) * 0.9
  const lit = brush.light.time === 'night' ? 0.55 : 1
  // Few colours, so that few sprites are kept: light ones are dimmed at night.
  const colour: Rgb = [smoke.colour[0] * lit, smoke.colour[1] * lit, smoke.colour[2] * lit]
  for (let i = 0; i < count; i++) {
    const age = (time * 0.28 + i / count) % 1
    const rise = age ** 0.85 * smoke.rise
    const sway = drift(seed + i * 13, time * 0.6) * (0.2 + age) * size
    drawPuff(brush, {
      x: spot.x + (sway + wind * rise) * spot.scale,
      y: spot.y - rise * spot.scale,
      radius: size * (0.75 + age * 1.9) * spot.scale,
      ...{ colour, hardness: 0.25, alpha: smoke.alpha * Math.min(1, age * 8) * (1 - age) ** 0.7 },
    })
  }
}

const FIREBALL: readonly Rgb[] = [
  [255, 252, 226],
  [255, 220, 110],
  [255, 156, 36],
  [226, 84, 16],
  [74, 34, 22],
]

/** A ball of fire `size` metres across that has burnt for `age`, 0 to 1. */
export function drawFireball(brush: Brush, effect: Effect, age: number): void {
  const spot = brush.view.project(effect.at)
  if (spot.scale === 0) return
  const { seed } = effect
  const radius = (effect.size / 2) * (0.5 + 0.6 * age ** 0.45) * spot.scale
  const centre = { x: spot.x, y: spot.y - radius * (0.75 + age * 0.45) }
  drawGlow(brush, {
    ...centre,
    radius: radius * 2.6,
    colour: [255, 160, 70],
    alpha: 0.75 * (1 - age * 0.6),
  })
  for (let ring = 4; ring >= 0; ring--) {
    const count = 1 + ring * 2
    const out = ring / 4
    for (let i = 0; i < count; i++) {
      const uneven = (n: number) => hash(seed, ring * 60 + i * 3 + n)
      // The heat goes out of it from the rim inwards, here sooner and there later.
      const heat = ring * 0.62 + age * 2.2 + (uneven(0) - 0.5) * 1.7
      const colour = FIREBALL[Math.max(0, Math.min(4, Math.floor(heat)))]!
      const angle = ((i + uneven(1)) / count) * Math.PI * 2 + age * 0.7
      const away = radius * out * (0.66 + 0.5 * uneven(2))
      drawPuff(brush, {
        x: centre.x + Math.cos(angle) * away,
        y: centre.y + Math.sin(angle) * away * 0.86,
        radius: radius * (0.5 - out * 0.14 + 0.16 * uneven(1)),
        ...{ colour, hardness: 0.6, alpha: 0.95 },
      })
    }
  }
}

/** Burning pieces that fly out of a point, with the trails behind them. */
export function drawDebris(brush: Brush, effect: Effect, age: number): void {
  const { ctx, view } = brush
  const spot = view.project(effect.at)
  if (spot.scale === 0) return
  const { seed, size } = effect
  ctx.lineCap = 'round'
  for (let i = 0; i < 16; i++) {
    const angle = -Math.PI * (0.06 + 0.88 * hash(seed, i + 500))
    const speed = size * (0.7 + 1.1 * hash(seed, i + 530))
    const where = (at: number) =>
      [
        spot.x + Math.cos(angle) * speed * at * spot.scale,
        spot.y + (Math.sin(angle) * speed * at + size * 1.1 * at * at) * spot.scale,
      ] as const
    const [x, y] = where(age)
    const [fromX, fromY] = where(Math.max(0, age - 0.14))
    ctx.strokeStyle = i % 3 ? 'rgba(255,176,64,.85)' : 'rgba(40,34,30,.9)'
    ctx.lineWidth = Math.max(0.8, spot.scale * 0.11)
    ctx.beginPath()
    ctx.moveTo(fromX, fromY)
    ctx.lineTo(x, y)
    ctx.stroke()
  }
}

export interface Litter {
  readonly at: readonly [number, number]
  readonly radius: number
  readonly seed: number
  readonly count: number
  readonly colours: readonly Rgb[]
}

/** Pieces lying about on the ground. */
export function drawLitter(brush: Brush, litter: Litter): void {
  const { ctx, view, light } = brush
  for (let i = 0; i < litter.count; i++) {
    const angle = hash(litter.seed, i + 700) * Math.PI * 2
    const out = litter.radius * Math.sqrt(hash(litter.seed, i + 730))
    const spot = view.project([
      litter.at[0] + Math.cos(angle) * out,
      0,
      litter.at[1] + Math.sin(angle) * out,
    ])
    const colour = litter.colours[i % litter.colours.length]!
    ctx.fillStyle = light.tone(spot.depth, 0.25)(colour)
    const size = spot.scale * (0.1 + 0.26 * hash(litter.seed, i + 760))
    ctx.fillRect(spot.x, spot.y, size * 1.5, size * 0.7)
  }
}
