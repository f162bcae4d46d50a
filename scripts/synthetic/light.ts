import { css, mix, type Rgb } from './colour.ts'

export type TimeOfDay = 'day' | 'dusk' | 'night'
export type Weather = 'clear' | 'rain' | 'fog' | 'snow'
/** How a surface's own colour looks from the camera. */
export type Tone = (colour: Rgb, alpha?: number) => string

export interface Light {
  readonly time: TimeOfDay
  readonly weather: Weather
  readonly ambient: Rgb
  readonly fog: Rgb
  readonly skyTop: Rgb
  readonly skyLow: Rgb
  /** The part of the light that gets through so many metres of air. */
  through(depth: number): number
  /** `glow` is added to the ambient light: 1 is as bright as day. */
  tone(depth: number, glow?: number): Tone
}

export interface LightPlan {
  readonly time: TimeOfDay
  readonly weather: Weather
  /** 0 to 1 each. */
  readonly brightness: number
  readonly warmth: number
  readonly density: number
  /** Seen by a camera with a lamp of its own, without colours. */
  readonly isInfrared: boolean
}

const DAY = { ambient: [1, 1, 1], top: [108, 158, 218], low: [204, 222, 236] } as const
const OVERCAST = { ambient: [0.8, 0.82, 0.86], top: [150, 158, 168], low: [196, 200, 206] } as const
const DUSK = { ambient: [0.74, 0.58, 0.56], top: [72, 82, 132], low: [246, 150, 84] } as const
const NIGHT = { ambient: [0.42, 0.42, 0.54], top: [10, 13, 28], low: [34, 34, 52] } as const
const INFRARED = { ...NIGHT, ambient: [0.62, 0.6, 0.6] } as const
const DENSITY = { clear: 0.002, rain: 0.011, fog: 0.03, snow: 0.017 } as const

export function createLight(plan: LightPlan): Light {
  const { time, weather, brightness, warmth } = plan
  const isDull = weather !== 'clear'
  const night = plan.isInfrared ? INFRARED : NIGHT
  const base = time === 'night' ? night : time === 'dusk' ? DUSK : isDull ? OVERCAST : DAY
  const level = (time === 'night' ? 0.7 : 0.82) + brightness * 0.36
  const ambient: Rgb = [
    base.ambient[0] * level * (0.94 + warmth * 0.12),
    base.ambient[1] * level,
    base.ambient[2] * level * (1.06 - warmth * 0.12),
  ]
  const dusky = time === 'dusk' && isDull
  const skyLow = dusky ? mix(base.low, [120, 112, 124], 0.6) : base.low
  const fog = mix(skyLow, base.top, time === 'night' ? 0.2 : 0.4)
  const density = DENSITY[weather] * (0.7 + plan.density * 0.7)
  const through = (depth: number) => Math.exp(-density * Math.max(0, depth))
  return {
    ...{ time, weather, ambient, fog, skyTop: isDull ? mix(base.top, fog, 0.6) : base.top },
    skyLow,
    through,
    tone(depth, glow = 0) {
      const part = 1 - through(depth)
      return (colour, alpha) => css(mix(lit(colour, ambient, glow), fog, part), alpha)
    },
  }
}

function lit(colour: Rgb, ambient: Rgb, glow: number): Rgb {
  const extra = glow * 0.7
  return [
    scaleOne(colour[0], ambient[0] + extra),
    scaleOne(colour[1], ambient[1] + extra * 0.86),
    scaleOne(colour[2], ambient[2] + extra * 0.6),
  ]
}

const scaleOne = (value: number, by: number) => Math.min(255, value * by)
