import { z } from 'zod'
import { type Bundle, bundleSchema, IMAGE_PRECISIONS, labelSchema } from './bundle.ts'
import { reviewRuleSchema } from './settings.ts'

/**
 * What `--json` prints. These schemas are the documented format: docs/json.md is made from them and a test parses the
 * command's own output with them. Out-points of frames and times are exclusive. Floats keep full float32 precision.
 */

const classScoreSchema = z.object({ class: z.string(), classScore: z.number() })

/** Whether a score may be taken at its word; `untrained` and `demonstration` are said wherever a score is shown. */
const trainingSchema = bundleSchema.shape.training

const imagePrecisionSchema = z
  .enum(IMAGE_PRECISIONS)
  .describe('Arithmetic of the image tower that its features come from')

export const flaggedSegmentSchema = z
  .object({
    file: z.string().describe('Absolute path of the video'),
    contentId: z.string().describe('Identity of its content; survives a rename'),
    class: z.string().describe("Label id: a person's, else that of the best abnormal class"),
    classScore: z.number().describe('Mean probability of that class inside the segment'),
    score: z.number().describe('Highest frame score inside, or the proposal score of the paper'),
    startFrame: z.int().describe('First decoded frame'),
    endFrame: z.int().describe('Frame after the last one'),
    startSec: z.number().describe("Seconds since the video's first frame"),
    endSec: z.number().describe('Exclusive'),
    verdict: z.string().nullable().describe('What a person decided; null until reviewed'),
    runnerUp: classScoreSchema.nullable().describe('The next best abnormal class'),
    margin: z.number().describe("modelClass's score minus the runner-up's: small means uncertain"),
    model: z.string().describe('Id of the model bundle'),
    precision: imagePrecisionSchema,
    training: trainingSchema,
    key: z.string().describe('Names it for --flag, as long as its range stays'),
    modelClass: classScoreSchema.describe('The best abnormal class as the model has it'),
    source: z
      .enum(['segment', 'mark'])
      .describe('mark: decided by a person, and no longer found under this rule'),
    hasOwnRange: z.boolean().describe('A person set its in- or out-point'),
    reason: z.string().nullable().describe('Why it was dismissed'),
    note: z.string().describe("The reviewer's; empty when there is none"),
    reviewer: z.string().nullable().describe('Who decided last; null until reviewed'),
    startPts: z.int().describe("In the video's own time base"),
    endPts: z.int().describe('Exclusive'),
    timeBase: z
      .object({ num: z.int(), den: z.int() })
      .describe('Seconds of one unit of startPts and endPts'),
  })
  .meta({ id: 'FlaggedSegment' })
export type FlaggedSegment = z.infer<typeof flaggedSegmentSchema>

export const scannedFileSchema = z
  .object({
    file: z.string(),
    contentId: z.string().nullable(),
    state: z
      .enum(['scanned', 'unchanged', 'failed'])
      .describe('unchanged: nothing had to be done again'),
    frames: z.int().nullable(),
    durationSec: z.number().nullable(),
    segments: z.int().describe('Number of flagged segments'),
    peakScore: z.number().nullable(),
    warnings: z.array(z.string()).describe('What was odd about the file, though it was scanned'),
    error: z
      .object({ code: z.string(), message: z.string(), hint: z.string().optional() })
      .nullable(),
  })
  .meta({ id: 'ScannedFile' })
export type ScannedFile = z.infer<typeof scannedFileSchema>

const modelReferenceSchema = z.object({
  id: z.string(),
  name: z.string(),
  training: trainingSchema,
  note: z.string().nullable().describe('What must be said beside every score of this model'),
})

const precisionChoiceSchema = z.object({
  requested: z.enum([...IMAGE_PRECISIONS, 'auto']),
  used: imagePrecisionSchema,
  reason: z.string().describe('Why, with the numbers that decided'),
})
export type PrecisionChoice = z.infer<typeof precisionChoiceSchema>

export const scanResultSchema = z
  .object({
    model: modelReferenceSchema,
    device: z.object({ requested: z.string(), used: z.string(), reason: z.string() }),
    precision: precisionChoiceSchema,
    rule: reviewRuleSchema,
    files: z.array(scannedFileSchema),
    segments: z.array(flaggedSegmentSchema),
  })
  .meta({ id: 'ScanResult' })
