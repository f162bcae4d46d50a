import { z } from 'zod'
import { type Bundle, labelSchema, segmentRuleSchema } from './bundle.ts'

/** What a person sets. One document, kept in the library; a part that does not parse falls back to its default. */

/** The rule of the review: a bundle's rule with thresholds of single classes in place of the common one. */
export const reviewRuleSchema = segmentRuleSchema.extend({
  /** By label id. */
  classThresholds: z.record(z.string(), z.number().min(0).max(1)).default({}),
})
export type ReviewRule = z.infer<typeof reviewRuleSchema>

/** The rule that a model's flags are found with: the person's, else its own. */
export function ruleOf(
  { id, rule }: Pick<Bundle, 'id' | 'rule'>,
  { rules }: Pick<Settings, 'rules'>,
): ReviewRule {
  return rules[id] ?? { ...rule, classThresholds: {} }
}

/** Filters over every picture of a video, and sound. */
export const protectionSchema = z.object({
  mode: z.enum(['protected', 'standard']).default('protected'),
  /** Blur radius as a share of the picture's height. */
  blur: z.number().min(0).max(0.2).default(0.04),
  greyscale: z.number().min(0).max(1).default(1),
  /** First look as a line drawing instead of a blurred picture. */
  lineDrawing: z.boolean().default(false),
  compactPlayer: z.boolean().default(true),
  muted: z.boolean().default(true),
})
export type Protection = z.infer<typeof protectionSchema>

/** `KeyboardEvent.code` with its modifiers, "Ctrl+Shift+KeyZ": a place on the keyboard, whatever is printed on it. */
const keyChordSchema = z
  .string()
  .regex(/^(Ctrl\+)?(Alt\+)?(Shift\+)?[A-Za-z0-9]+$/)
  .max(40)

const labelViewSchema = z.object({
  display: labelSchema.shape.display.optional(),
  severity: labelSchema.shape.severity.optional(),
})

export const settingsSchema = z.object({
  /** False until the first-run screen was answered. */
  isSetUp: z.boolean().default(false),
  /** Notes that lead through a first review. */
  guide: z.enum(['off', 'on']).default('off'),
  /** Written beside every verdict. */
  reviewer: z.string().max(120).default(''),
  theme: z.enum(['system', 'light', 'dark', 'contrast']).default('system'),
  language: z.enum(['en', 'de']).default('en'),
  /** 1 is the platform's own size. */
  textScale: z.number().min(1).max(2).default(1),
  protection: protectionSchema.prefault({}),
  /** Chords by action id, in place of the default ones. */
  keymap: z.record(z.string(), z.array(keyChordSchema).max(4)).default({}),
  /** Off: actions on single letters are inert (WCAG 2.1.4). */
  singleKeys: z.boolean().default(true),
  review: z
    .object({
      /** "Next flag" starts so many seconds before it. */
      preRollSec: z.number().min(0).max(30).default(2),
      /** I and O set a point so much earlier than the key was pressed. */
      reactionMs: z.number().min(0).max(1000).default(0),
      /** Goes on to the next flag after a verdict. */
      advances: z.boolean().default(true),
      order: z
        .enum(['time', 'score', 'disagreement', 'class', 'length', 'interleaved'])
        .default('time'),
      /** Minutes of review after which a break is proposed; 0 for never. */
      breakAfterMin: z.number().min(0).max(240).default(0),
      /** Shows in the review how long a person has been looking since the last break. */
      showsExposure: z.boolean().default(false),
    })
    .prefault({}),
  /** By model id; where a model has none, its bundle's rule. */
  rules: z.record(z.string(), reviewRuleSchema).default({}),
  /** Names and severities in place of the bundle's, by model id and label id. */
  labels: z.record(z.string(), z.record(z.string(), labelViewSchema)).default({}),
  /** Class lanes of the timeline, by label id. */
  lanes: z
    .object({ hidden: z.array(z.string()), solo: z.string().nullable(), collapsed: z.boolean() })
    .partial()
    .default({}),
  device: z.enum(['auto', 'cpu', 'cuda', 'webgpu', 'directml', 'coreml']).default('auto'),
})
export type Settings = z.infer<typeof settingsSchema>
/** Whole top-level parts to replace. Not `partial()`: that would fill in the defaults of the parts that are left out. */
export const settingsChangeSchema = z.custom<Partial<z.input<typeof settingsSchema>>>(
  isSettingsChange,
  'parts of the settings, each whole',
)

function isSettingsChange(value: unknown): boolean {
  const parts: Readonly<Record<string, z.ZodType>> = settingsSchema.shape
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(([name, part]) => parts[name]?.safeParse(part).success)
  )
}
