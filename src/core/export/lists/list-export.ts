import type { ChosenOptions } from '#contract/export-formats.ts'
import type { FlaggedSegment, SegmentList } from '#contract/results.ts'
import { type EditClock, editClockOf } from './edit-clock.ts'
import type { ExportSource } from './export-source.ts'

/** What a format writes. */
export interface ListExport {
  readonly list: SegmentList
  /** Of every video that a flag is of, by content id. */
  readonly sources: ReadonlyMap<string, ExportSource>
  /** Of the export, without an ending: for titles. */
  readonly name: string
  readonly exportedAt: Date
  readonly options: ChosenOptions
}

/** A part of an export that becomes a file. */
export interface ListDocument {
  /** What its name has beside those of the others; null for one that is named as the export. */
  readonly part: string | null
  readonly text: string
}

/** The flags of one video, in the order of the list. */
export interface VideoFlags {
  readonly source: ExportSource
  readonly clock: EditClock
  readonly flags: readonly FlaggedSegment[]
}

/** By video, in the order of their first flags. */
export function videosOf({ list, sources, options }: ListExport): VideoFlags[] {
  const byContent = Map.groupBy(list.segments, ({ contentId }) => contentId)
  return [...byContent].map(([contentId, flags]) => {
    const source = sources.get(contentId)!
    return { source, clock: editClockOf(source, options.timecode), flags }
  })
}

/** Those that one timeline can hold: of one rate, and one way to count. */
export function byRate(videos: readonly VideoFlags[]): VideoFlags[][] {
  const groups = Map.groupBy(videos, ({ clock: { rate, isDropFrame } }) =>
    [rate.num / rate.den, isDropFrame].join(),
  )
  return [...groups.values()]
}

/** Documents of one kind: the first, and the only, is named as the export, the others by number. */
export function numbered(texts: readonly string[]): ListDocument[] {
  return texts.map((text, index) => ({ part: index === 0 ? null : String(index + 1), text }))
}

/** Seconds with six decimals. */
export function seconds(value: number): string {
  return value.toFixed(6)
}
