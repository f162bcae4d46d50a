import { z } from 'zod'

/** The forms in which flags leave the library, and what can be chosen about each. docs/exports.md describes them. */

/** A format is one row of core/export/lists/formats.ts; hosts and screens only name it. */
export const EXPORT_FORMATS = ['csv', 'json', 'edl', 'otio', 'fcpxml', 'vtt', 'timestamps'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export const exportOptionsSchema = z.object({
  /** Flags cut out and put one after another, or where they are in their video. */
  layout: z.enum(['assembly', 'in-place']).optional(),
  /** auto: as the file's own start timecode, else drop frame where it exists. */
  timecode: z.enum(['auto', 'drop-frame', 'non-drop-frame']).optional(),
  /** Chapters for people, cues of JSON for programs. */
  cues: z.enum(['chapters', 'metadata', 'both']).optional(),
})
export type ExportOptions = z.output<typeof exportOptionsSchema>
export type ExportOption = keyof ExportOptions

export const EXPORT_DEFAULTS = {
  layout: 'assembly',
  timecode: 'auto',
  cues: 'chapters',
} as const satisfies ExportOptions

/** Each with its default first. */
export const OPTION_VALUES = {
  layout: ['assembly', 'in-place'],
  timecode: ['auto', 'drop-frame', 'non-drop-frame'],
  cues: ['chapters', 'metadata', 'both'],
} as const satisfies { readonly [Option in ExportOption]: readonly ExportOptions[Option][] }

interface FormatFacts {
  /** Of file names; without the point. */
  readonly extension: string
  readonly options: readonly ExportOption[]
}

const FACTS: Readonly<Record<ExportFormat, FormatFacts>> = {
  csv: { extension: 'csv', options: ['timecode'] },
  json: { extension: 'json', options: [] },
  edl: { extension: 'edl', options: ['layout', 'timecode'] },
  otio: { extension: 'otio', options: ['layout'] },
  fcpxml: { extension: 'fcpxml', options: ['layout', 'timecode'] },
  vtt: { extension: 'vtt', options: ['cues'] },
  timestamps: { extension: 'txt', options: [] },
}

export function extensionOf(format: ExportFormat): string {
  return FACTS[format].extension
}

/** What can be chosen about a format. */
export function optionsOf(format: ExportFormat): readonly ExportOption[] {
  return FACTS[format].options
}

/** flags-2026-01-31.csv */
export function suggestedName(format: ExportFormat, at: Date): string {
  return `flags-${at.toISOString().slice(0, 10)}.${extensionOf(format)}`
}
