import { z } from 'zod'
import type { ImagePrecision, Label } from './bundle.ts'
import type { ExportedRange, FlagExport } from './export.ts'
import type { ReviewRule } from './settings.ts'

/**
 * Flags and what people decide about them. A flag is a segment of the current rule; a *mark* is a person's decision about
 * a range of a content. Marks outlive segments: one belongs to the flag it overlaps best (`attachMarks`).
 */

const ptsRange = { startPts: z.int(), endPts: z.int() }

export const verdictValueSchema = z.object({
  decision: z.enum(['confirmed', 'dismissed', 'escalated']).nullable(),
  /** Why it was dismissed. */
  reason: z
    .enum(['false-positive', 'not-actionable', 'duplicate', 'other'])
    .nullable()
    .default(null),
  /** Label id in place of the model's. */
  class: z.string().max(80).nullable().default(null),
  note: z.string().max(4000).default(''),
  /** True once a person set the in- or out-point: the mark's range is then the flag's. */
  hasOwnRange: z.boolean().default(false),
  /** The flag's range before that. */
  trimmedFrom: z.object(ptsRange).optional(),
})
export type VerdictValue = z.infer<typeof verdictValueSchema>

export const decisionSchema = z.object({
  contentId: z.string().min(1).max(80),
  /** Made by the caller (crypto.randomUUID) for the first decision about a range, the same afterwards. */
  markId: z.uuid(),
  ...ptsRange,
  /** Null takes every decision of this mark back, as undo does; its history stays. */
  value: verdictValueSchema.nullable(),
})
export type Decision = z.infer<typeof decisionSchema>

/** The latest row of a mark. */
export interface Mark {
  readonly id: string
  readonly contentId: string
  readonly startPts: number
  readonly endPts: number
  readonly value: VerdictValue
  readonly reviewer: string
  /** Milliseconds since 1970, UTC. */
  readonly at: number
}

/** One row of a mark's history, oldest first. */
export interface VerdictRow {
  readonly markId: string
  readonly startPts: number
  readonly endPts: number
  readonly value: VerdictValue | null
  readonly previous: VerdictValue | null
  readonly reviewer: string
  readonly at: number
  readonly modelId: string | null
  readonly labelSetId: string | null
  readonly rule: ReviewRule | null
}

/** A range that a person played or opened. */
export const seenSchema = z.object({ contentId: z.string().min(1).max(80), ...ptsRange })

export interface ReviewModel {
  readonly id: string
  readonly name: string
  readonly training: 'untrained' | 'demonstration' | 'trained' | 'zero-shot'
  /** What must be said beside every score. */
  readonly note: string | null
  /** Changes with any class and with any text that stands for one; rows of the history name it too. */
  readonly labelSetId: string
  /** With the names and severities of the settings; the first is the normal class. */
  readonly labels: readonly Label[]
  readonly frameScore: 'classifier' | 'alignment'
  /** Of the settings, else the bundle's. */
  readonly rule: ReviewRule
}

/** One flag in a list over files. Seconds count from the video's first frame; frames and ends are exclusive. */
export interface Flag {
  readonly contentId: string
  readonly startPts: number
  readonly endPts: number
  readonly startSec: number
  readonly endSec: number
  readonly startFrame: number
  readonly endFrame: number
  /** Label id: the person's, else the model's. */
  readonly class: string
  readonly classScore: number
  /** The model's, whatever a person said; `margin` is its distance to `runnerUp`. */
  readonly modelClass: { readonly class: string; readonly classScore: number }
  readonly runnerUp: { readonly class: string; readonly classScore: number } | null
  readonly margin: number
  /** Peak of the frame score. */
  readonly score: number
  /** Peaks of the branches: C classifies (prob1), A aligns with text (prob2). C is null for a zero-shot model. */
  readonly peakC: number | null
  readonly peakA: number
  readonly mark: Mark | null
  readonly isSeen: boolean
  /** `mark`: a decision whose segment the current rule no longer finds; it is listed, never lost. */
  readonly source: 'segment' | 'mark'
  /** The last time that it left the library; null when it never did. */
  readonly exported: FlagExport | null
}

/** A decision about a video without scores of the model, or without a known file; it is listed, never lost. */
export interface UnscoredMark {
  readonly mark: Mark
  /** Seconds since the first frame; null where the video's clock is not known any more. */
  readonly startSec: number | null
}

export interface FlagList {
  readonly model: ReviewModel
  /** Of the flags and of the unscored decisions. */
  readonly files: readonly {
    readonly contentId: string
    readonly name: string
    readonly folder: string
  }[]
  /** In the order of files and time. */
  readonly flags: readonly Flag[]
  readonly unscored: readonly UnscoredMark[]
}

/** Everything the timeline of one video draws and segments from. Numbers as base64 of little-endian arrays. */
export interface ReviewVideo {
  readonly contentId: string
  readonly name: string
  readonly folder: string
  readonly isPresent: boolean
  readonly model: ReviewModel
  readonly precision: ImagePrecision
  readonly warnings: readonly string[]
  readonly timeBase: { readonly num: number; readonly den: number }
  readonly frames: number
  readonly firstPts: number
  readonly endPts: number
  readonly snippets: number
  /** Float64 [n]; whole numbers */
  readonly startPts: string
  /** Float64; whole numbers. Empty where key frames are not known. */
  readonly keyPts: string
  /** Float32 [n]; null for a zero-shot model */
  readonly prob1: string | null
  /** Float32 [n] */
  readonly prob2: string
  /** Float32 [n·C] */
  readonly classProbabilities: string
  readonly marks: readonly Mark[]
  readonly seen: readonly { readonly startPts: number; readonly endPts: number }[]
  readonly exports: readonly ExportedRange[]
}