export type ScanResult = z.infer<typeof scanResultSchema>

export const segmentListSchema = z
  .object({
    model: modelReferenceSchema,
    mode: z.enum(['rule', 'proposals']),
    rule: reviewRuleSchema.nullable().describe('null for proposals, which set their own threshold'),
    videos: z.int().describe('With scores of this model, flagged or not'),
    segments: z.array(flaggedSegmentSchema),
  })
  .meta({ id: 'SegmentList' })
export type SegmentList = z.infer<typeof segmentListSchema>

export const fileScoresSchema = z
  .object({
    file: z.string(),
    contentId: z.string(),
    model: modelReferenceSchema,
    labels: z.array(labelSchema.pick({ id: true, display: true, code: true })),
    precision: imagePrecisionSchema,
    frames: z.int(),
    frameScoreBranch: z.enum(['classifier', 'alignment']),
    snippets: z.array(
      z.object({
        startFrame: z.int(),
        endFrame: z.int(),
        startSec: z.number(),
        endSec: z.number(),
        score: z.number().describe('The frame score of all frames of this snippet'),
        prob1: z.number().nullable().describe('C-branch; null for a zero-shot model'),
        prob2: z.number().describe('A-branch: 1 − probability of the normal class'),
        classProbabilities: z.array(z.number()).describe('In the order of labels'),
      }),
    ),
  })
  .meta({ id: 'FileScores' })
export type FileScores = z.infer<typeof fileScoresSchema>

export const modelSummarySchema = z
  .object({
    ...modelReferenceSchema.shape,
    kind: bundleSchema.shape.kind,
    licence: z.string(),
    labels: z.array(z.string()),
    frameScore: bundleSchema.shape.frameScore,
    origin: z.enum(['built-in', 'installed']),
    isDefault: z.boolean(),
    problem: z.string().nullable().describe('Why it cannot be loaded, if it cannot'),
  })
  .meta({ id: 'ModelSummary' })
export type ModelSummary = z.infer<typeof modelSummarySchema>

/** For the models' screen. */
export interface ModelDetails {
  readonly bundle: Bundle
  readonly bytes: number
}

/** Videos of the library without scores of a model. */
export interface ModelImpact {
  /** They have features of its image tower: scoring them decodes nothing. */
  readonly rescore: number
  readonly rescan: number
}

export const detectionSchema = z
  .object({
    model: modelReferenceSchema,
    logits1: z.array(z.number()).nullable().describe('[n]; null for a zero-shot model'),
    prob1: z.array(z.number()).nullable().describe('[n]'),
    logits2: z.array(z.array(z.number())).describe('[n][C]'),
    classProbabilities: z.array(z.array(z.number())).describe('[n][C]'),
    prob2: z.array(z.number()).describe('[n]'),
  })
  .meta({ id: 'Detection' })
export type Detection = z.infer<typeof detectionSchema>

export const imageFeaturesSchema = z
  .object({ features: z.array(z.array(z.number())).describe('[n][D], not normalised') })
  .meta({ id: 'ImageFeatures' })
export type ImageFeatures = z.infer<typeof imageFeaturesSchema>

export const classEmbeddingsSchema = z
  .object({
    labels: z.array(z.string()),
    embeddings: z.array(z.array(z.number())).describe('[C][D], not normalised'),
  })
  .meta({ id: 'ClassEmbeddings' })
export type ClassEmbeddings = z.infer<typeof classEmbeddingsSchema>

export const verificationSchema = z
  .object({
    id: z.string(),
    ok: z.boolean(),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  })
  .meta({ id: 'Verification' })
export type Verification = z.infer<typeof verificationSchema>

export const doctorReportSchema = z
  .object({
    ok: z.boolean(),
    checks: z.array(
      z.object({
        name: z.string(),
        state: z.enum(['ok', 'limited', 'missing']),
        detail: z.string(),
        hint: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'DoctorReport' })
export type DoctorReport = z.infer<typeof doctorReportSchema>
