import { z } from 'zod'
import { bundleSchema, recipeSchema } from './bundle.ts'
import { scanResultSchema } from './results.ts'

/** What `evaluate` and `recipe match` print with `--json`. Metrics are percentages, as the paper prints them. */

const percent = z.number().nullable()

const coarseSchema = z
  .object({
    auc: percent.describe('Area under the ROC curve, over the frames of all videos'),
    ap: percent.describe('Average precision, over the frames of all videos'),
    anoAuc: percent.describe(
      'AUC over the frames of abnormal videos only; null where all of them are abnormal',
    ),
  })
  .describe('null: the model has no such branch')
export type CoarseMetrics = z.infer<typeof coarseSchema>

const byIou = z.array(z.number()).describe('One value an overlap of iou')

const detectionSchema = z.object({
  releasedQuirks: z
    .boolean()
    .describe('Averaged as the released code does: over all classes, 0 if one has no proposal'),
  iou: z.array(z.number()),
  map: byIou,
  average: z.number().describe('AVG: mean of map'),
  classes: z.array(
    z.object({
      class: z.string().describe('Label id'),
      segments: z.int().describe('In the ground truth'),
      proposals: z.int(),
      ap: byIou.nullable().describe('null for a class without ground truth'),
      average: percent,
    }),
  ),
})

const paperValues = {
  auc: percent,
  ap: percent,
  anoAuc: percent,
  map: z.array(z.number()),
  average: z.number(),
}

export const paperRowSchema = z.object({
  dataSet: z.string(),
  videos: z.int().describe('In its test set'),
  ...paperValues,
  difference: z
    .object({ ...paperValues, map: z.array(z.number()).nullable(), average: percent })
    .describe('Ours minus theirs'),
})
export type PaperComparison = z.infer<typeof paperRowSchema>

/** What is measured of videos, whatever they were scored with. */
export const measurementSchema = z.object({
  videos: z.int(),
  abnormalVideos: z.int(),
  frames: z.int(),
  abnormalFrames: z.int(),
  coarse: z.object({
    classifier: coarseSchema.nullable(),
    alignment: coarseSchema.nullable(),
    best: coarseSchema.describe('Of each metric the higher of the two'),
  }),
  detection: detectionSchema
    .nullable()
    .describe('null: no alignment branch, or a ground truth without classes'),
})
export type Measurement = z.infer<typeof measurementSchema>

export const evaluationSchema = z
  .object({
    model: scanResultSchema.shape.model,
    groundTruth: z.object({ file: z.string(), format: z.enum(['ucf', 'xd', 'csv']) }),
    frameScore: bundleSchema.shape.frameScore.describe('The branch that the model flags by'),
    ...measurementSchema.shape,
    paper: paperRowSchema
      .nullable()
      .describe("The paper's row, where the model's labels are those of its data set"),
  })
  .meta({ id: 'Evaluation' })
export type Evaluation = z.infer<typeof evaluationSchema>

/** Each of ten crops but the centre alone, in the order of the recipe `ten`: the authors keep a file for each of theirs. */
export const SINGLE_CROPS = [
  'top-left',
  'top-right',
  'bottom-left',
  'bottom-right',
  'centre-mirrored',
  'top-left-mirrored',
  'top-right-mirrored',
  'bottom-left-mirrored',
  'bottom-right-mirrored',
] as const

export const recipeMatchSchema = z
  .object({
    model: scanResultSchema.shape.model,
    rows: z.int().describe('Of the given features'),
    snippets: z.int().nullable().describe('Of the video; null where it was not read to its end'),
    compared: z.int().describe('Snippets that were decoded and compared, from the first one on'),
    recipes: z
      .array(
        z.object({
          ...recipeSchema.shape,
          crop: z
            .enum([...recipeSchema.shape.crop.options, ...SINGLE_CROPS])
            .describe(
              'One of ten crops alone is what a training set holds, and not what a scan takes',
            ),
          mean: z.number().describe('Mean cosine of a snippet with its given row'),
          min: z.number(),
        }),
      )
      .describe('Best mean first'),
  })
  .meta({ id: 'RecipeMatch' })
export type RecipeMatch = z.infer<typeof recipeMatchSchema>
