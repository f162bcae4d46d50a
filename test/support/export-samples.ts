import fc from 'fast-check'
import { EXPORT_DEFAULTS } from '#contract/export-formats.ts'
import type { FlaggedSegment, SegmentList } from '#contract/results.ts'
import type { ExportSource } from '#core/export/lists/export-source.ts'
import type { ListExport } from '#core/export/lists/list-export.ts'

type Fraction = ExportSource['rate']

/** Names and notes that would do harm where a format does not escape them. */
export const HOSTILE = [
  '=cmd|"/c calc"!A1',
  'two\nlines\r\nand a third',
  'a --> b',
  '\u202egpj.exe\u202c',
  '<b>&amp;</b> ]]> <!-- x -->',
  '"quoted", \'twice\'',
  '\u0000\u0001\u001b[31m\u0085\u2028\u2029',
  'TITLE: x\r\n001  AX V C 00:00:00:00',
  '\ud800 alone',
  'WEBVTT\n\n00:00.000 --> 00:01.000\nforged',
  '日本語 🎥',
  '../../etc/passwd',
  '',
]

export const RATES: readonly Fraction[] = [
  { num: 24_000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 30, den: 1 },
  { num: 50, den: 1 },
  { num: 60_000, den: 1001 },
  { num: 60, den: 1 },
  { num: 15, den: 1 },
]

/** A flag with the frames that it was made of. */
export interface SampleFlag {
  readonly flag: FlaggedSegment
  readonly startFrame: number
  readonly endFrame: number
}

export interface Sample {
  readonly source: ExportSource
  /** Label of the first frame as it was embedded; null without one. */
  readonly timecode: { readonly label: string; readonly frame: number } | null
  readonly flags: readonly SampleFlag[]
}

export function sampleSource(change: Partial<ExportSource> = {}): ExportSource {
  return {
    contentId: 'c0',
    path: '/videos/cam.mp4',
    state: 'present',
    problem: null,
    bytes: 1000,
    file: { modifiedAt: 0, sha256: '0'.repeat(64), hashedAt: 0 },
    timeBase: { num: 1, den: 90_000 },
    firstPts: 0,
    endPts: 900_000,
    frames: 250,
    rate: { num: 25, den: 1 },
    isVariable: false,
    media: {
      startMicroseconds: 0,
      timecode: null,
      width: 1920,
      height: 1080,
      audio: { channels: 2, sampleRate: 48_000 },
    },
    ...change,
  }
}

export function sampleFlag(source: ExportSource, change: Partial<FlaggedSegment>): FlaggedSegment {
  const { contentId, path: file, timeBase, firstPts } = source
  const { startPts = firstPts, endPts = firstPts + 90_000 } = change
  const at = (pts: number) => ((pts - firstPts) * timeBase.num) / timeBase.den
  return {
    ...{ file, contentId, class: 'fighting', classScore: 0.83, score: 0.91 },
    ...{ startFrame: 0, endFrame: 1, startSec: at(startPts), endSec: at(endPts) },
    verdict: null,
    runnerUp: null,
    margin: 0,
    ...{ model: 'toy', precision: 'fp32', training: 'untrained' },
    key: `${contentId}@${startPts}:${endPts}`,
    modelClass: { class: 'fighting', classScore: 0.83 },
    source: 'segment',
    hasOwnRange: false,
    ...{ reason: null, note: '', reviewer: null, startPts, endPts, timeBase },
    ...change,
  }
}

export const SAMPLE_MODEL: SegmentList['model'] = {
  ...{ id: 'toy', name: 'Toy <model>', training: 'untrained' },
  note: 'Untrained: its scores mean nothing.',
}

export function sampleExport(
  samples: readonly Pick<Sample, 'source' | 'flags'>[],
  options: Partial<ListExport['options']> = {},
): ListExport {
  return {
    list: {
      model: SAMPLE_MODEL,
      mode: 'rule',
      rule: null,
      videos: samples.length,
      segments: samples.flatMap(({ flags }) => flags.map(({ flag }) => flag)),
    },
    sources: new Map(samples.map(({ source }) => [source.contentId, source])),
    name: 'flags',
    exportedAt: new Date(0),
    options: { ...EXPORT_DEFAULTS, ...options },
  }
}

interface Shape {
  readonly rate: Fraction
  readonly timeBase: 'fine' | 'milliseconds' | 'frame'
  readonly frames: number
  readonly firstPts: number
  readonly leadMs: number
  readonly timecode:
    | readonly [hours: number, minutes: number, seconds: number, frames: number]
    | null
  readonly hasDropFrame: boolean
  readonly name: string
  readonly ranges: readonly (readonly [start: number, length: number])[]
  readonly text: string
  readonly isVariable?: boolean
}

const texts = fc.constantFrom('cam', ...HOSTILE)

