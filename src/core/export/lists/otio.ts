import { pathToFileURL } from 'node:url'
import { escapedInvisible } from '#contract/escaped-invisible.ts'
import type { FlaggedSegment } from '#contract/results.ts'
import type { Rational } from '#core/media/rational.ts'
import { baseOf } from './document-names.ts'
import { assemblyStart, type FrameRange, frameRange } from './edit-clock.ts'
import { classText, flagText, modelText } from './flag-text.ts'
import {
  type ListDocument,
  type ListExport,
  numbered,
  type VideoFlags,
  videosOf,
} from './list-export.ts'
import { plainText } from './plain-text.ts'

/**
 * OpenTimelineIO: an assembly is one timeline of clips; in place, each video is a timeline with the whole of it and a marker
 * over every flag. Clip.2 and Marker.2 are what releases 0.15 to 0.18 write.
 */
export function writeOtio(input: ListExport): ListDocument[] {
  const videos = videosOf(input)
  const isAssembly = input.options.layout === 'assembly'
  const timelines = isAssembly
    ? [timeline(input, videos.flatMap(cuts), startOfAssembly(videos))]
    : videos.map((video) => timeline(input, [whole(video)], startOf(video)))
  const all = timelines.length === 0 ? [timeline(input, [], null)] : timelines
  return numbered(all.map((each) => `${escapedInvisible(JSON.stringify(each))}\n`))
}

function timeline({ name, list }: ListExport, children: readonly object[], start: object | null) {
  const track = {
    OTIO_SCHEMA: 'Track.1',
    name: 'Flags',
    kind: 'Video',
    ...{ source_range: null, effects: [], markers: [], enabled: true, metadata: {} },
    children,
  }
  return {
    OTIO_SCHEMA: 'Timeline.1',
    name,
    global_start_time: start,
    metadata: {
      flagreel: {
        model: list.model,
        modelText: modelText(list.model),
        mode: list.mode,
        rule: list.rule,
      },
    },
    tracks: {
      OTIO_SCHEMA: 'Stack.1',
      name: 'tracks',
      ...{ source_range: null, effects: [], markers: [], enabled: true, metadata: {} },
      children: [track],
    },
  }
}

function startOfAssembly([first]: readonly VideoFlags[]): object | null {
  if (!first) return null
  return rationalTime(assemblyStart(first.clock), first.clock.rate)
}

function startOf({ clock }: VideoFlags): object {
  return rationalTime(clock.startFrame, clock.rate)
}

function cuts(video: VideoFlags): object[] {
  return video.flags.map((flag) => {
    const range = mediaRange(video, frameRange(flag, video.source, video.clock))
    return clip(video, {
      name: `${plainText(baseOf(video.source.path))} ${classText(flag)}`,
      range,
      markers: [marker(flag, range, video.clock.rate)],
    })
  })
}

function whole(video: VideoFlags): object {
  const markers = video.flags.map((flag) =>
    marker(flag, mediaRange(video, frameRange(flag, video.source, video.clock)), video.clock.rate),
  )
  const range = mediaRange(video, { start: 0, end: video.clock.frames })
  const name = plainText(baseOf(video.source.path))
  return clip(video, { name, range, markers })
}

interface ClipParts {
  readonly name: string
  /** In the time of the media, as its available range. */
  readonly range: FrameRange
  readonly markers: readonly object[]
}

function clip({ source, clock }: VideoFlags, { name, range, markers }: ClipParts) {
  const { rate, startFrame, frames, isDeclared, ignoredTimecode } = clock
  const available = { start: startFrame, end: startFrame + frames }
  const video = {
    ...{ contentId: source.contentId, sha256: source.file?.sha256 ?? null },
    ...{ timeBase: source.timeBase, firstPts: source.firstPts, endPts: source.endPts },
    ...{ frameRate: source.rate, isVariable: source.isVariable },
    ...{ isDeclaredRate: isDeclared, ignoredTimecode },
  }
  return {
    OTIO_SCHEMA: 'Clip.2',
    name,
    source_range: timeRange(range, rate),
    effects: [],
    markers,
    enabled: true,
    media_references: {
      DEFAULT_MEDIA: {
        OTIO_SCHEMA: 'ExternalReference.1',
        name: plainText(baseOf(source.path)),
        target_url: pathToFileURL(source.path).href,
        available_range: timeRange(available, rate),
        available_image_bounds: null,
        metadata: {},
      },
    },
    active_media_reference_key: 'DEFAULT_MEDIA',
    metadata: { flagreel: { source: video } },
  }
}

/** Colours that every reader knows by name. */
const COLOURS: Readonly<Record<string, string>> = {
  confirmed: 'RED',
  escalated: 'PURPLE',
  dismissed: 'BLACK',
}

function marker(flag: FlaggedSegment, range: FrameRange, rate: Rational) {
  return {
    OTIO_SCHEMA: 'Marker.2',
    name: classText(flag),
    comment: flagText(flag),
    color: COLOURS[flag.verdict ?? ''] ?? 'YELLOW',
    marked_range: timeRange(range, rate),
    // All that the list says, with exact times: readers keep what they do not know.
    metadata: { flagreel: { flag } },
  }
}

function mediaRange({ clock: { startFrame } }: VideoFlags, { start, end }: FrameRange): FrameRange {
  return { start: startFrame + start, end: startFrame + end }
}

function timeRange({ start, end }: FrameRange, rate: Rational) {
  return {
    OTIO_SCHEMA: 'TimeRange.1',
    start_time: rationalTime(start, rate),
    duration: rationalTime(end - start, rate),
  }
}

function rationalTime(value: number, { num, den }: Rational) {
  return { OTIO_SCHEMA: 'RationalTime.1', value, rate: num / den }
}
