import { describe, expect, it } from 'vitest'
import { HOSTILE, sampleExport, sampleFlag, sampleSource } from '#test/support/export-samples.ts'
import { readEdl } from '#test/support/read-edl.ts'
import { readFcpxml } from '#test/support/read-fcpxml.ts'
import { readOtio } from '#test/support/read-otio.ts'
import { readVtt } from '#test/support/read-vtt.ts'
import { editClockOf } from './edit-clock.ts'
import { FORMATS } from './formats.ts'
import { plainText } from './plain-text.ts'

describe('rates that timecode cannot count', () => {
  const sources = [
    sampleSource({ rate: { num: 25, den: 2 } }),
    sampleSource({ rate: { num: 120, den: 1 } }),
    sampleSource({ rate: { num: 2893, den: 100 }, isVariable: true }),
  ]

  it.each([
    [sources[0]!, '24000/1001', 'frame rate that timecode cannot count'],
    [sources[1]!, '60/1', 'frame rate that timecode cannot count'],
    [sources[2]!, '30000/1001', 'variable frame rate'],
  ])('are counted at a declared one, which every list says: %#', (source, rate, why) => {
    const flag = sampleFlag(source, { startPts: 123_456, endPts: 234_567 })
    // Between two frames of any of them.
    const short = sampleFlag(source, { startPts: 300_000, endPts: 300_001 })
    const flags = [flag, short].map((each) => ({ flag: each, startFrame: 0, endFrame: 0 }))
    const input = sampleExport([{ source, flags }])
    const clock = editClockOf(source, 'auto')
    expect(`${clock.rate.num}/${clock.rate.den}`).toBe(rate)
    const [edl] = FORMATS.edl(input)
    expect(edl!.text).toContain(`* FLAGREEL COUNTING: ${why}: counted at ${rate}\r\n`)
    expect(edl!.text).toContain('* FLAGREEL SECONDS: 1.371733 2.606300')
    const { events } = readEdl(edl!.text, clock.rate)
    const perFrame = clock.rate.den / clock.rate.num
    expect(Math.abs(events[0]!.sourceIn * perFrame - flag.startSec)).toBeLessThan(perFrame / 2)
    expect(Math.abs(events[0]!.sourceOut * perFrame - flag.endSec)).toBeLessThan(perFrame / 2)
    expect(events[1]!.sourceOut - events[1]!.sourceIn).toBe(1)
    expect(FORMATS.fcpxml(input)[0]!.text).toContain(`counted at ${rate}`)
    expect(readOtio(FORMATS.otio(input)[0]!.text).tracks.children[0].children[0]).toMatchObject({
      metadata: { flagreel: { source: { isDeclaredRate: true } } },
      markers: [{ metadata: { flagreel: { flag: { startSec: flag.startSec } } } }],
    })
    expect(FORMATS.csv(input)[0]!.text).toContain(`,${rate},`)
  })
})

it('an embedded timecode that is none at the rate is left out, and said', () => {
  const media = { ...sampleSource().media!, timecode: '00:00:00:29' }
  const source = sampleSource({ media })
  const flag = sampleFlag(source, {})
  const [edl] = FORMATS.edl(
    sampleExport([{ source, flags: [{ flag, startFrame: 0, endFrame: 25 }] }]),
  )
  expect(edl!.text).toContain('* FLAGREEL COUNTING: start timecode 00:00:00:29 is none at 25/1')
  expect(readEdl(edl!.text, source.rate).events[0]).toMatchObject({ sourceIn: 0, sourceOut: 25 })
})

it('an EDL goes on in another file after 999 events, and at another rate', () => {
  const rates = [
    { num: 25, den: 1 },
    { num: 30_000, den: 1001 },
  ]
  const samples = rates.map((rate, index) => {
    const source = sampleSource({
      rate,
      contentId: `c${index}`,
      path: `/videos/same name ${index}.mp4`,
    })
    const flag = sampleFlag(source, {})
    const flags = Array.from({ length: 1200 }, () => ({ flag, startFrame: 0, endFrame: 1 }))
    return { source, flags }
  })
  const documents = FORMATS.edl(sampleExport(samples))
  const lists = documents.map(({ text }, index) => readEdl(text, rates[index < 2 ? 0 : 1]!))
  expect(lists.map(({ events }) => events.length)).toEqual([999, 201, 999, 201])
  expect(lists.map(({ title }) => title)).toEqual([1, 2, 3, 4].map((n) => `flags ${n} of 4`))
  expect(lists.map(({ isDropFrame }) => isDropFrame)).toEqual([false, false, true, true])
  expect(new Set(lists.flatMap(({ events }) => events.map(({ reel }) => reel)))).toEqual(
    new Set(['SAMENAME', 'SAMENAM1']),
  )
})

