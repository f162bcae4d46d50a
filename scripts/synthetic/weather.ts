import { type Canvas, createCanvas } from '@napi-rs/canvas'
import type { Brush } from './brush.ts'
import { css, type Rgb } from './colour.ts'
import { hash } from './random.ts'

/** Rain and snow in front of the camera; fog is in every colour already. */
export function drawWeather({ ctx, view, light }: Brush, seed: number, time: number): void {
  if (light.weather === 'rain') {
    ctx.strokeStyle = css([206, 214, 226], light.time === 'night' ? 0.26 : 0.36)
    ctx.lineWidth = 0.7
    ctx.beginPath()
    for (let i = 0; i < 70; i++) {
      const length = 6 + hash(seed, i + 900) * 9
      const y = ((hash(seed, i) + time * (2.1 + hash(seed, i + 100))) % 1.1) * view.height
      const x = ((hash(seed, i + 200) + time * 0.11) % 1) * view.width
      ctx.moveTo(x, y)
      ctx.lineTo(x - length * 0.14, y - length)
    }
    ctx.stroke()
  }
  if (light.weather === 'snow') {
    ctx.fillStyle = css([244, 246, 250], light.time === 'night' ? 0.66 : 0.85)
    for (let i = 0; i < 80; i++) {
      const size = 0.8 + hash(seed, i + 300) * 1.6
      const y = ((hash(seed, i) + time * (0.16 + 0.1 * size)) % 1.05) * view.height
      const drift = Math.sin(time * 0.9 + i) * 5
      const x = (((hash(seed, i + 200) + time * 0.03) % 1) * view.width + drift) | 0
      ctx.fillRect(x, y, size, size)
    }
  }
}

/** The dark corners of a lens. */
export function drawVignette(width: number, height: number, strength: number): Canvas {
  const canvas = createCanvas(width, height)
  const ctx = canvas.getContext('2d')
  const reach = Math.hypot(width, height) / 2
  const gradient = ctx.createRadialGradient(
    width / 2,
    height / 2,
    reach * 0.45,
    width / 2,
    height / 2,
    reach,
  )
  const black: Rgb = [0, 0, 0]
  gradient.addColorStop(0, css(black, 0))
  gradient.addColorStop(1, css(black, Math.max(0.001, strength)))
  ctx.fillStyle = gradient
  ctx.fillRect(0, 0, width, height)
  return canvas
}
