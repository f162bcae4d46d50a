import { asNumber, type Rational, reduced } from '#core/media/rational.ts'
import { nominalRate } from './timecode.ts'

export interface FrameRate {
  readonly rate: Rational
  readonly isVariable: boolean
}

interface FrameTimes {
  readonly timeBase: Rational
  readonly firstPts: number
  readonly endPts: number
  readonly frames: number
  /** Of every decoded frame, where they were kept. */
  readonly framePts: readonly number[] | undefined
}

/**
 * The frame rate of a video from the times of all its frames: the one whose frame number, rounded, is the place of every
 * frame; a container only claims one. When none is, frames are of different lengths or missing, and the mean is told.
 */
export function frameRateOf({ framePts, ...video }: FrameTimes): FrameRate {
  const { timeBase, firstPts, endPts, frames } = video
  const mean = reduced(
    BigInt(Math.max(1, frames)) * BigInt(timeBase.den),
    BigInt(Math.max(1, endPts - firstPts)) * BigInt(timeBase.num),
  )
  const near = candidates(mean)
  if (!framePts || framePts.length < 2) return { rate: near[0] ?? mean, isVariable: false }
  const fits = near
    .map((rate) => ({ rate, distance: largestDistance(framePts, timeBase, rate) }))
    .filter(({ distance }) => distance < 0.5)
  const [best] = fits.toSorted((a, b) => a.distance - b.distance)
  return best ? { rate: best.rate, isVariable: false } : { rate: mean, isVariable: true }
}

/** Rates that timecode counts within a hundredth of the mean, the nearest first, then the mean itself. */
function candidates(mean: Rational): Rational[] {
  const perSecond = asNumber(mean)
  const whole = Math.round(perSecond)
  return [whole, whole + 1]
    .flatMap((nominal) => [
      { num: nominal, den: 1 },
      { num: nominal * 1000, den: 1001 },
    ])
    .filter((rate) => rate.num > 0 && nominalRate(rate) !== undefined)
    .map((rate) => ({ rate, distance: Math.abs(asNumber(rate) / perSecond - 1) }))
    .filter(({ distance }) => distance < 0.01)
    .sort((a, b) => a.distance - b.distance)
    .map(({ rate }) => rate)
    .concat(mean)
}

/** Of any frame from the place that its time has in the rate, in frames. */
function largestDistance(framePts: readonly number[], timeBase: Rational, rate: Rational): number {
  const framesPerTick = (timeBase.num * rate.num) / (timeBase.den * rate.den)
  const first = framePts[0]!
  return framePts.reduce(
    (most, pts, index) => Math.max(most, Math.abs((pts - first) * framesPerTick - index)),
    0,
  )
}
