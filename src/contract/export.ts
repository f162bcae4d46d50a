import { z } from 'zod'
import { intersectionOverUnion, type PtsRange } from './attach-marks.ts'
import { EXPORT_FORMATS, type ExportFormat, exportOptionsSchema } from './export-formats.ts'
import type { FlaggedSegment, SegmentList } from './results.ts'

/** Which flags leave the library, and where they went. */

export const VERDICT_CHOICES = ['all', 'not-dismissed', 'confirmed', 'escalated'] as const
export type VerdictChoice = (typeof VERDICT_CHOICES)[number]

const contentId = z.string().min(1).max(80)

export const flagChoiceSchema = z.object({
  verdicts: z.enum(VERDICT_CHOICES).default('all'),
  /** A label id, after relabelling. */
  class: z.string().max(80).optional(),
  minScore: z.number().optional(),
  /** Only these videos'. */
  contentIds: z.array(contentId).max(100_000).optional(),
  /** Only these: keys as `flagKey` makes them. */
  flags: z.array(z.string().max(120)).max(100_000).optional(),
})
export type FlagChoice = z.output<typeof flagChoiceSchema>

/** What a screen asks for. */
export const exportRequestSchema = flagChoiceSchema.extend({
  format: z.enum(EXPORT_FORMATS),
  options: exportOptionsSchema.default({}),
})
export type ExportRequest = z.input<typeof exportRequestSchema>

/** Names a flag under one rule. A decision without a segment may begin where a segment does: the end tells them apart. */
export function flagKey(flag: PtsRange & { readonly contentId: string }): string {
  return `${flag.contentId}@${flag.startPts}:${flag.endPts}`
}

/** Whether a flag belongs to a choice; what is asked of many flags is made once. */
export function chooser(choice: FlagChoice): (flag: FlaggedSegment) => boolean {
  const { verdicts, class: label, minScore = Number.NEGATIVE_INFINITY } = choice
  const contents = choice.contentIds && new Set(choice.contentIds)
  const keys = choice.flags && new Set(choice.flags)
  return (flag) =>
    isChosen(flag.verdict, verdicts) &&
    (label === undefined || flag.class === label) &&
    // Scores are float32: a score of exactly 0.7 is below the double 0.7.
    flag.score >= Math.fround(minScore) &&
    (!contents || contents.has(flag.contentId)) &&
    (!keys || keys.has(flag.key))
}

function isChosen(verdict: string | null, choice: VerdictChoice): boolean {
  if (choice === 'all') return true
  return choice === 'not-dismissed' ? verdict !== 'dismissed' : verdict === choice
}

/** Where a flag was written to, the last time. */
export interface FlagExport {
  /** A path; of a download, which has none, the name. */
  readonly place: string
  readonly isDownload: boolean
  readonly format: string
  /** Milliseconds since 1970, UTC. */
  readonly at: number
}

export type ExportedRange = FlagExport & PtsRange & { readonly contentId: string }

/** The latest export of a range of one video. As verdicts do, it follows a flag that shares at least half with it. */
export function exportFinder(
  exports: readonly ExportedRange[],
): (range: PtsRange) => FlagExport | null {
  const sorted = exports.toSorted((a, b) => a.startPts - b.startPts)
  return (range) => {
    let latest: ExportedRange | undefined
    // Half shared means that it begins less than the flag's own length before it.
    const least = range.startPts - (range.endPts - range.startPts)
    for (let i = firstFrom(sorted, least); i < sorted.length; i++) {
      const each = sorted[i]!
      if (each.startPts >= range.endPts) break
      if (intersectionOverUnion(each, range) < 0.5) continue
      if (!latest || each.at >= latest.at) latest = each
    }
    if (!latest) return null
    const { place, isDownload, format, at } = latest
    return { place, isDownload, format, at }
  }
}

/** Index of the first range that begins at `pts` or later. */
function firstFrom(sorted: readonly PtsRange[], pts: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]!.startPts < pts) low = middle + 1
    else high = middle
  }
  return low
}

/** What an export would hold, for the dialog. */
export interface ExportPreview {
  readonly model: SegmentList['model']
  readonly segments: number
  /** So many of them were exported before, the last time to here. */
  readonly repeated: number
  readonly last: FlagExport | null
  /** The first of them. Files by their name. */
  readonly first: readonly FlaggedSegment[]
}

/** What an export came to. */
export interface Exported {
  /** Of the first document. */
  readonly path: string
  readonly paths: readonly string[]
  readonly manifest: string
  readonly model: SegmentList['model']
  /** Flags that went out. */
  readonly segments: number
  /** Clips that an earlier run had finished. */
  readonly kept: number
  /** So many flags had been exported before, the last time to `last`. */
  readonly repeated: number
  readonly last: FlagExport | null
  /** Videos of which something could not be found out. */
  readonly problems: readonly { readonly file: string; readonly problem: string }[]
  /** Clips that could not be made. */
  readonly failures: readonly ClipFailure[]
}

export interface ClipFailure {
  readonly file: string
  readonly message: string
}

/** What a screen hears of its export. */
export interface SavedExport {
  /** Of the file, or of the first; of clips, that of their folder. */
  readonly name: string
  readonly files: number
  readonly segments: number
  /** Videos of which something could not be found out; the manifest says what. */
  readonly unread: number
  /** Clips that could not be made, and why the first of them could not. */
  readonly failed: number
  readonly failure: string | null
}

export function savedExport(
  name: string,
  {
    paths,
    segments,
    problems,
    failures,
  }: Pick<Exported, 'paths' | 'segments' | 'problems' | 'failures'>,
): SavedExport {
  return {
    ...{ name, files: paths.length, segments, unread: problems.length },
    ...{ failed: failures.length, failure: failures[0]?.message ?? null },
  }
}

/** One after another: an export that was asked for, until the app ends. Names no paths. */
export interface ExportTask {
  readonly id: number
  readonly format: ExportFormat
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'stopped'
  /** What it came to, when it is done. */
  readonly saved: SavedExport | null
  /** Why it failed. */
  readonly message: string | null
}

/** Whether it waits or is under way. */
export function isOpenTask({ state }: ExportTask): boolean {
  return state === 'waiting' || state === 'running'
}

/** What takes time in an export. */
export type ExportStep = 'videos' | 'plan' | 'clips' | 'stills' | 'pdf'

/** What would be cut, before anything is. */
export interface ExportPlan {
  readonly model: SegmentList['model']
  readonly clips: readonly PlannedClip[]
  readonly failures: readonly ClipFailure[]
  /** Bytes that cutting takes at most at one time, and those that are free there. */
  readonly neededBytes: number
  readonly freeBytes: number
}

export interface PlannedClip {
  readonly file: string
  /** That the clip will have, unless there is one of that name. */
  readonly name: string
  /** Of its flags. */
  readonly flags: number
  /** What it will show, since the video's first frame; in a reel, from the first to the last. */
  readonly startSec: number
  readonly endSec: number
  readonly seconds: number
  /** Seconds more than were asked for, before and after. */
  readonly leadInSec: number
  readonly leadOutSec: number
  readonly bytes: number
}

/** The same in short, for a screen. */
export interface ExportOutlook {
  readonly clips: number
  readonly bytes: number
  readonly leadInSec: number
  readonly mostLeadInSec: number
  readonly failed: number
  readonly failure: string | null
}
