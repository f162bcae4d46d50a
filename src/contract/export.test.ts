import { expect, it } from 'vitest'
import { chooser, exportFinder, flagChoiceSchema } from './export.ts'
import { suggestedName } from './export-formats.ts'
import type { FlaggedSegment } from './results.ts'

const flag = (change: Partial<FlaggedSegment>) =>
  ({ key: 'a@0:16', contentId: 'a', class: 'riot', score: 0.5, verdict: null, ...change }) as never

it.each([
  [{}, {}, true],
  [{ verdicts: 'confirmed' }, { verdict: 'confirmed' }, true],
  [{ verdicts: 'confirmed' }, {}, false],
  [{ verdicts: 'not-dismissed' }, {}, true],
  [{ verdicts: 'not-dismissed' }, { verdict: 'dismissed' }, false],
  [{ verdicts: 'escalated' }, { verdict: 'confirmed' }, false],
  [{ class: 'riot' }, {}, true],
  [{ class: 'arson' }, {}, false],
  // 0.7 as a float32 is a little less than the double.
  [{ minScore: 0.7 }, { score: Math.fround(0.7) }, true],
  [{ minScore: 0.7 }, { score: 0.69 }, false],
  [{ contentIds: ['b'] }, {}, false],
  [{ flags: ['a@0:16', 'b@5:9'] }, {}, true],
  [{ flags: [] }, {}, false],
] as const)('of the choice %j, %j is a part: %s', (choice, change, isPart) => {
  const chosen = chooser(flagChoiceSchema.parse(choice))
  expect(chosen(flag(change))).toBe(isPart)
})

const exported = (startPts: number, endPts: number, at: number) => ({
  ...{
    contentId: 'a',
    place: `/${at}.csv`,
    isDownload: false,
    format: 'csv',
    startPts,
    endPts,
    at,
  },
})

it('finds the latest export that shares at least half with a flag', () => {
  const find = exportFinder([
    exported(100, 200, 3),
    exported(0, 100, 1),
    exported(0, 99, 2),
    exported(300, 310, 4),
  ])
  expect(find({ startPts: 0, endPts: 100 })?.place).toBe('/2.csv')
  expect(find({ startPts: 120, endPts: 200 })?.place).toBe('/3.csv')
  expect(find({ startPts: 150, endPts: 260 })).toBeNull()
  expect(find({ startPts: 300, endPts: 400 })).toBeNull()
})

it('agrees with a look at every range', () => {
  let seed = 1
  const random = (below: number) => {
    seed = (seed * 48271) % 2147483647
    return seed % below
  }
  const ranges = Array.from({ length: 300 }, (_, at) => {
    const startPts = random(2000)
    return exported(startPts, startPts + 1 + random(120), at)
  })
  const find = exportFinder(ranges)
  for (let i = 0; i < 500; i++) {
    const startPts = random(2000)
    const endPts = startPts + 1 + random(120)
    const half = ranges.filter((each) => {
      const shared = Math.min(each.endPts, endPts) - Math.max(each.startPts, startPts)
      const all = Math.max(each.endPts, endPts) - Math.min(each.startPts, startPts)
      return shared / all >= 0.5
    })
    expect(find({ startPts, endPts })?.at).toBe(half.at(-1)?.at)
  }
})

it('names files by day and format', () => {
  expect(suggestedName('json', new Date('2026-01-31T22:00:00Z'))).toBe('flags-2026-01-31.json')
})
