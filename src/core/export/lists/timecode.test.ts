import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Rational } from '#core/media/rational.ts'
import {
  divideRounded,
  formatTimecode,
  framesIn,
  framesOfDay,
  hasDropFrame,
  nearestStandardRate,
  nominalRate,
  parseTimecode,
} from './timecode.ts'

const NTSC = 1001
const DF30 = { rate: { num: 30_000, den: NTSC }, isDropFrame: true }
const DF60 = { rate: { num: 60_000, den: NTSC }, isDropFrame: true }
const NDF30 = { rate: { num: 30_000, den: NTSC }, isDropFrame: false }
const COUNTED = [
  [24_000, NTSC],
  [24, 1],
  [25, 1],
  [30_000, NTSC],
  [30, 1],
  [50, 1],
  [60_000, NTSC],
  [60, 1],
  [15, 1],
  [8, 1],
  [1, 1],
  [15_000, NTSC],
].flatMap(([num, den]) => {
  const rate = { num: num!, den: den! }
  return [false, ...(hasDropFrame(rate) ? [true] : [])].map((isDropFrame) => ({
    rate,
    isDropFrame,
  }))
})

describe('timecode', () => {
  it.each([
    [DF30, 1799, '00:00:59;29'],
    [DF30, 1800, '00:01:00;02'],
    [DF30, 17_981, '00:09:59;29'],
    [DF30, 17_982, '00:10:00;00'],
    [DF30, 107_892, '01:00:00;00'],
    [DF60, 3599, '00:00:59;59'],
    [DF60, 3600, '00:01:00;04'],
    [DF60, 35_964, '00:10:00;00'],
    [DF60, 215_784, '01:00:00;00'],
    [NDF30, 107_892, '00:59:56:12'],
    [DF30, 2_589_408, '00:00:00;00'],
    [DF30, -1, '23:59:59;29'],
    [{ rate: { num: 25, den: 1 }, isDropFrame: false }, 24 * 3600 * 25 + 26, '00:00:01:01'],
  ] as const)('%o: frame %i is %s', (counting, frame, label) => {
    expect(formatTimecode(frame, counting)).toBe(label)
    expect(parseTimecode(label, counting.rate)).toEqual({
      frame: ((frame % framesOfDay(counting)) + framesOfDay(counting)) % framesOfDay(counting),
      isDropFrame: counting.isDropFrame,
    })
  })

  it('has as many frames an hour and a day as the standard says', () => {
    expect(framesOfDay(DF30)).toBe(2_589_408)
    expect(framesOfDay(DF30) / 24).toBe(107_892)
    expect(framesOfDay(DF60) / 24).toBe(215_784)
  })

  // Counted as a clock with wheels counts: each label is the one before plus one, without those that drop frame leaves out.
  it.each(COUNTED)('of a day is what counting gives: %o', (counting) => {
    const nominal = nominalRate(counting.rate)!
    const dropped = counting.isDropFrame ? nominal / 15 : 0
    let frame = 0
    let wrong = 0
    const isEveryLabelLooked = nominal <= 30
    for (let second = 0; second < 24 * 3600; second++) {
      const isShort = second % 60 === 0 && second % 600 !== 0
      for (let ff = isShort ? dropped : 0; ff < nominal; ff++, frame++) {
        if (!isEveryLabelLooked && ff > dropped + 1 && ff < nominal - 1) continue
        const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60, ff]
        const digits = clock.map((x) => String(x).padStart(2, '0'))
        const label = `${digits.slice(0, 3).join(':')}${counting.isDropFrame ? ';' : ':'}${digits[3]}`
        if (formatTimecode(frame, counting) !== label) wrong++
        if (frame % 97 === 0 && parseTimecode(label, counting.rate)?.frame !== frame) wrong++
      }
    }
    expect(wrong).toBe(0)
    expect(frame).toBe(framesOfDay(counting))
  })

  it('refuses what is no label of its rate', () => {
    expect(parseTimecode('00:01:00;00', DF30.rate)).toBeUndefined()
    expect(parseTimecode('00:01:00:00', DF30.rate)).toEqual({ frame: 1800, isDropFrame: false })
    expect(parseTimecode('00:10:00;00', DF30.rate)).toEqual({ frame: 17_982, isDropFrame: true })
    expect(parseTimecode('00:00:00:24', { num: 24, den: 1 })).toBeUndefined()
    expect(parseTimecode('24:00:00:00', { num: 24, den: 1 })).toBeUndefined()
    expect(parseTimecode('00:00:00:00', { num: 25, den: 2 })).toBeUndefined()
    // No drop frame exists at 25: the sign alone makes none.
    expect(parseTimecode('00:01:00;00', { num: 25, den: 1 })?.isDropFrame).toBe(false)
  })
})

describe('rates', () => {
  it('that timecode can count have a nominal one', () => {
    const nominal = ([num, den]: readonly [number, number]) => nominalRate({ num, den })
    expect(
      (
        [
          [24_000, 1001],
          [30_000, 1001],
          [60_000, 1001],
          [50, 2],
          [15, 1],
        ] as const
      ).map(nominal),
    ).toEqual([24, 30, 60, 25, 15])
    expect(
      (
        [
          [25, 2],
          [120, 1],
          [2997, 100],
          [1, 2],
        ] as const
      ).map(nominal),
    ).toEqual(Array(4).fill(undefined))
  })

  it('that nobody declared go to the nearest standard one', () => {
    const nearest = (fps: number) => nearestStandardRate({ num: Math.round(fps * 1000), den: 1000 })
    expect(nearest(29.9)).toEqual({ num: 30_000, den: 1001 })
    expect(nearest(29.99)).toEqual({ num: 30, den: 1 })
    expect(nearest(7.5)).toEqual({ num: 24_000, den: 1001 })
    expect(nearest(40)).toEqual({ num: 50, den: 1 })
    expect(nearest(240)).toEqual({ num: 60, den: 1 })
  })

  it('count frames in whole numbers: no frame is lost in ten days of any of them', () => {
    const timeBases: Rational[] = [
      { num: 1, den: 90_000 },
      { num: 1, den: 1000 },
      { num: 1001, den: 30_000 },
      { num: 1, den: 1_000_000 },
    ]
    fc.assert(
      fc.property(
        fc.nat({ max: 864_000 * 60 }),
        fc.constantFrom(...COUNTED.map(({ rate }) => rate)),
        fc.constantFrom(...timeBases),
        (frame, rate, timeBase) => {
          // The nearest tick, as a muxer writes it.
          const pts = divideRounded(
            BigInt(frame) * BigInt(rate.den) * BigInt(timeBase.den),
            BigInt(rate.num) * BigInt(timeBase.num),
          )
          // A time base coarser than the frames cannot tell them apart.
          if (timeBase.num * rate.num > timeBase.den * rate.den) return
          expect(framesIn(pts, timeBase, rate)).toBe(frame)
        },
      ),
    )
  })

  it('are divided to the nearest whole number, halves up, on both sides of zero', () => {
    for (let numerator = -20; numerator <= 20; numerator++)
      for (let denominator = 1; denominator <= 6; denominator++)
        expect(divideRounded(BigInt(numerator), BigInt(denominator))).toBe(
          Math.floor(numerator / denominator + 0.5),
        )
  })
})
