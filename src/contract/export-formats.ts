import { z } from 'zod'

/** The forms in which flags leave the library, and what can be chosen about each. docs/exports.md describes them. */

/** A list is one row of core/export/lists/formats.ts; hosts and screens only name it. */
export const LIST_FORMATS = ['csv', 'json', 'edl', 'otio', 'fcpxml', 'vtt', 'timestamps'] as const
export type ListFormat = (typeof LIST_FORMATS)[number]

/** Pictures of the flags on pages. */
export const REPORT_FORMATS = ['sheet', 'html', 'pdf'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

export const EXPORT_FORMATS = [...LIST_FORMATS, 'clips', ...REPORT_FORMATS] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export function isListFormat(format: ExportFormat): format is ListFormat {
  return (LIST_FORMATS as readonly ExportFormat[]).includes(format)
}

/** An hour: more is another video. */
export const MOST_HANDLE_SEC = 3600

export const exportOptionsSchema = z.object({
  /** Flags cut out and put one after another, or where they are in their video. */
  layout: z.enum(['assembly', 'in-place']).optional(),
  /** auto: as the file's own start timecode, else drop frame where it exists. */
  timecode: z.enum(['auto', 'drop-frame', 'non-drop-frame']).optional(),
  /** Chapters for people, cues of JSON for programs. */
  cues: z.enum(['chapters', 'metadata', 'both']).optional(),
  /** Packets as they are, from the key frame before; or encoded anew, to the frame. */
  cut: z.enum(['copy', 'exact']).optional(),
  /** Handles: seconds more before and after each flag. */
  beforeSec: z.number().min(0).max(MOST_HANDLE_SEC).optional(),
  afterSec: z.number().min(0).max(MOST_HANDLE_SEC).optional(),
  /** One clip a video, with all its flags one after another. */
  reel: z.boolean().optional(),
  /** Of clips, without an ending; fields in braces. */
  name: z.string().min(1).max(200).optional(),
  /** Frames that stand for a flag: of its highest score, or its first, highest and last. */
  stills: z.enum(['peak', 'in-peak-out']).optional(),
  /** Stills as protected viewing shows them. */
  protect: z.boolean().optional(),
  /** The mark of UTF-8 in front, by which Excel reads names that are not ASCII. */
  bom: z.boolean().optional(),
})
export type ExportOptions = z.output<typeof exportOptionsSchema>
export type ExportOption = keyof ExportOptions

/** Every option with a value. */
export type ChosenOptions = {
  readonly [Option in ExportOption]: NonNullable<ExportOptions[Option]>
}

export const EXPORT_DEFAULTS = {
  layout: 'assembly',
  timecode: 'auto',
  cues: 'chapters',
  cut: 'copy',
  beforeSec: 0,
  afterSec: 0,
  reel: false,
  name: '{name}_{in}_{class}_{score}',
  stills: 'peak',
  protect: false,
  bom: false,
} as const satisfies ChosenOptions

/** What was set, and the default of what was not. */
export function chosenOptions(given: ExportOptions): ChosenOptions {
  const set = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...EXPORT_DEFAULTS, ...(Object.fromEntries(set) as Partial<ChosenOptions>) }
}

/** Those that are one of a few, each with its default first. */
export const OPTION_VALUES = {
  layout: ['assembly', 'in-place'],
  timecode: ['auto', 'drop-frame', 'non-drop-frame'],
  cues: ['chapters', 'metadata', 'both'],
  cut: ['copy', 'exact'],
  stills: ['peak', 'in-peak-out'],
} as const satisfies { readonly [Option in ExportOption]?: readonly ExportOptions[Option][] }
export type ListedOption = keyof typeof OPTION_VALUES

interface FormatFacts {
  /** Of file names, without the point; empty for a folder. */
  readonly extension: string
  readonly options: readonly ExportOption[]
}

const FACTS: Readonly<Record<ExportFormat, FormatFacts>> = {
  csv: { extension: 'csv', options: ['timecode', 'bom'] },
  json: { extension: 'json', options: [] },
  edl: { extension: 'edl', options: ['layout', 'timecode'] },
  otio: { extension: 'otio', options: ['layout'] },
  fcpxml: { extension: 'fcpxml', options: ['layout', 'timecode'] },
  vtt: { extension: 'vtt', options: ['cues'] },
  timestamps: { extension: 'txt', options: [] },
  clips: { extension: '', options: ['cut', 'beforeSec', 'afterSec', 'reel', 'name'] },
  sheet: { extension: 'png', options: ['stills', 'protect'] },
  html: { extension: 'html', options: ['stills', 'protect'] },
  pdf: { extension: 'pdf', options: ['stills', 'protect'] },
}

export function extensionOf(format: ExportFormat): string {
  return FACTS[format].extension
}

/** What can be chosen about a format. */
export function optionsOf(format: ExportFormat): readonly ExportOption[] {
  return FACTS[format].options
}

/** flags-2026-01-31.csv, and clips-2026-01-31 for a folder */
export function suggestedName(format: ExportFormat, at: Date): string {
  const day = at.toISOString().slice(0, 10)
  return format === 'clips' ? `clips-${day}` : `flags-${day}.${extensionOf(format)}`
}
