import type { SKRSContext2D } from '@napi-rs/canvas'
import { hash } from './random.ts'
import type { ClipSpec } from './spec.ts'

/** Digits as rows of three bits: a font of our own looks the same on every machine. */
const DIGITS: Record<string, readonly number[]> = {
  '0': [7, 5, 5, 5, 7],
  '1': [2, 6, 2, 2, 7],
  '2': [7, 1, 7, 4, 7],
  '3': [7, 1, 7, 1, 7],
  '4': [5, 5, 7, 1, 1],
  '5': [7, 4, 7, 1, 7],
  '6': [7, 4, 7, 5, 7],
  '7': [7, 1, 1, 2, 2],
  '8': [7, 5, 7, 5, 7],
  '9': [7, 5, 7, 1, 7],
  ':': [0, 2, 0, 2, 0],
  '-': [0, 0, 7, 0, 0],
}

/** The date and time that a recorder writes into its pictures. */
export function drawStamp(ctx: SKRSContext2D, spec: ClipSpec, timeSec: number): void {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  const hour = { day: 10, dusk: 19, night: 23 }[spec.light.time]
  const clock = Math.floor(hash(spec.seed, 70) * 3000 + timeSec)
  const date = `20${two(18 + hash(spec.seed, 71) * 7)}-${two(1 + hash(spec.seed, 72) * 12)}-${two(1 + hash(spec.seed, 73) * 28)}`
  const text = `${date} ${two(hour)}:${two(clock / 60)}:${two(clock % 60)}`
  const unit = Math.max(1, Math.round(spec.size.height / 192))
  const top = spec.camera.stamp === 'top' ? 4 * unit : spec.size.height - 10 * unit
  for (const [style, offset] of [
    ['rgba(0,0,0,.7)', unit],
    ['rgb(240,240,240)', 0],
  ] as const) {
    ctx.fillStyle = style
    ctx.beginPath()
    for (const [i, character] of [...text].entries())
      for (const [row, bits] of (DIGITS[character] ?? []).entries())
        for (let column = 0; column < 3; column++)
          if (bits & (4 >> column))
            ctx.rect(
              4 * unit + (i * 4 + column) * unit + offset,
              top + row * unit + offset,
              unit,
              unit,
            )
    ctx.fill()
  }
}
