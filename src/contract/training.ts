import { z } from 'zod'

/** Rows of the paper's Tables 5 to 7: detectors that leave out or replace a part of VadCLIP. */
export const ABLATION_NAMES = [
  'no-temporal',
  'global',
  'local',
  'gcn',
  'local-global',
  'global-gcn',
  'lgt',
  'c-branch',
  'a-branch',
  'no-learned-prompt',
  'no-visual-prompt',
  'hand-crafted-prompt',
  'average-frame-prompt',
] as const
export type AblationName = (typeof ABLATION_NAMES)[number]

const path = z.string().min(1).max(4096)

/** What to learn from, what to learn, on whose CLIP, and where the run is kept. */
export const trainInputSchema = z.object({
  /** A list `path,label` of .npy files… */
  features: path.optional(),
  root: path.optional(),
  /** …or a list `file,label` of videos whose features are in the library. */
  libraryLabels: path.optional(),
  preset: z.enum(['ucf', 'xd']).optional(),
  config: path.optional(),
  model: z.string().min(1).max(80).optional(),
  out: path,
  ablation: z.enum(ABLATION_NAMES).optional(),
  epochs: z.int().positive().optional(),
  learningRate: z.number().positive().optional(),
  batch: z.int().positive().optional(),
  seed: z.int().optional(),
  validation: z.number().min(0).max(0.9).optional(),
  name: z.string().min(1).max(120).optional(),
  threads: z.int().positive().max(1024).optional(),
})
export type TrainInput = z.output<typeof trainInputSchema>

export const trainingResultSchema = z
  .object({
    model: z.string().describe('Id of the model that was made'),
    name: z.string(),
    note: z.string().nullable().describe('What must be said beside every score of this model'),
    folder: z.string().describe('Where the run is kept'),
    log: z.string().describe('JSON, one line a step and one an epoch'),
    plot: z.string().describe('SVG'),
    epochs: z.int(),
    best: z
      .object({ epoch: z.int().describe('The first is 1'), score: z.number() })
      .nullable()
      .describe('What validated best, and was kept; null without a validation: the last was kept'),
  })
  .meta({ id: 'Training' })
export type TrainingResult = z.infer<typeof trainingResultSchema>

/** How far a training is; epochs and steps count from 0. */
export type TrainProgress =
  | { readonly kind: 'reading'; readonly done: number; readonly of: number }
  | {
      readonly kind: 'step'
      readonly epoch: number
      readonly epochs: number
      readonly step: number
      readonly steps: number
      readonly losses: { readonly bce: number; readonly nce: number; readonly cts: number }
      readonly total: number
    }
  | {
      readonly kind: 'epoch'
      readonly epoch: number
      readonly epochs: number
      readonly total: number
      readonly isBest: boolean
      readonly measures: Readonly<Record<string, number>>
    }