const shape: fc.Arbitrary<Shape> = fc.record({
  rate: fc.constantFrom(...RATES),
  timeBase: fc.constantFrom('fine' as const, 'milliseconds' as const, 'frame' as const),
  frames: fc.integer({ min: 1, max: 3_000_000 }),
  firstPts: fc.integer({ min: -5000, max: 5_000_000 }),
  leadMs: fc.nat({ max: 500 }),
  timecode: fc.option(
    fc.tuple(fc.nat({ max: 23 }), fc.nat({ max: 59 }), fc.nat({ max: 59 }), fc.nat({ max: 59 })),
  ),
  hasDropFrame: fc.boolean(),
  name: texts,
  ranges: fc.array(fc.tuple(fc.nat(2_999_999), fc.integer({ min: 1, max: 5000 })), {
    minLength: 1,
    maxLength: 8,
  }),
  text: texts,
})

/** Videos of constant rates with flags at known frames, whose PTS a muxer would have rounded to the time base. */
export const samplesArbitrary: fc.Arbitrary<readonly Sample[]> = fc
  .array(shape, { minLength: 1, maxLength: 3 })
  .map((shapes) => shapes.map(sampleOf))

/** Videos that no timecode counts, of odd or of variable rates: an editor is told a rate that is none of theirs. */
export const declaredArbitrary: fc.Arbitrary<readonly Sample[]> = fc
  .array(
    fc.tuple(
      shape,
      fc.constantFrom(
        ...[
          { num: 25, den: 2 },
          { num: 11, den: 1 },
          { num: 120, den: 1 },
          { num: 240, den: 1 },
        ],
        ...RATES,
      ),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((shapes) =>
    shapes.map(([given, rate], index) =>
      sampleOf({ ...given, rate, timecode: null, isVariable: RATES.includes(rate) }, index),
    ),
  )

function sampleOf(given: Shape, index: number): Sample {
  const { rate, frames, firstPts, leadMs, text, isVariable = false } = given
  const timeBase = timeBaseOf(given)
  const ptsOf = (frame: number) =>
    firstPts + Math.round((frame * rate.den * timeBase.den) / (rate.num * timeBase.num))
  const startMicroseconds =
    Math.round((firstPts * 1e6 * timeBase.num) / timeBase.den) - leadMs * 1000
  const timecode = timecodeOf(given)
  const source = sampleSource({
    contentId: `c${index}`,
    path: `/videos/${given.name.replaceAll(/[/\0]/g, '_')}${index}.mp4`,
    ...{ timeBase, firstPts, endPts: ptsOf(frames), frames, rate, isVariable },
    media: { ...sampleSource().media!, startMicroseconds, timecode: timecode?.label ?? null },
  })
  const flags = given.ranges.map(([start, length]) => {
    const startFrame = start % frames
    const endFrame = Math.min(frames, startFrame + length)
    const flag = sampleFlag(source, {
      ...{ startFrame, endFrame, startPts: ptsOf(startFrame), endPts: ptsOf(endFrame) },
      class: text === '' ? 'riot' : text,
      note: text,
      verdict: length % 3 === 0 ? 'confirmed' : null,
    })
    return { flag, startFrame, endFrame }
  })
  flags.sort((a, b) => a.startFrame - b.startFrame)
  return { source, timecode, flags }
}

function timeBaseOf({ timeBase, rate }: Shape): Fraction {
  if (timeBase === 'frame') return { num: rate.den, den: rate.num }
  return { num: 1, den: timeBase === 'fine' ? 90_000 : 1000 }
}

function timecodeOf({ timecode, rate, hasDropFrame }: Shape): Sample['timecode'] {
  if (!timecode) return null
  const isDropFrame = hasDropFrame && rate.den === 1001 && rate.num !== 24_000
  const [hours, minutes, seconds, any] = timecode
  const nominal = Math.round(rate.num / rate.den)
  // The labels that are dropped are none.
  const isShort = isDropFrame && seconds === 0 && minutes % 10 !== 0
  const frame = Math.max(any % nominal, isShort ? nominal / 15 : 0)
  const digits = [hours, minutes, seconds, frame].map((part) => String(part).padStart(2, '0'))
  const label = `${digits.slice(0, 3).join(':')}${isDropFrame ? ';' : ':'}${digits[3]}`
  return { label, frame: frameOfLabel(label, rate) }
}

/** The place of a label among all of a day, by counting minutes: another way than the one under test. */
export function frameOfLabel(label: string, { num, den }: Fraction): number {
  const nominal = Math.round(num / den)
  const [hours, minutes, seconds, frames] = label.split(/[:;]/).map(Number) as [
    ...[number, number, number, number],
  ]
  const dropped = label.includes(';') ? nominal / 15 : 0
  let frame = seconds * nominal + frames
  for (let minute = 0; minute < hours * 60 + minutes; minute++)
    frame += 60 * nominal - (minute % 10 === 0 ? 0 : dropped)
  return minutes % 10 === 0 ? frame : frame - dropped
}
