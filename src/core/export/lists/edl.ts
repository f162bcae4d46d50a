import type { FlaggedSegment } from '#contract/results.ts'
import { baseOf, stemOf } from './document-names.ts'
import { assemblyStart, countingNotes, type FrameRange, frameRange } from './edit-clock.ts'
import { flagText, modelText } from './flag-text.ts'
import {
  byRate,
  type ListDocument,
  type ListExport,
  numbered,
  seconds,
  type VideoFlags,
  videosOf,
} from './list-export.ts'
import { plainText } from './plain-text.ts'
import { formatTimecode, framesOfDay, type TimecodeRate } from './timecode.ts'

interface Event {
  readonly video: VideoFlags
  readonly flag: FlaggedSegment
  readonly reel: string
  /** Timecode of the file. */
  readonly source: FrameRange
  readonly record: FrameRange
}

/** What becomes one file: of one rate, one way to count, and at most 999 events. */
interface EditList {
  readonly clock: TimecodeRate
  readonly events: readonly Event[]
}

/** Three digits. */
const MOST_EVENTS = 999

/**
 * CMX3600 lists of video cuts. A list has one rate, so videos of different rates go to different files, as do more than 999
 * events, more than a day of record time and, in place, other videos and flags that overlap: a list has one track.
 */
export function writeEdl(input: ListExport): ListDocument[] {
  const videos = videosOf(input)
  const reels = reelsOf(videos)
  const lists =
    input.options.layout === 'in-place'
      ? videos.flatMap((video, index) => inPlace(video, reels[index]!))
      : assembled(videos, reels)
  const empty: EditList = { clock: { rate: { num: 25, den: 1 }, isDropFrame: false }, events: [] }
  const all = lists.length === 0 ? [empty] : lists
  return numbered(all.map((list, index) => editList(list, input, { index, count: all.length })))
}

/** One after another. */
function assembled(videos: readonly VideoFlags[], reels: readonly string[]): EditList[] {
  const reelOf = new Map(videos.map((video, index) => [video, reels[index]!]))
  return byRate(videos).flatMap((group) => {
    const { clock } = group[0]!
    const lists: Event[][] = []
    let at = Number.POSITIVE_INFINITY
    for (const video of group)
      for (const { flag, source } of video.flags.flatMap((each) => sourceRanges(video, each))) {
        const length = source.end - source.start
        if (
          (lists.at(-1)?.length ?? MOST_EVENTS) >= MOST_EVENTS ||
          at + length > framesOfDay(clock)
        ) {
          lists.push([])
          at = assemblyStart(clock)
        }
        const reel = reelOf.get(video)!
        lists.at(-1)?.push({ video, flag, reel, source, record: { start: at, end: at + length } })
        at += length
      }
    return lists.map((events) => ({ clock, events }))
  })
}

/** Record time is the file's own: what no flag covers is left open. */
function inPlace(video: VideoFlags, reel: string): EditList[] {
  const events = video.flags
    .flatMap((flag) => sourceRanges(video, flag))
    .map(({ flag, source }) => ({ video, flag, reel, source, record: source }))
  return layersOf(events, framesOfDay(video.clock)).flatMap((layer) =>
    Array.from({ length: Math.ceil(layer.length / MOST_EVENTS) }, (_, part) => ({
      clock: video.clock,
      events: layer.slice(part * MOST_EVENTS, (part + 1) * MOST_EVENTS),
    })),
  )
}

/** As few rows as there can be in which nothing overlaps and the clock does not come round. */
function layersOf(events: readonly Event[], day: number): Event[][] {
  const layers: Event[][] = []
  for (const event of events.toSorted((a, b) => a.record.start - b.record.start)) {
    const { start, end } = event.record
    const free = layers.find(
      (layer) => layer.at(-1)!.record.end <= start && end - layer[0]!.record.start < day,
    )
    if (free) free.push(event)
    else layers.push([event])
  }
  return layers
}

/** A flag of more than half a day in parts: between two times of one clock lies less than a day. */
function sourceRanges({ source, clock }: VideoFlags, flag: FlaggedSegment) {
  const { start, end } = frameRange(flag, source, clock)
  const most = framesOfDay(clock) / 2
  return Array.from({ length: Math.max(1, Math.ceil((end - start) / most)) }, (_, part) => {
    const from = start + part * most
    const range: FrameRange = {
      start: clock.startFrame + from,
      end: clock.startFrame + Math.min(end, from + most),
    }
    return { flag, source: range }
  })
}

interface Place {
  readonly index: number
  readonly count: number
}

function editList(list: EditList, input: ListExport, { index, count }: Place): string {
  const { clock, events } = list
  const title = `${plainText(input.name)}${count === 1 ? '' : ` ${index + 1} of ${count}`}`
  const lines = [
    `TITLE: ${title}`,
    `FCM: ${clock.isDropFrame ? 'DROP FRAME' : 'NON-DROP FRAME'}`,
    '',
    ...events.flatMap((event, number) => [
      cutLine(event, number + 1, clock),
      ...comments(event),
      // Comments belong to an event: readers refuse what stands before the first.
      ...(number === 0 ? [`* FLAGREEL MODEL: ${modelText(input.list.model)}`] : []),
      ...(number === 0 && count > 1
        ? [`* FLAGREEL LIST: ${index + 1} of ${count}, see the manifest`]
        : []),
    ]),
  ]
  return `${lines.join('\r\n')}\r\n`
}

function cutLine(
  { reel, source, record }: Event,
  number: number,
  clock: EditList['clock'],
): string {
  const times = [source.start, source.end, record.start, record.end].map((frame) =>
    formatTimecode(frame, clock),
  )
  return `${String(number).padStart(3, '0')}  ${reel.padEnd(8)} V     C        ${times.join(' ')}`
}

function comments({ video: { source, clock }, flag }: Event): string[] {
  return [
    `* FROM CLIP NAME: ${plainText(baseOf(source.path))}`,
    `* SOURCE FILE: ${plainText(source.path)}`,
    `* FLAGREEL: ${flagText(flag)}`,
    `* FLAGREEL SECONDS: ${seconds(flag.startSec)} ${seconds(flag.endSec)}`,
    ...countingNotes(source, clock).map((note) => `* FLAGREEL COUNTING: ${note}`),
  ]
}

/** Eight capital letters and digits, no two alike. AX and BL mean other things. */
function reelsOf(videos: readonly VideoFlags[]): string[] {
  const taken = new Set(['AX', 'BL'])
  const numbers = new Map<string, number>()
  return videos.map(({ source }) => {
    const letters = stemOf(source.path)
      .normalize('NFKD')
      .toUpperCase()
      .replace(/[^A-Z0-9]/g, '')
    const name = (letters || 'REEL').slice(0, 8)
    for (let number = numbers.get(name) ?? 0; ; number++) {
      const suffix = number === 0 ? '' : String(number)
      const reel = `${name.slice(0, 8 - suffix.length)}${suffix}`
      if (taken.has(reel)) continue
      taken.add(reel)
      numbers.set(name, number + 1)
      return reel
    }
  })
}
