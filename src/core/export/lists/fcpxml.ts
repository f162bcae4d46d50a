import { pathToFileURL } from 'node:url'
import type { FlaggedSegment } from '#contract/results.ts'
import { escapeMarkup } from '#core/export/escape-markup.ts'
import { type Rational, reduced } from '#core/media/rational.ts'
import { baseOf } from './document-names.ts'
import {
  assemblyStart,
  countingNotes,
  type EditClock,
  type FrameRange,
  frameRange,
} from './edit-clock.ts'
import { classText, flagText, modelText } from './flag-text.ts'
import {
  byRate,
  type ListDocument,
  type ListExport,
  type VideoFlags,
  videosOf,
} from './list-export.ts'
import { plainText } from './plain-text.ts'

/**
 * Final Cut Pro's XML. An assembly is a project a frame rate with a clip a flag; in place, each video is a project with the
 * whole of it. Flags are keyword ranges, which may overlap, each with a marker at its first frame. Times are fractions of a
 * second on the frame grid: frame × frame duration.
 */
export function writeFcpxml(input: ListExport): ListDocument[] {
  const videos = videosOf(input)
  const resources = resourcesOf(videos)
  const projects =
    input.options.layout === 'in-place'
      ? videos.flatMap((video) => wholeProject(video, resources, input))
      : assemblies(videos, resources, input)
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE fcpxml>',
    '',
    ...element('fcpxml', { version: '1.10' }, [
      ...element('resources', {}, resources.elements),
      ...element('library', {}, element('event', { name: plainText(input.name) }, projects)),
    ]),
    '',
  ].join('\n')
  return [{ part: null, text }]
}

interface Resources {
  readonly formatId: (video: VideoFlags) => string
  readonly assetId: (video: VideoFlags) => string
  readonly elements: readonly string[]
}

function resourcesOf(videos: readonly VideoFlags[]): Resources {
  const formats = new Map<string, { id: string; lines: readonly string[] }>()
  const keyOf = ({ clock, source }: VideoFlags) =>
    [clock.rate.num / clock.rate.den, source.media?.width, source.media?.height].join()
  for (const video of videos) {
    const key = keyOf(video)
    if (formats.has(key)) continue
    const id = `r${formats.size + 1}`
    const { width, height } = video.source.media ?? {}
    const frameDuration = time(1, video.clock.rate)
    formats.set(key, { id, lines: element('format', { id, frameDuration, width, height }) })
  }
  const ids = new Map(videos.map((video, index) => [video, `r${formats.size + index + 1}`]))
  const formatId = (video: VideoFlags) => formats.get(keyOf(video))!.id
  const assetId = (video: VideoFlags) => ids.get(video)!
  const assets = videos.flatMap((video) => asset(video, assetId(video), formatId(video)))
  const elements = [...[...formats.values()].flatMap(({ lines }) => lines), ...assets]
  return { formatId, assetId, elements }
}

function asset({ source, clock }: VideoFlags, id: string, format: string): string[] {
  const sound = source.media?.audio
  const attributes = {
    id,
    name: plainText(baseOf(source.path)),
    start: time(clock.startFrame, clock.rate),
    duration: time(clock.frames, clock.rate),
    hasVideo: 1,
    format,
    videoSources: 1,
    ...(sound
      ? { hasAudio: 1, audioSources: 1, audioChannels: sound.channels, audioRate: sound.sampleRate }
      : {}),
  }
  const src = pathToFileURL(source.path).href
  return element('asset', attributes, element('media-rep', { kind: 'original-media', src }))
}

function assemblies(
  videos: readonly VideoFlags[],
  resources: Resources,
  input: ListExport,
): string[] {
  const groups = byRate(videos)
  return groups.flatMap((group) => {
    const { clock } = group[0]!
    const begin = assemblyStart(clock)
    let at = begin
    const clips = group.flatMap((video) =>
      video.flags.flatMap((flag) => {
        const range = frameRange(flag, video.source, video.clock)
        const offset = at
        at += range.end - range.start
        return clip(video, { resources, offset, range, flags: [flag], name: classText(flag) })
      }),
    )
    const name = groups.length === 1 ? input.name : `${input.name} ${rateName(clock)}`
    const place = { name, begin, frames: at - begin, clips }
    return project(group[0]!, place, { resources, input })
  })
}

