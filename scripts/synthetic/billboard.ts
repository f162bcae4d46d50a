import { type Brush, drawGlow } from './brush.ts'
import { css, type Rgb } from './colour.ts'
import { pole } from './props.ts'
import { drift, hash } from './random.ts'
import type { Distractor } from './spec.ts'

/** What a screen shows, in the order of a distractor's variants. */
export const BILLBOARD_SHOWS = ['a fire', 'fireworks', 'a red car', 'a crowd', 'a sunset'] as const

const WIDE = 5.2
const HIGH = 3

/** A bright screen in a dark frame on two posts; its picture moves, but nothing leaves the frame. */
export function drawBillboard(brush: Brush, distractor: Distractor, time: number): void {
  const { ctx, view } = brush
  const { at, seed, variant } = distractor
  const [x, z] = at
  const foot = view.project([x, 0, z])
  const corner = view.project([x - WIDE / 2, 2.4 + HIGH, z])
  if (foot.scale === 0 || corner.scale === 0) return
  const dark = brush.light.tone(foot.depth)([38, 40, 44])
  for (const side of [-1.6, 1.6])
    pole(brush, view.project([x + side, 0, z]), { metres: 2.6, style: dark, wide: 0.22 })
  const right = view.project([x + WIDE / 2, 2.4 + HIGH, z])
  const low = view.project([x - WIDE / 2, 2.4, z])
  ctx.save()
  // The screen as a parallelogram of 52 x 30 units.
  ctx.transform(
    ...([(right.x - corner.x) / 52, (right.y - corner.y) / 52] as const),
    ...([(low.x - corner.x) / 30, (low.y - corner.y) / 30, corner.x, corner.y] as const),
  )
  ctx.fillStyle = dark
  ctx.fillRect(-1.6, -1.6, 55.2, 33.2)
  ctx.beginPath()
  ctx.rect(0, 0, 52, 30)
  ctx.clip()
  SHOWS[variant % SHOWS.length]!(brush, seed, time)
  ctx.restore()
  if (brush.light.time === 'day') return
  const middle = view.project([x, 2.4 + HIGH / 2, z])
  const colour: Rgb = [150, 160, 190]
  drawGlow(brush, { x: middle.x, y: middle.y, radius: middle.scale * 4.5, colour, alpha: 0.3 })
}

type Show = (brush: Brush, seed: number, time: number) => void
const SHOWS: readonly Show[] = [showFire, showFireworks, showCar, showCrowd, showSunset]

function fill({ ctx }: Brush, colour: Rgb): void {
  ctx.fillStyle = css(colour)
  ctx.fillRect(0, 0, 52, 30)
}

function showFire(brush: Brush, seed: number, time: number): void {
  const { ctx } = brush
  fill(brush, [40, 10, 12])
  for (const [layer, colour] of (
    [
      [220, 60, 16],
      [255, 150, 30],
      [255, 226, 120],
    ] as const
  ).entries()) {
    ctx.fillStyle = css(colour)
    ctx.beginPath()
    for (let i = 0; i < 6; i++) {
      const x = 4 + i * 9
      const tall = (22 - layer * 6) * (0.8 + 0.3 * drift(seed + i * 7, time * 3))
      ctx.moveTo(x - 6 + layer, 30)
      ctx.quadraticCurveTo(x - 3, 30 - tall * 0.5, x + drift(seed + i, time * 2) * 3, 30 - tall)
      ctx.quadraticCurveTo(x + 4, 30 - tall * 0.4, x + 6 - layer, 30)
    }
    ctx.fill()
  }
  title(brush)
}

function showFireworks(brush: Brush, seed: number, time: number): void {
  const { ctx } = brush
  fill(brush, [14, 16, 44])
  for (let i = 0; i < 3; i++) {
    const age = (time * 0.6 + hash(seed, i)) % 1
    ctx.strokeStyle = css(
      (
        [
          [255, 210, 100],
          [255, 110, 120],
          [140, 220, 255],
        ] as const
      )[i]!,
      1 - age * 0.7,
    )
    ctx.lineWidth = 1
    ctx.beginPath()
    for (let ray = 0; ray < 12; ray++) {
      const angle = (ray / 12) * Math.PI * 2
      const [x, y] = [10 + i * 16, 9 + hash(seed, i + 5) * 10]
      ctx.moveTo(x + Math.cos(angle) * age * 5, y + Math.sin(angle) * age * 5)
      ctx.lineTo(x + Math.cos(angle) * (2 + age * 9), y + Math.sin(angle) * (2 + age * 9))
    }
    ctx.stroke()
  }
  title(brush)
}

function showCar(brush: Brush, seed: number, time: number): void {
  const { ctx } = brush
  fill(brush, [214, 220, 228])
  const x = 8 + ((time * 4 + seed) % 14)
  ctx.fillStyle = css([206, 28, 30])
  ctx.fillRect(x, 15, 26, 6)
  ctx.fillRect(x + 6, 10, 13, 6)
  ctx.fillStyle = css([30, 30, 34])
  for (const wheel of [5, 20]) ctx.fillRect(x + wheel, 19, 4, 4)
  title(brush)
}

function showCrowd(brush: Brush, seed: number, time: number): void {
  const { ctx } = brush
  fill(brush, [40, 90, 60])
  for (let i = 0; i < 26; i++) {
    ctx.fillStyle = css([
      90 + hash(seed, i) * 150,
      70 + hash(seed, i + 50) * 130,
      80 + hash(seed, i + 90) * 130,
    ])
    ctx.fillRect((i % 13) * 4, 14 + Math.floor(i / 13) * 8 + Math.sin(time * 3 + i), 3, 9)
  }
  title(brush)
}

function showSunset(brush: Brush): void {
  const { ctx } = brush
  fill(brush, [246, 130, 60])
  ctx.fillStyle = css([255, 220, 130])
  ctx.beginPath()
  ctx.arc(26, 20, 7, 0, Math.PI * 2)
  ctx.fill()
  ctx.fillStyle = css([70, 40, 80])
  ctx.fillRect(0, 21, 52, 9)
}

/** A line of writing, as advertisements have. */
function title({ ctx }: Brush): void {
  ctx.fillStyle = css([244, 244, 240])
  for (let i = 0; i < 6; i++) ctx.fillRect(6 + i * 4.4, 3, 3.2, 3)
}
