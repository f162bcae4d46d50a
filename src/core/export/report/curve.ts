import type { VideoCurve } from './report.ts'

/** The highest score in each of even parts of a video's time: no peak is lost, however narrow. [columns] */
export function peakColumns({ clock, frameScore }: VideoCurve, columns: number): Float32Array {
  const peaks = new Float32Array(columns)
  const { firstPts, endPts, startPts } = clock
  const columnAt = (pts: number) => ((pts - firstPts) / Math.max(1, endPts - firstPts)) * columns
  for (let i = 0; i < frameScore.length; i++) {
    const from = Math.min(columns - 1, Math.max(0, Math.floor(columnAt(startPts[i]!))))
    const to = Math.min(columns, Math.ceil(columnAt(startPts[i + 1] ?? endPts)))
    for (let column = from; column < Math.max(from + 1, to); column++)
      peaks[column] = Math.max(peaks[column]!, frameScore[i]!)
  }
  return peaks
}

interface Scale {
  readonly left: number
  /** Of a column. */
  readonly step: number
  readonly yOf: (score: number) => number
}

/** SVG path of steps through the columns. */
export function stepPath(values: Float32Array, { left, step, yOf }: Scale): string {
  const at = (index: number) => short(yOf(values[index]!))
  let path = `M${short(left)} ${at(0)}`
  for (let i = 1; i < values.length; i++)
    if (at(i) !== at(i - 1)) path += `H${short(left + i * step)}V${at(i)}`
  return `${path}H${short(left + values.length * step)}`
}

/** The area below it. */
export function areaPath(values: Float32Array, scale: Scale): string {
  const base = short(scale.yOf(0))
  return `${stepPath(values, scale)}V${base}H${short(scale.left)}Z`
}

function short(value: number): string {
  return String(Math.round(value * 10) / 10)
}

const STEPS_SEC = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800],
  ...[3600, 7200, 10_800, 21_600, 43_200, 86_400],
]

/** Even places on an axis of time, `most` of them at most. */
export function timeTicks(durationSec: number, most: number): number[] {
  const step = STEPS_SEC.find((each) => durationSec / each < most) ?? durationSec
  return Array.from({ length: Math.floor(durationSec / step) + 1 }, (_, i) => i * step)
}
