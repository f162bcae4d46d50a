import { escapedInvisible } from '#contract/escaped-invisible.ts'
import type { FlaggedSegment } from '#contract/results.ts'
import { timeText } from '#core/export/times.ts'
import { baseOf, namesOf } from './document-names.ts'
import { classText, modelText } from './flag-text.ts'
import { type ListDocument, type ListExport, type VideoFlags, videosOf } from './list-export.ts'
import { plainText } from './plain-text.ts'
import { type PlayerRange, playerRange } from './player-time.ts'

const KINDS = ['chapters', 'metadata'] as const
type Kind = (typeof KINDS)[number]

interface Cue extends PlayerRange {
  readonly text: string
}

/**
 * WebVTT, a file a video. Chapters must not overlap, so flags that do become one of them; metadata has a cue a flag, whose
 * text is JSON on one line.
 */
export function writeVtt(input: ListExport): ListDocument[] {
  const { cues } = input.options
  const kinds = KINDS.filter((kind) => cues === 'both' || cues === kind)
  const videos = videosOf(input)
  const names = namesOf(videos.map(({ source }) => source.path))
  const files = videos.flatMap((video, index) =>
    kinds.map((kind) => ({ part: `${names[index]}.${kind}`, text: track(video, kind, input) })),
  )
  if (files.length === 0)
    return [{ part: null, text: `${['WEBVTT', modelNote(input)].join('\n\n')}\n` }]
  return files.length === 1 ? [{ part: null, text: files[0]!.text }] : files
}

function track(video: VideoFlags, kind: Kind, { list }: ListExport): string {
  const cues = kind === 'chapters' ? chapters(video) : metadata(video)
  const blocks = [
    'WEBVTT',
    noteOf(`${kind} of ${baseOf(video.source.path)}`),
    modelNote({ list }),
    ...cues.map(
      ({ startMs, endMs, text }) =>
        `${timeText(startMs / 1000)} --> ${timeText(endMs / 1000)}\n${text}`,
    ),
  ]
  return `${blocks.join('\n\n')}\n`
}

function modelNote({ list }: Pick<ListExport, 'list'>): string {
  return noteOf(`Model: ${modelText(list.model)}`)
}

function noteOf(line: string): string {
  return `NOTE ${withoutArrow(plainText(line))}`
}

function chapters({ source, flags }: VideoFlags): Cue[] {
  const merged: (PlayerRange & { readonly flags: FlaggedSegment[] })[] = []
  for (const { flag, ...range } of inOrder({ source, flags })) {
    const last = merged.at(-1)
    if (!last || range.startMs >= last.endMs) merged.push({ ...range, flags: [flag] })
    else {
      const endMs = Math.max(last.endMs, range.endMs)
      merged[merged.length - 1] = { ...last, endMs, flags: [...last.flags, flag] }
    }
  }
  return merged.map(({ startMs, endMs, flags: inside }) => {
    const text = inside.map(classText).join(', ')
    return { startMs, endMs, text: escapedText(withoutArrow(text)) }
  })
}

function metadata({ source, flags }: VideoFlags): Cue[] {
  return inOrder({ source, flags }).map(({ flag, startMs, endMs }) => {
    // `-->` would end the text, and inside JSON this means the same.
    const text = JSON.stringify(flag).replaceAll('>', '\\u003e')
    return { startMs, endMs, text: escapedInvisible(text) }
  })
}

function inOrder({ source, flags }: Pick<VideoFlags, 'source' | 'flags'>) {
  return flags
    .map((flag) => ({ flag, ...playerRange(flag, source) }))
    .sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs)
}

function withoutArrow(text: string): string {
  return text.replaceAll('-->', '→')
}

function escapedText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