function wholeProject(video: VideoFlags, resources: Resources, input: ListExport): string[] {
  const { clock, source, flags } = video
  const name = plainText(baseOf(source.path))
  const range = { start: 0, end: clock.frames }
  const offset = clock.startFrame
  const clips = clip(video, { resources, offset, range, flags, name })
  const place = { name, begin: offset, frames: clock.frames, clips }
  return project(video, place, { resources, input })
}

interface ProjectPlace {
  readonly name: string
  /** Timecode of the timeline's first frame, in frames. */
  readonly begin: number
  readonly frames: number
  readonly clips: readonly string[]
}

function project(
  video: VideoFlags,
  { name, begin, frames, clips }: ProjectPlace,
  { resources, input }: { readonly resources: Resources; readonly input: ListExport },
): string[] {
  const { clock } = video
  const attributes = {
    format: resources.formatId(video),
    duration: time(frames, clock.rate),
    tcStart: time(begin, clock.rate),
    tcFormat: clock.isDropFrame ? 'DF' : 'NDF',
    audioLayout: 'stereo',
    audioRate: '48k',
  }
  const note = element('note', {}, [escapeMarkup(`Model: ${modelText(input.list.model)}`)])
  return element(
    'project',
    { name: plainText(name) },
    element('sequence', attributes, [...note, ...element('spine', {}, clips)]),
  )
}

interface ClipParts {
  readonly resources: Resources
  /** On the timeline, in frames of its timecode. */
  readonly offset: number
  /** Counted from the video's first frame. */
  readonly range: FrameRange
  readonly flags: readonly FlaggedSegment[]
  readonly name: string
}

/** In the order of the document type: note, then markers and keywords. */
function clip(video: VideoFlags, { resources, offset, range, flags, name }: ClipParts): string[] {
  const { source, clock } = video
  const at = (frame: number) => time(frame, clock.rate)
  const attributes = {
    ref: resources.assetId(video),
    offset: at(offset),
    name,
    start: at(clock.startFrame + range.start),
    duration: at(range.end - range.start),
    tcFormat: clock.isDropFrame ? 'DF' : 'NDF',
  }
  const marked = flags.map((flag) => ({ flag, ...frameRange(flag, source, clock) }))
  return element('asset-clip', attributes, [
    ...element('note', {}, [
      escapeMarkup([plainText(source.path), ...countingNotes(source, clock)].join('; ')),
    ]),
    ...marked.flatMap(({ flag, start, end }) => [
      ...element('marker', {
        start: at(clock.startFrame + start),
        duration: at(1),
        value: classText(flag),
        note: flagText(flag),
      }),
      ...element('keyword', {
        start: at(clock.startFrame + start),
        duration: at(end - start),
        value: plainText(flag.class),
        note: flagText(flag),
      }),
    ]),
  ])
}

function rateName({ rate, isDropFrame }: EditClock): string {
  return `${Number((rate.num / rate.den).toFixed(3))}${isDropFrame ? ' DF' : ''}`
}

/** So many frames in seconds: `1001/30000s`, `5s`. */
function time(frames: number, { num, den }: Rational): string {
  const { num: top, den: bottom } = reduced(BigInt(frames) * BigInt(den), BigInt(num))
  if (top === 0) return '0s'
  return bottom === 1 ? `${top}s` : `${top}/${bottom}s`
}

type Attributes = Readonly<Record<string, string | number | undefined>>

function element(name: string, attributes: Attributes, children: readonly string[] = []): string[] {
  const given = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escapeMarkup(String(value))}"`],
  )
  if (children.length === 0) return [`<${name}${given.join('')}/>`]
  return [`<${name}${given.join('')}>`, ...children.map((line) => `  ${line}`), `</${name}>`]
}
