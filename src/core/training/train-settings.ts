import { z } from 'zod'
import { segmentRuleSchema, variantSchema } from '#contract/bundle.ts'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import type { AblationName } from '#contract/training.ts'
import { DEFAULT_RULE, labelsInputSchema, problemsOfLabels } from '#core/vadclip/import-config.ts'
import { PRESETS, type PresetName } from '#core/vadclip/presets.ts'
import { ABLATIONS, checkVariant, PAPER } from '#core/vadclip/variant.ts'

const count = z.int().positive()

/** What decides the result of a training, beside its data and the CLIP that it is trained on. */
const fields = z.strictObject({
  name: z.string().min(1).max(120),
  /** Of the model that is made; absent: that of the model it was trained on. */
  licence: z.string().min(1).max(200).optional(),
  /** Class 0 is the normal class. */
  labels: labelsInputSchema,
  /** T: snippets of one window. */
  visualLength: count.max(65_536),
  temporalLayers: count.max(64),
  temporalHeads: count.max(64),
  attnWindow: count.max(65_536),
  promptPrefix: z.int().nonnegative().max(1024),
  promptPostfix: z.int().nonnegative().max(1024),
  frameScore: z.enum(['classifier', 'alignment']),
  rule: segmentRuleSchema,
  variant: variantSchema,
  epochs: count.max(100_000),
  learningRate: z.number().positive().max(1),
  /** Epochs (the first is 0) before which the learning rate falls to a tenth. */
  milestones: z.array(z.int().nonnegative()),
  weightDecay: z.number().nonnegative().max(1),
  batch: count.max(4096),
  /** Each batch half normal, half abnormal videos. */
  isBalanced: z.boolean(),
  /** λ of L_cts. */
  contrastWeight: z.number().nonnegative(),
  /** Share of the videos of each class that is kept for validation. */
  validation: z.number().min(0).max(0.9),
  seed: z.int(),
})
export type TrainSettings = z.output<typeof fields>

/** What would otherwise be found out when the model is written, after the training. */
const trainSettingsSchema = fields.superRefine(({ labels, rule, variant, frameScore }, issues) => {
  const report = (path: string, message: string) =>
    issues.addIssue({ code: 'custom', path: [path], message })
  for (const problem of problemsOfLabels(labels)) report('labels', problem)
  if (rule.release > rule.threshold) report('rule', 'the release threshold is above the threshold')
  if (variant.branches === 'alignment' && frameScore === 'classifier')
    report('frameScore', 'a detector without the classifier branch has no such score')
})

/** Everything but a name and labels has a value: the released UCF-Crime training's. */
const DEFAULTS = {
  visualLength: 256,
  temporalLayers: 2,
  temporalHeads: 1,
  attnWindow: 8,
  promptPrefix: 10,
  promptPostfix: 10,
  frameScore: 'classifier',
  rule: DEFAULT_RULE,
  variant: PAPER,
  epochs: 10,
  learningRate: 2e-5,
  milestones: [4, 8],
  weightDecay: 0.01,
  batch: 128,
  isBalanced: true,
  contrastWeight: 1e-1,
  validation: 0,
  seed: 234,
} as const satisfies Omit<TrainSettings, 'name' | 'licence' | 'labels' | 'milestones'> & {
  milestones: readonly number[]
}

/** The two released trainings. */
const RELEASED: Readonly<Record<PresetName, Partial<TrainSettings>>> = {
  ucf: {},
  xd: {
    ...{ temporalLayers: 1, attnWindow: 64, frameScore: 'alignment', isBalanced: false },
    ...{ learningRate: 1e-5, milestones: [3, 6, 10], batch: 96, contrastWeight: 1e-4 },
  },
}

export type SettingsChange = Partial<TrainSettings>

/** Throws `bad-argument` naming every setting that is wrong. */
export function trainSettings(...changes: readonly SettingsChange[]): TrainSettings {
  const result = trainSettingsSchema.safeParse(Object.assign({}, DEFAULTS, ...changes))
  if (!result.success)
    throw new FlagreelError(
      'bad-argument',
      `The settings of the training are wrong: ${z.prettifyError(result.error)}`,
      { hint: 'docs/training.md explains each of them.' },
    )
  checkVariant(result.data.variant)
  return result.data
}

/** A row of the paper's ablation tables. */
export function ablationSettings(name: AblationName): SettingsChange {
  const variant = ABLATIONS[name]
  // With one branch, it is the one to flag by, whatever the preset says.
  return variant.branches === 'both' ? { variant } : { variant, frameScore: variant.branches }
}

export function presetSettings(preset: PresetName): SettingsChange {
  const { name, labels } = PRESETS[preset]
  return { ...RELEASED[preset], name: `${name}, trained here`, labels: [...labels] }
}

/** Settings from the text of a JSON file; what it leaves out keeps its value. */
export function parseTrainSettings(text: string, file: string): SettingsChange {
  try {
    const change = fields.partial().safeParse(JSON.parse(text))
    if (change.success) return withoutUndefined(change.data)
    throw new Error(z.prettifyError(change.error))
  } catch (cause) {
    throw new FlagreelError(
      'bad-argument',
      `${file} holds no settings of a training: ${reasonOf(cause)}.`,
      {
        cause,
        hint: `The settings are ${Object.keys(fields.shape).join(', ')}.`,
      },
    )
  }
}

/** Settings that are there; an option that was not given changes nothing. */
export function withoutUndefined(
  change: { readonly [Key in keyof TrainSettings]?: TrainSettings[Key] | undefined },
): SettingsChange {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}
