import { z } from 'zod'
import {
  type Bundle,
  type Label,
  labelSchema,
  recipeSchema,
  type SegmentRule,
  segmentRuleSchema,
} from '#contract/bundle.ts'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import type { DetectorOptions } from './config.ts'

const heads = z.int().positive().max(1024)
const promptRows = z.int().nonnegative().max(1024)
const labelInput = labelSchema.partial({ code: true, severity: true })
const labelInputs = z.array(labelInput).min(2).max(200)

/** A label set as a person writes it: codes and severities that are left out are filled in. */
export const labelsInputSchema = labelInputs.transform((labels) => withCodes(labels))

/**
 * What a state dict does not say, as `models import --config F.json` or a preset gives it. What tensor shapes decide is
 * not asked, and a key that is not listed here is refused.
 */
const fields = z.strictObject({
  name: z.string().min(1).max(120).optional(),
  licence: z.string().min(1).max(200).optional(),
  /** The next five belong to a VadCLIP checkpoint; CLIP alone needs none of them. */
  attnWindow: z.int().positive().max(65536).optional(),
  visualHeads: heads.optional(),
  promptPrefix: promptRows.optional(),
  promptPostfix: promptRows.optional(),
  frameScore: z.enum(['classifier', 'alignment']).optional(),
  visionHeads: heads.optional(),
  textHeads: heads.optional(),
  recipe: recipeSchema,
  /** Class 0 is the normal class. Codes and severities that are left out are filled in. */
  labels: labelInputs,
  rule: segmentRuleSchema.optional(),
})

/** With codes, severities and the rule filled in where they are left out. */
export const importConfigSchema = fields
  .superRefine(({ labels, rule }, issues) => {
    const report = (path: string, message: string) =>
      issues.addIssue({ code: 'custom', path: [path], message })
    for (const problem of problemsOfLabels(labels)) report('labels', problem)
    if (rule && rule.release > rule.threshold)
      report('rule', 'the release threshold is above the threshold')
  })
  .transform((config) => ({
    ...config,
    labels: withCodes(config.labels),
    rule: config.rule ?? DEFAULT_RULE,
  }))
export type ImportConfig = z.output<typeof importConfigSchema>

/** Half a second is less than one snippet of 25 or 30 frames a second, so no flagged snippet is lost by default. */
export const DEFAULT_RULE: SegmentRule = {
  threshold: 0.5,
  release: 0.4,
  mergeGapSec: 1,
  minLengthSec: 0.5,
  paddingSec: 0,
}

const LARGEST_FILE = 1024 * 1024
const DEFAULT_SEVERITY = 2

/** Reads the text of a configuration file. Throws `bad-argument` naming the file and every field that is wrong. */
export function parseImportConfig(text: string, file: string): ImportConfig {
  if (text.length > LARGEST_FILE)
    throw new FlagreelError('bad-argument', `${file} is too large for an import configuration.`)
  const result = importConfigSchema.safeParse(parseJson(text, file))
  if (result.success) return result.data
  const issues = result.error.issues.map(
    ({ path, message }) =>
      `${path.length > 0 ? z.core.toDotPath(path) : 'the document'}: ${message}`,
  )
  throw new FlagreelError(
    'bad-argument',
    `${file} is no import configuration: ${issues.join('; ')}.`,
    {
      hint: `The fields are ${Object.keys(fields.shape).join(', ')}.`,
    },
  )
}

/** The fields that only a VadCLIP checkpoint needs, all there. Throws `bad-argument` naming the missing ones. */
export function detectorConfigOf(
  config: ImportConfig,
): DetectorOptions & { readonly frameScore: Bundle['frameScore'] } {
  const { attnWindow, visualHeads, promptPrefix, promptPostfix, frameScore } = config
  const needed = { attnWindow, promptPrefix, promptPostfix, frameScore }
  const missing = Object.entries(needed).flatMap(([key, value]) => (value === undefined ? key : []))
  if (missing.length > 0)
    throw new FlagreelError(
      'bad-argument',
      `The import configuration lacks ${missing.join(', ')}, which a VadCLIP checkpoint needs.`,
      { hint: 'Give the values the checkpoint was trained with; nothing is guessed.' },
    )
  return {
    attnWindow: attnWindow!,
    visualHeads,
    promptPrefix: promptPrefix!,
    promptPostfix: promptPostfix!,
    frameScore: frameScore!,
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new FlagreelError('bad-argument', `${file} is not JSON: ${reasonOf(cause)}.`, { cause })
  }
}

/** What a bundle would refuse about a label set, in words. */
export function problemsOfLabels(labels: readonly z.input<typeof labelInput>[]): string[] {
  const id = repeatOf(labels.map((label) => label.id))
  const code = repeatOf(labels.flatMap((label) => label.code ?? []))
  return [
    ...(id ? [`the id "${id}" occurs twice`] : []),
    ...(code ? [`the code "${code}" occurs twice`] : []),
  ]
}

function repeatOf(values: readonly string[]): string | undefined {
  return values.find((value, i) => values.indexOf(value) !== i)
}

function withCodes(labels: readonly z.output<typeof labelInput>[]): Label[] {
  const taken = new Set(labels.flatMap(({ code }) => code ?? []))
  return labels.map((label, i) => {
    const code = label.code ?? freeCode(label.id, taken)
    taken.add(code)
    return { ...label, code, severity: label.severity ?? (i === 0 ? 0 : DEFAULT_SEVERITY) }
  })
}

/** Two letters of the id, the first ones if free, else any free pair. */
function freeCode(id: string, taken: ReadonlySet<string>): string {
  const letters = id.toUpperCase().replace(/[^A-Z]/g, '')
  const fromId = [...letters.slice(1)].map((letter) => letters.charAt(0) + letter)
  const any = [...ALPHABET].flatMap((first) => [...ALPHABET].map((second) => first + second))
  return [...fromId, ...any].find((code) => !taken.has(code))!
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
