import { type Brush, drawGlow } from './brush.ts'
import type { Rgb } from './colour.ts'
import { hash } from './random.ts'

const COLOURS: readonly Rgb[] = [
  [255, 90, 90],
  [255, 200, 90],
  [120, 220, 255],
  [170, 255, 150],
  [250, 150, 250],
]

/** Bursts of rays in the upper part of the picture; nothing on the ground. */
export function drawFireworks(brush: Brush, seed: number, time: number): void {
  const { ctx, view } = brush
  const sky = Math.max(view.horizon, view.height * 0.2)
  for (let burst = 0; burst < 3; burst++) {
    const clock = time * 0.55 + hash(seed, burst)
    const age = clock % 1
    const round = Math.floor(clock) * 7 + burst
    const x = view.width * (0.12 + 0.76 * hash(seed, round + 10))
    const y = sky * (0.2 + 0.5 * hash(seed, round + 20))
    const colour = COLOURS[Math.floor(hash(seed, round + 30) * COLOURS.length)]!
    const radius = view.height * (0.09 + 0.08 * hash(seed, round + 40)) * age ** 0.4
    drawGlow(brush, { x, y, radius: radius * 1.2, colour, alpha: 0.3 * (1 - age) })
    ctx.strokeStyle = `rgba(${colour.join()},${(1 - age).toFixed(3)})`
    ctx.lineWidth = 1
    ctx.beginPath()
    for (let ray = 0; ray < 18; ray++) {
      const angle = (ray / 18) * Math.PI * 2
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
      const drop = age * age * view.height * 0.03
      ctx.moveTo(x + cos * radius * 0.55, y + sin * radius * 0.55 + drop * 0.5)
      ctx.lineTo(x + cos * radius, y + sin * radius + drop)
    }
    ctx.stroke()
  }
}
