import { z } from 'zod'

/**
 * A model is a folder, a "bundle": `model.json` (this schema), ONNX graphs, their weights in external data files, the
 * class embeddings and, when known, the BPE vocabulary. No path in code knows a class name or a dimension: all come
 * from here.
 */

export const MODEL_SCHEMA_VERSION = 1

/** Frames per snippet. Part of VadCLIP's definition of a feature, not of a model. */
export const SNIPPET_FRAMES = 16

/** Arithmetic of an image tower, the most exact first: fp32 gives the numbers of the authors' code. */
export const IMAGE_PRECISIONS = ['fp32', 'fp16', 'int8'] as const
export type ImagePrecision = (typeof IMAGE_PRECISIONS)[number]

const count = z.int().positive()
/** Bounds far above any real model: a manifest may not ask for more memory than there is. */
const width = count.max(65_536)
const depth = count.max(1024)
const tokens = count.max(1_000_000)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** A file directly inside the bundle folder: no separator, so nothing can point outside. */
const fileName = z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'a plain file name inside the bundle')

/**
 * How frames of a 16-frame snippet become the input of the image tower. Data of a bundle, never a constant in code. The
 * sizes in the names are those for a tower of 224 pixels; another one gets them in proportion.
 */
export const recipeSchema = z.strictObject({
  frames: z.enum(['middle', 'first', 'mean-of-2', 'mean-of-4', 'mean-of-8', 'mean-of-16']),
  resize: z.enum(['stretch-340x256-bilinear', 'short-side-224-bicubic']),
  crop: z.enum(['centre', 'five', 'ten']),
})
export type Recipe = z.infer<typeof recipeSchema>

export const labelSchema = z.strictObject({
  /** Stable id, used in scores and verdicts; class 0 is always the normal class. */
  id: z.string().min(1).max(64),
  /** What the text tower reads. Prettifying it changes the embedding; change `display` instead. */
  prompt: z.string().min(1).max(300),
  display: z.string().min(1).max(64),
  /** Two letters shown on a segment when colour is not enough. */
  code: z.string().regex(/^[A-Z]{2}$/),
  /** 0 (normal) to 3 (act at once). */
  severity: z.int().min(0).max(3),
  /** Token ids with start and end of text; they replace the tokenizer for this label. */
  tokens: z.array(z.int().nonnegative()).min(2).max(77).optional(),
})
export type Label = z.infer<typeof labelSchema>

/** What decides a flagged segment. Scores are frame scores in [0, 1]; lengths are seconds. */
export const segmentRuleSchema = z.strictObject({
  /** A segment begins where the score reaches this… */
  threshold: z.number().min(0).max(1),
  /** …and lasts while it stays at or above this (hysteresis); equal to `threshold` for none. */
  release: z.number().min(0).max(1),
  /** Neighbours closer than this become one. */
  mergeGapSec: z.number().nonnegative(),
  /** Shorter ones are dropped (after merging, before padding). */
  minLengthSec: z.number().nonnegative(),
  /** Added on both sides, clipped to the video. */
  paddingSec: z.number().nonnegative(),
})
export type SegmentRule = z.infer<typeof segmentRuleSchema>

const clipDims = z.strictObject({
  /** Width of a feature and of a class embedding. */
  embedDim: width,
  imageResolution: count.max(4096),
  patchSize: count.max(4096),
  visionWidth: width,
  visionLayers: depth,
  visionHeads: depth,
  textWidth: width,
  textLayers: depth,
  textHeads: depth,
  contextLength: count.max(4096),
  vocabularySize: tokens,
})
export type ClipDims = z.infer<typeof clipDims>

/** How a detector departs from the paper's: what its Tables 5, 6 and 7 take away or replace. */
export const variantSchema = z.strictObject({
  /** What relates snippets to each other. `lgt`: attention in windows, then graph layers. */
  temporal: z
    .enum(['lgt', 'none', 'local', 'global', 'gcn', 'local+global', 'global+gcn'])
    .default('lgt'),
  branches: z.enum(['both', 'classifier', 'alignment']).default('both'),
  /** What of the video is added to the class embeddings. */
  visualPrompt: z.enum(['anomaly-focus', 'average-frame', 'none']).default('anomaly-focus'),
  /** What the text tower reads: the label between learned rows, in a sentence, or alone. */
  textPrompt: z.enum(['learned', 'hand-crafted', 'label']).default('learned'),
})
export type Variant = z.infer<typeof variantSchema>

const detectorDims = z.strictObject({
  /** T: snippets per detector window. */
  visualLength: width,
  visualWidth: width,
  temporalLayers: depth,
  temporalHeads: depth,
  attnWindow: width,
  promptPrefix: z.int().nonnegative().max(4096),
  promptPostfix: z.int().nonnegative().max(4096),
  /** Absent: the paper's own detector. */
  variant: variantSchema.optional(),
})
export type DetectorDims = z.infer<typeof detectorDims>

const bundleFile = z.strictObject({ name: fileName, bytes: z.int().nonnegative(), sha256 })
export type BundleFile = z.infer<typeof bundleFile>

export const bundleSchema = z
  .strictObject({
    schemaVersion: z.literal(MODEL_SCHEMA_VERSION),
    /** Folder name of the bundle: made from its name and the hash of its weights. */
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,79}$/),
    name: z.string().min(1).max(120),
    /** `vadclip`: both branches. `zero-shot`: CLIP alone, softmax of 100·cosine with the prompts, no LGT-Adapter. */
    kind: z.enum(['vadclip', 'zero-shot']),
    /** `untrained` bundles have random weights; `demonstration` ones learned from synthetic footage. */
    training: z.enum(['untrained', 'demonstration', 'trained', 'zero-shot']),
    licence: z.string().min(1).max(200),
    provenance: z.strictObject({
      source: z.string().max(500),
      /** SHA-256 of the checkpoint the bundle was made from. */
      sourceSha256: sha256.optional(),
      createdAt: z.iso.datetime(),
      createdBy: z.string().max(200),
    }),
    clip: clipDims,
    /** Present for `vadclip`. */
    detector: detectorDims.optional(),
    labels: z.array(labelSchema).min(2).max(200),
    /** Which branch is the frame score: the classifier (prob1) or the alignment branch (prob2). */
    frameScore: z.enum(['classifier', 'alignment']),
    recipe: recipeSchema,
    rule: segmentRuleSchema,
    files: z.array(bundleFile).min(1),
  })
  .superRefine((bundle, issues) => {
    const custom = (message: string) => issues.addIssue({ code: 'custom', message })
    if ((bundle.kind === 'vadclip') !== (bundle.detector !== undefined))
      custom('detector dimensions belong to a vadclip bundle, and only to one')
    if (bundle.detector && bundle.detector.visualWidth !== bundle.clip.embedDim)
      custom('the width of the detector must be that of a feature')
    if (bundle.kind === 'zero-shot' && bundle.frameScore === 'classifier')
      custom('a zero-shot bundle has no classifier branch')
    if (new Set(bundle.labels.map((label) => label.id)).size !== bundle.labels.length)
      custom('label ids must be unique')
    if (new Set(bundle.labels.map((label) => label.code)).size !== bundle.labels.length)
      custom('label codes must be unique')
    if (bundle.rule.release > bundle.rule.threshold)
      custom('the release threshold cannot be above the threshold')
  })
export type Bundle = z.infer<typeof bundleSchema>
