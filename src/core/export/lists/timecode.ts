import type { Rational } from '#core/media/rational.ts'

/**
 * Timecode counts frames; it is no wall time. Nominal rate: 30 for 29.97, 24 for 23.976. Drop frame leaves out labels, never
 * frames: at 29.97 the first two of every minute but each tenth, at 59.94 the first four. Labels begin again after 24 hours.
 */
export interface TimecodeRate {
  readonly rate: Rational
  readonly isDropFrame: boolean
}

const NTSC = 1001

/** Rates that editors have. */
const STANDARD_RATES: readonly Rational[] = [
  { num: 24_000, den: NTSC },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: NTSC },
  { num: 30, den: 1 },
  { num: 50, den: 1 },
  { num: 60_000, den: NTSC },
  { num: 60, den: 1 },
]

function isSameRate(a: Rational, b: Rational): boolean {
  return BigInt(a.num) * BigInt(b.den) === BigInt(b.num) * BigInt(a.den)
}

/** Frames of one second of timecode, for a rate that it can count; undefined for any other, as 12.5 or 120. */
export function nominalRate({ num, den }: Rational): number | undefined {
  for (const [top, bottom] of [
    [num, den],
    [num * NTSC, den * 1000],
  ] as const)
    if (top % bottom === 0 && top / bottom <= 60) return top / bottom
  return undefined
}

/** Rates are near by their ratio: 15 is nearer to 23.976 than a difference says, but nothing else is there. */
export function nearestStandardRate({ num, den }: Rational): Rational {
  const distance = (rate: Rational) => Math.abs(Math.log(((num / den) * rate.den) / rate.num))
  return STANDARD_RATES.reduce((best, rate) => (distance(rate) < distance(best) ? rate : best))
}

/** Labels left out a minute; 0 where drop frame does not exist. */
function labelsDropped(rate: Rational): number {
  if (isSameRate(rate, { num: 30_000, den: NTSC })) return 2
  return isSameRate(rate, { num: 60_000, den: NTSC }) ? 4 : 0
}

export function hasDropFrame(rate: Rational): boolean {
  return labelsDropped(rate) > 0
}

/** Frames until the labels begin again. */
export function framesOfDay(counting: TimecodeRate): number {
  const dropped = counting.isDropFrame ? labelsDropped(counting.rate) : 0
  return 24 * 3600 * nominalOf(counting.rate) - 24 * 54 * dropped
}

/** `hh:mm:ss:ff`, with `;` before the frames of drop frame. Frames before 0 are those of the day before. */
export function formatTimecode(frame: number, counting: TimecodeRate): string {
  const nominal = nominalOf(counting.rate)
  const day = framesOfDay(counting)
  const inDay = ((frame % day) + day) % day
  const label = counting.isDropFrame ? inDay + droppedBefore(inDay, counting.rate) : inDay
  const two = (value: number) => String(value).padStart(2, '0')
  const seconds = Math.floor(label / nominal)
  const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((x) => two(Math.floor(x)))
  return `${clock.join(':')}${counting.isDropFrame ? ';' : ':'}${two(label % nominal)}`
}

/** Labels that were left out before a frame of a day. */
function droppedBefore(frame: number, rate: Rational): number {
  const dropped = labelsDropped(rate)
  const minute = 60 * nominalOf(rate)
  const tenMinutes = 10 * minute - 9 * dropped
  const rest = frame % tenMinutes
  // The first minute of ten is whole; each of the others is shorter by what it drops.
  const minutes = rest < minute ? 0 : 1 + Math.floor((rest - minute) / (minute - dropped))
  return dropped * (9 * Math.floor(frame / tenMinutes) + minutes)
}

/**
 * The frame of a label, from 0 to the end of the day. `;` or `.` before the frames means drop frame, where the rate has it.
 * Undefined for what is no label of this rate, as `00:01:00;00` or 25 frames at 24.
 */
export function parseTimecode(
  text: string,
  rate: Rational,
): { readonly frame: number; readonly isDropFrame: boolean } | undefined {
  const match = /^(\d\d):([0-5]\d):([0-5]\d)([:;.])(\d\d)$/.exec(text)
  const nominal = nominalRate(rate)
  if (!match || nominal === undefined) return undefined
  const [hours, minutes, seconds] = match.slice(1, 4).map(Number) as [number, number, number]
  const frames = Number(match[5])
  if (hours > 23 || frames >= nominal) return undefined
  const isDropFrame = match[4] !== ':' && hasDropFrame(rate)
  const dropped = isDropFrame ? labelsDropped(rate) : 0
  if (minutes % 10 !== 0 && seconds === 0 && frames < dropped) return undefined
  const wholeMinutes = 60 * hours + minutes
  const left = dropped * (wholeMinutes - Math.floor(wholeMinutes / 10))
  return { frame: (60 * wholeMinutes + seconds) * nominal + frames - left, isDropFrame }
}

/** Frames of a rate in `ticks` units of a time base: exact, rounded once, halves up. */
export function framesIn(ticks: number, timeBase: Rational, rate: Rational): number {
  return divideRounded(
    BigInt(ticks) * BigInt(timeBase.num) * BigInt(rate.num),
    BigInt(timeBase.den) * BigInt(rate.den),
  )
}

/** Nearest whole number, halves up; the denominator is positive. */
export function divideRounded(numerator: bigint, denominator: bigint): number {
  const doubled = 2n * numerator + denominator
  const quotient = doubled / (2n * denominator)
  // BigInt division cuts towards zero.
  const isBelow = doubled % (2n * denominator) < 0n
  return Number(isBelow ? quotient - 1n : quotient)
}

function nominalOf(rate: Rational): number {
  const nominal = nominalRate(rate)
  if (nominal === undefined) throw new Error(`Timecode cannot count ${rate.num}/${rate.den}.`)
  return nominal
}