it('flags that overlap go to different EDLs in place, and cross midnight as labels do', () => {
  const media = { ...sampleSource().media!, timecode: '23:59:59:00' }
  const source = sampleSource({ media })
  const ranges = [
    [0, 50],
    [25, 75],
    [50, 100],
  ] as const
  const flags = ranges.map(([startFrame, endFrame]) => {
    const flag = sampleFlag(source, { startPts: startFrame * 3600, endPts: endFrame * 3600 })
    return { flag, startFrame, endFrame }
  })
  const lists = FORMATS.edl(sampleExport([{ source, flags }], { layout: 'in-place' })).map(
    ({ text }) => readEdl(text, source.rate),
  )
  const day = 24 * 3600 * 25
  expect(lists.map(({ events }) => events.map((each) => [each.recordIn, each.recordOut]))).toEqual([
    [
      [day - 25, 25],
      [25, 75],
    ],
    [[0, 50]],
  ])
})

describe.each(['in-place', 'assembly'] as const)('an EDL of days (%s)', (layout) => {
  const hour = 3600 * 25
  const length = (from: number, to: number) => (to - from + 24 * hour) % (24 * hour)
  const source = sampleSource({ frames: 80 * hour, endPts: 80 * hour * 3600 })
  const listsOf = (...ranges: [number, number][]) => {
    const flags = ranges.map(([startFrame, endFrame]) => {
      const flag = sampleFlag(source, { startPts: startFrame * 3600, endPts: endFrame * 3600 })
      return { flag, startFrame, endFrame }
    })
    return FORMATS.edl(sampleExport([{ source, flags }], { layout })).map(({ text }) =>
      readEdl(text, source.rate).events.map(({ sourceIn, sourceOut, ...record }) => ({
        source: length(sourceIn, sourceOut),
        record: length(record.recordIn, record.recordOut),
        at: record.recordIn,
      })),
    )
  }

  it('never has two events at one time', () => {
    for (const events of listsOf([hour, hour + 1000], [25 * hour, 25 * hour + 500]))
      for (const [index, { at }] of events.entries())
        if (index > 0)
          expect(at).toBeGreaterThanOrEqual(events[index - 1]!.at + events[index - 1]!.record)
  })

  it('has a flag of more than half a day as several events', () => {
    const lengths = listsOf([0, 24 * hour]).flat()
    expect(lengths.map((each) => each.source)).toEqual([12 * hour, 12 * hour])
    expect(lengths.map(({ record }) => record)).toEqual([12 * hour, 12 * hour])
  })
})

describe('what says nothing', () => {
  it.each(Object.keys(FORMATS))('is still a document that its readers take: %s', (format) => {
    const input = sampleExport([])
    const [document, ...more] = FORMATS[format as keyof typeof FORMATS](input)
    expect(more).toEqual([])
    if (format === 'edl') expect(readEdl(document!.text, { num: 25, den: 1 }).events).toEqual([])
    if (format === 'otio') expect(readOtio(document!.text).tracks.children[0].children).toEqual([])
    if (format === 'fcpxml') expect(readFcpxml(document!.text)).toEqual([])
    if (format === 'vtt') {
      expect(readVtt(document!.text)).toEqual([])
      expect(document!.text).toMatch(/untrained/)
    }
  })
})

describe('the model', () => {
  it.each(Object.keys(FORMATS))('is named with its kind in %s', (format) => {
    const source = sampleSource()
    const flags = [{ flag: sampleFlag(source, {}), startFrame: 0, endFrame: 25 }]
    for (const { text } of FORMATS[format as keyof typeof FORMATS](
      sampleExport([{ source, flags }], { cues: 'both' }),
    ))
      expect(text).toMatch(/untrained/)
  })
})

it('names and notes of strangers stay text, in one line of its kind', () => {
  for (const text of HOSTILE) {
    const source = sampleSource({ path: `/videos/${text.replaceAll(/[/\0]/g, '_')}.mp4` })
    const flag = sampleFlag(source, { class: text, note: text, reviewer: text })
    const input = sampleExport([{ source, flags: [{ flag, startFrame: 0, endFrame: 25 }] }], {
      cues: 'both',
    })
    expect(readEdl(FORMATS.edl(input)[0]!.text, source.rate).events).toHaveLength(1)
    const [project] = readFcpxml(FORMATS.fcpxml(input)[0]!.text)
    expect(project!.clips[0]!.keywords).toMatchObject([{ value: plainText(text) }])
    const [chapters, metadata] = FORMATS.vtt(input).map((document) => readVtt(document.text))
    expect([chapters!.length, metadata!.length]).toEqual([1, 1])
    expect(JSON.parse(metadata![0]!.text)).toMatchObject({
      class: text.toWellFormed() === text ? text : expect.any(String),
    })
    const blocks = FORMATS.timestamps(input)[0]!.text.trimEnd().split('\n')
    expect(blocks).toHaveLength(4)
    for (const format of ['edl', 'fcpxml', 'vtt', 'timestamps'] as const)
      for (const document of FORMATS[format](input))
        expect(document.text).not.toMatch(
          /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/,
        )
    for (const document of FORMATS.vtt(input)) expect(document.part).not.toMatch(/[/\\]|^\.+/)
  }
})
