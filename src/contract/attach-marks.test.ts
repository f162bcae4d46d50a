import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attachMarks, intersectionOverUnion, type PtsRange } from './attach-marks.ts'
import type { Mark } from './review.ts'

function markOver(range: PtsRange, value: Partial<Mark['value']> = {}): Mark {
  const rest = { reason: null, class: null, note: '', hasOwnRange: false, ...value }
  const id = `${range.startPts}-${range.endPts}-${Math.random()}`
  return {
    id,
    contentId: 'c',
    ...range,
    value: { decision: 'confirmed', ...rest },
    reviewer: '',
    at: 0,
  }
}

/** Disjoint ranges in order. */
const ranges = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 60 })), {
    maxLength: 12,
  })
  .map((steps) => {
    let at = 0
    return steps.map(([gap, length]) => {
      const startPts = at + gap
      at = startPts + length
      return { startPts, endPts: at }
    })
  })

const marksOver = fc
  .array(
    fc.record({
      startPts: fc.integer({ min: 0, max: 600 }),
      length: fc.integer({ min: 1, max: 80 }),
      from: fc.option(fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 80 }))),
    }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(({ startPts, length, from }) => {
      const trimmedFrom = from ? { startPts: from[0], endPts: from[0] + from[1] } : undefined
      const own = { hasOwnRange: from !== null, trimmedFrom }
      return markOver({ startPts, endPts: startPts + length }, own)
    }),
  )

describe('attachMarks', () => {
  it('keeps every mark exactly once, whatever the segments became', () => {
    fc.assert(
      fc.property(ranges, marksOver, (segments, marks) => {
        const { bySegment, unattached } = attachMarks(segments, marks)
        const all = [...bySegment.filter((mark) => mark !== null), ...unattached]
        expect(all.map(({ id }) => id).sort()).toEqual(marks.map(({ id }) => id).sort())
      }),
    )
  })

  it('attaches at half an overlap and never below, of its range or of the segment it was cut from', () => {
    fc.assert(
      fc.property(ranges, marksOver, (segments, marks) => {
        const { bySegment } = attachMarks(segments, marks)
        bySegment.forEach((mark, i) => {
          if (mark === null) return
          expect(intersectionOverUnion(segments[i]!, mark)).toBeGreaterThan(0)
          const from = mark.value.trimmedFrom ?? mark
          const overlaps = [mark, from].map((range) => intersectionOverUnion(segments[i]!, range))
          expect(Math.max(...overlaps)).toBeGreaterThanOrEqual(0.5)
        })
      }),
    )
  })

  it('leaves no mark alone beside a free segment that it fits', () => {
    fc.assert(
      fc.property(ranges, marksOver, (segments, marks) => {
        const { bySegment, unattached } = attachMarks(segments, marks)
        for (const mark of unattached)
          segments.forEach((segment, i) => {
            if (bySegment[i] === null)
              expect(intersectionOverUnion(segment, mark)).toBeLessThan(0.5)
          })
      }),
    )
  })
})
