import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  declaredArbitrary,
  frameOfLabel,
  type Sample,
  sampleExport,
  samplesArbitrary,
} from '#test/support/export-samples.ts'
import { readEdl } from '#test/support/read-edl.ts'
import { readFcpxml } from '#test/support/read-fcpxml.ts'
import { readOtio } from '#test/support/read-otio.ts'
import { readVtt } from '#test/support/read-vtt.ts'
import { frameRange } from './edit-clock.ts'
import { FORMATS } from './formats.ts'
import { videosOf } from './list-export.ts'
import { plainText } from './plain-text.ts'

const RUNS = { numRuns: 60 }
const timecodes = fc.constantFrom('auto', 'drop-frame', 'non-drop-frame')

/** Every flag as the frames that it was made of. */
const truth = (samples: readonly Sample[]) =>
  samples
    .flatMap(({ source, flags }) =>
      flags.map(({ startFrame, endFrame }) => `${source.path} ${startFrame} ${endFrame}`),
    )
    .toSorted()

const rateKey = ({ source: { rate } }: Sample) => rate.num / rate.den

/** A list names a file in one line; the samples' names end with their number. */
const byName = (samples: readonly Sample[], name: string) =>
  samples.find(({ source }) => plainText(basename(source.path)) === name)!

describe('flags come back to the frame', () => {
  it.each(['assembly', 'in-place'] as const)('from EDL, %s', (layout) => {
    fc.assert(
      fc.property(samplesArbitrary, timecodes, (samples, timecode) => {
        const documents = FORMATS.edl(sampleExport(samples, { layout, timecode }))
        expect(documents.map(({ part }) => part)).toEqual([
          null,
          ...documents.slice(1).map((_, index) => String(index + 2)),
        ])
        const reels = new Map<string, string>()
        const found = documents.flatMap(({ text }) => {
          const [, name] = /^\* FROM CLIP NAME: (.*)$/m.exec(text.replaceAll('\r', ''))!
          const { source } = byName(samples, name!)
          const list = readEdl(text, source.rate)
          const day = editDay(source.rate, list.isDropFrame)
          if (timecode !== 'auto')
            expect(list.isDropFrame).toBe(timecode === 'drop-frame' && isNtsc(source.rate))
          let record = frameOfLabel(list.isDropFrame ? '01:00:00;00' : '01:00:00:00', source.rate)
          return list.events.map((event) => {
            const of = byName(samples, event.clipName)
            expect(rateKey(of)).toBe(rateKey(byName(samples, name!)))
            expect(reels.get(event.reel) ?? of.source.path).toBe(of.source.path)
            reels.set(event.reel, of.source.path)
            expect(event.comments.join('\n')).toMatch(/FLAGREEL: .*0\.83, score 0\.910, /)
            const length = modulo(event.sourceOut - event.sourceIn, day)
            expect(modulo(event.recordOut - event.recordIn, day)).toBe(length)
            const expected = layout === 'assembly' ? record : event.sourceIn
            expect(event.recordIn).toBe(modulo(expected, day))
            record += length
            const start = modulo(event.sourceIn - (of.timecode?.frame ?? 0), day)
            // Longer than a day, labels repeat: the flag says which day it is.
            return { path: of.source.path, start, end: start + length, day }
          })
        })
        expect(reels.size).toBe(samples.length)
        const expected = samples.flatMap(({ source, flags }) =>
          flags.map((flag) => ({ path: source.path, ...flag })),
        )
        expect(found).toHaveLength(expected.length)
        for (const { path, start, end, day } of found) {
          const index = expected.findIndex(
            (each) =>
              each.path === path &&
              each.startFrame % day === start &&
              each.endFrame - each.startFrame === end - start,
          )
          expect(index).toBeGreaterThanOrEqual(0)
          expected.splice(index, 1)
        }
      }),
      RUNS,
    )
  })

  it.each(['assembly', 'in-place'] as const)('from OTIO, %s', (layout) => {
    fc.assert(
      fc.property(samplesArbitrary, (samples) => {
        const documents = FORMATS.otio(sampleExport(samples, { layout }))
        expect(documents).toHaveLength(layout === 'assembly' ? 1 : samples.length)
        const found = documents.flatMap(({ text }) =>
          readOtio(text).tracks.children[0].children.flatMap((clip) => {
            const { target_url, available_range } = clip.media_references.DEFAULT_MEDIA
            const path = fileURLToPath(target_url)
            const { source, timecode } = samples.find((each) => isPath(each.source.path, path))!
            const available = available_range.start_time.value
            expect(available).toBe(timecode?.frame ?? 0)
            expect(available_range.duration.value).toBe(source.frames)
            for (const time of [available_range, clip.source_range].flatMap((range) => [
              range.start_time,
              range.duration,
            ]))
              expect(time.rate).toBe(source.rate.num / source.rate.den)
            if (layout === 'in-place') expect(clip.source_range).toEqual(available_range)
            else expect(clip.markers.map((each) => each.marked_range)).toEqual([clip.source_range])
            return clip.markers.map(({ marked_range: range }) => {
              const start = range.start_time.value - available
              return `${source.path} ${start} ${start + range.duration.value}`
            })
          }),
        )
        expect(found.toSorted()).toEqual(truth(samples))
      }),
      RUNS,
    )
  })

  it.each(['assembly', 'in-place'] as const)('from FCPXML, %s', (layout) => {
    fc.assert(
      fc.property(samplesArbitrary, timecodes, (samples, timecode) => {
        const [document] = FORMATS.fcpxml(sampleExport(samples, { layout, timecode }))
        const projects = readFcpxml(document!.text)
        const found = projects.flatMap(({ clips, start, frames }) => {
          let at = start
          return clips.flatMap((clip) => {
            const path = decodeURIComponent(clip.file)
            const { source, timecode: embedded } = samples.find((each) =>
              isPath(each.source.path, path),
            )!
            expect(clip.offset).toBe(at)
            at += clip.endFrame - clip.startFrame
            expect(at).toBeLessThanOrEqual(start + frames)
            expect(clip.mediaStart).toBe(embedded?.frame ?? 0)
            expect(clip.mediaFrames).toBe(source.frames)
            expect(clip.markers).toEqual(clip.keywords.map(({ startFrame }) => startFrame))
            if (layout === 'assembly')
              expect(clip.keywords).toMatchObject([
                { startFrame: clip.startFrame, endFrame: clip.endFrame },
              ])
            return clip.keywords.map(
              ({ startFrame, endFrame }) => `${source.path} ${startFrame} ${endFrame}`,
            )
          })
        })
        expect(found.toSorted()).toEqual(truth(samples))
      }),
      RUNS,
    )
  })

  it('of videos that no timecode counts, at the nearest frame, inside their video', () => {
    fc.assert(
      fc.property(declaredArbitrary, (samples) => {
        const input = sampleExport(samples)
        for (const { source, clock, flags } of videosOf(input)) {
          const exact = (pts: number) =>
            ((pts - source.firstPts) * source.timeBase.num * clock.rate.num) /
            (source.timeBase.den * clock.rate.den)
          for (const flag of flags) {
            const { start, end } = frameRange(flag, source, clock)
            expect(start).toBe(Math.min(Math.round(exact(flag.startPts)), clock.frames - 1))
            expect(end).toBe(Math.max(start + 1, Math.round(exact(flag.endPts))))
          }
        }
        for (const { text } of FORMATS.otio(input))
          for (const clip of readOtio(text).tracks.children[0].children) {
            const { start_time: start, duration } = clip.source_range
            const { available_range: all } = clip.media_references.DEFAULT_MEDIA
            expect(start.value).toBeGreaterThanOrEqual(all.start_time.value)
            expect(start.value + duration.value).toBeLessThanOrEqual(
              all.start_time.value + all.duration.value,
            )
          }
        for (const { clips } of readFcpxml(FORMATS.fcpxml(input)[0]!.text))
          for (const clip of clips) expect(clip.endFrame).toBeLessThanOrEqual(clip.mediaFrames)
      }),
      RUNS,
    )
  })

  it('from WebVTT, to the millisecond, as a player counts', () => {
    fc.assert(
      fc.property(samplesArbitrary, (samples) => {
        const documents = FORMATS.vtt(sampleExport(samples, { cues: 'both' }))
        expect(new Set(documents.map(({ part }) => part?.toLowerCase())).size).toBe(
          2 * samples.length,
        )
        samples.forEach(({ source, flags }, index) => {
          const [chapters, metadata] = [0, 1].map((kind) =>
            readVtt(documents[2 * index + kind]!.text),
          )
          const seconds = (pts: number) =>
            (pts * source.timeBase.num) / source.timeBase.den -
            source.media!.startMicroseconds / 1_000_000
          const cues = metadata!.map(({ startMs, endMs, text }) => {
            const flag = JSON.parse(text)
            expect(Math.abs(startMs / 1000 - Math.max(0, seconds(flag.startPts)))).toBeLessThan(
              0.00051,
            )
            expect(Math.abs(endMs / 1000 - seconds(flag.endPts))).toBeLessThan(0.00101)
            return flag
          })
          expect(new Set(cues.map(({ key }) => key))).toEqual(
            new Set(flags.map(({ flag }) => flag.key)),
          )
          expect(cues).toHaveLength(flags.length)
          // No two chapters overlap, and together they cover what the flags cover.
          for (const [i, chapter] of chapters!.entries())
            expect(chapter.startMs).toBeGreaterThanOrEqual(chapters![i - 1]?.endMs ?? 0)
          for (const { startMs, endMs } of metadata!)
            expect(chapters!.some((each) => each.startMs <= startMs && each.endMs >= endMs)).toBe(
              true,
            )
          expect(
            chapters!.every(({ startMs }) => metadata!.some((each) => each.startMs === startMs)),
          ).toBe(true)
        })
      }),
      RUNS,
    )
  })

  it('from CSV and JSON, with all that was said of them', () => {
    fc.assert(
      fc.property(samplesArbitrary, timecodes, (samples, timecode) => {
        const input = sampleExport(samples, { timecode })
        const rows = parse(FORMATS.csv(input)[0]!.text, {
          columns: true,
          record_delimiter: '\r\n',
        }) as Record<string, string>[]
        const json = JSON.parse(FORMATS.json(input)[0]!.text)
        expect(json.segments).toEqual(JSON.parse(JSON.stringify(input.list.segments)))
        const flags = samples.flatMap(({ flags: each }) => each)
        expect(rows).toHaveLength(flags.length)
        rows.forEach((row, index) => {
          const { flag, startFrame, endFrame } = flags[index]!
          const { source, timecode: start } = samples.find(
            (each) => each.source.contentId === row.content_id,
          )!
          expect(asWritten(row.note!)).toBe(flag.note)
          expect(asWritten(row.file!)).toBe(flag.file)
          expect(Object.values(row).filter((cell) => /^[=+@\t\r]/.test(cell))).toEqual([])
          expect([Number(row.start_pts), Number(row.end_pts)]).toEqual([flag.startPts, flag.endPts])
          expect(Number(row.start_sec)).toBeCloseTo(flag.startSec, 6)
          expect(Number(row.end_sec)).toBeCloseTo(flag.endSec, 6)
          const day = editDay(source.rate, row.start_timecode!.includes(';'))
          const at = (frame: number) => modulo((start?.frame ?? 0) + frame, day)
          expect(frameOfLabel(row.start_timecode!, source.rate)).toBe(at(startFrame))
          expect(frameOfLabel(row.end_timecode!, source.rate)).toBe(at(endFrame))
        })
      }),
      RUNS,
    )
  })

  it('from timestamps, within their seconds', () => {
    fc.assert(
      fc.property(samplesArbitrary, (samples) => {
        const [document] = FORMATS.timestamps(sampleExport(samples))
        const blocks = document!.text.trimEnd().split('\n\n')
        expect(blocks).toHaveLength(samples.length + 1)
        samples.forEach(({ source, flags }, index) => {
          const [heading, ...lines] = blocks[index]!.split('\n')
          expect(heading).toBe(plainText(basename(source.path)))
          expect(lines).toHaveLength(flags.length)
          lines.forEach((line, i) => {
            const [, from, to] = /^([\d:]+)–([\d:]+) .*0\.83(, confirmed)?$/.exec(line)!
            const { flag } = flags[i]!
            const lead =
              (source.firstPts * source.timeBase.num) / source.timeBase.den -
              source.media!.startMicroseconds / 1_000_000
            expect(clock(from!)).toBeLessThanOrEqual(flag.startSec + lead + 0.001)
            expect(clock(from!)).toBeGreaterThan(flag.startSec + lead - 1.001)
            expect(clock(to!)).toBeGreaterThanOrEqual(flag.endSec + lead - 0.001)
            expect(clock(to!)).toBeLessThan(flag.endSec + lead + 1.002)
          })
        })
      }),
      RUNS,
    )
  })
})

function editDay(rate: Sample['source']['rate'], isDropFrame: boolean): number {
  return (
    frameOfLabel(isDropFrame ? '23:59:59;29' : '23:59:59:29', rate) +
    Math.round(rate.num / rate.den) -
    29
  )
}

function isNtsc({ num, den }: Sample['source']['rate']): boolean {
  return den === 1001 && num !== 24_000
}

/** A cell without what makes it harmless. */
function asWritten(cell: string): string {
  return cell
    .replace(/^'(?=[=+\-@\t\r\n])/, '')
    .replace(/\\u\{([0-9a-f]+)\}/g, (_, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    )
}

/** Node writes a lone surrogate as U+FFFD into an address. */
function isPath(path: string, found: string): boolean {
  return path.toWellFormed() === found
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}

function clock(text: string): number {
  return text.split(':').reduce((total, part) => 60 * total + Number(part), 0)
}
