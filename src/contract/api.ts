import { z } from 'zod'
import { IMAGE_PRECISIONS, segmentRuleSchema } from './bundle.ts'
import type { Evaluation, RecipeMatch } from './evaluation.ts'
import {
  type Exported,
  type ExportOutlook,
  type ExportPlan,
  type ExportPreview,
  type ExportTask,
  exportRequestSchema,
  flagChoiceSchema,
  type SavedExport,
} from './export.ts'
import { EXPORT_FORMATS, exportOptionsSchema } from './export-formats.ts'
import type { Added, LibraryListing, QueueState } from './library.ts'
import type { ExportVerification } from './manifest.ts'
import type { FrameTimes, Playback } from './playback.ts'
import type {
  ClassEmbeddings,
  Detection,
  DoctorReport,
  FileScores,
  ImageFeatures,
  ModelDetails,
  ModelImpact,
  ModelSummary,
  ScanResult,
  SegmentList,
  Verification,
} from './results.ts'
import {
  decisionSchema,
  type FlagList,
  type ReviewVideo,
  seenSchema,
  type VerdictRow,
} from './review.ts'
import { type Settings, settingsChangeSchema } from './settings.ts'
import { type TrainingResult, trainInputSchema } from './training.ts'

/**
 * Everything a host may ask of the core: name, input schema, output type. In-process calls, Electron ipc and loopback
 * HTTP carry the same rows.
 */
export interface Method<Input extends z.ZodType, Output> {
  readonly input: Input
  /** Only a type: the output is made by our own code and parsed by nobody. */
  readonly output?: Output
}

function method<Output>() {
  return <Input extends z.ZodType>(input: Input): Method<Input, Output> => ({ input })
}

const path = z.string().min(1).max(4096)
const modelId = z.string().min(1).max(80)
const contentId = z.string().min(1).max(80)
const ofContent = z.object({ contentId })
const fileIds = z.array(z.int()).min(1).max(100_000)
const jobIds = fileIds

/** `auto`: the fast one for the device, where it agrees with fp32 on real frames (core/models/choose-precision.ts). */
export const precisionSchema = z.enum([...IMAGE_PRECISIONS, 'auto'])
export type Precision = z.infer<typeof precisionSchema>

/** Only scores of this precision. Without it, each video's most exact ones. */
const storedPrecision = z.enum(IMAGE_PRECISIONS).optional()

const segmentFilter = flagChoiceSchema.extend({
  /** A path; its content's segments, wherever the file was when it was scanned. */
  file: path.optional(),
  model: modelId.optional(),
  precision: storedPrecision,
  mode: z.enum(['rule', 'proposals']).default('rule'),
  /** Parts of the rule that replace the bundle's. */
  rule: segmentRuleSchema.partial().default({}),
})

const clipRequest = flagChoiceSchema.extend({ options: exportOptionsSchema.default({}) })

export const api = {
  'scan.run': method<ScanResult>()(
    z.object({
      paths: z.array(path).min(1),
      model: modelId.optional(),
      precision: precisionSchema.default('fp32'),
      /** Try again what failed before. */
      retry: z.boolean().default(false),
      /** Globs of paths to leave out when walking folders. */
      exclude: z.array(z.string()).default([]),
      rule: segmentRuleSchema.partial().default({}),
    }),
  ),
  'segments.list': method<SegmentList>()(segmentFilter),
  'scores.show': method<FileScores>()(
    z.object({ file: path, model: modelId.optional(), precision: storedPrecision }),
  ),
  'models.list': method<ModelSummary[]>()(z.object({})),
  'models.import': method<ModelSummary>()(
    z.object({
      file: path,
      preset: z.enum(['ucf', 'xd']).optional(),
      config: path.optional(),
      vocabulary: path.optional(),
      name: z.string().min(1).max(120).optional(),
    }),
  ),
  /** Everything about one model. */
  'models.show': method<ModelDetails>()(z.object({ model: modelId })),
  /** What the library would need if a model were the default one. */
  'models.impact': method<ModelImpact>()(z.object({ model: modelId })),
  'models.verify': method<Verification>()(z.object({ model: modelId })),
  'models.remove': method<{ id: string }>()(z.object({ model: modelId })),
  'models.default': method<{ id: string }>()(z.object({ model: modelId })),
  'detect.run': method<Detection>()(z.object({ model: modelId.optional(), features: path })),
  'encode.image': method<ImageFeatures>()(
    z.object({
      model: modelId.optional(),
      pixels: path,
      precision: precisionSchema.default('fp32'),
    }),
  ),
  'encode.text': method<ClassEmbeddings>()(
    z.object({ model: modelId.optional(), prompts: z.array(z.string().min(1)).default([]) }),
  ),
  'train.run': method<TrainingResult>()(trainInputSchema),
  /** Names a path: for the command line, and for a dialog of the desktop. */
  'export.write': method<Exported>()(
    segmentFilter.extend({
      format: z.enum(EXPORT_FORMATS),
      options: exportOptionsSchema.default({}),
      out: path,
      overwrite: z.boolean().default(false),
    }),
  ),
  /** What clips would be cut. Names a path, as `export.write` does. */
  'export.plan': method<ExportPlan>()(
    segmentFilter.extend({ options: exportOptionsSchema.default({}), out: path }),
  ),
  'export.preview': method<ExportPreview>()(flagChoiceSchema),
  /** What clips would be cut, in short. */
  'export.outlook': method<ExportOutlook>()(clipRequest),
  /** The name of the first clip. */
  'export.clipName': method<{ name: string | null }>()(clipRequest),
  /** Exports of this session, those to come and under way first. */
  'export.tasks': method<readonly ExportTask[]>()(z.object({})),
  /** Makes an archive that a host hands out once, by its id (`Core.takeExport`). */
  'export.prepare': method<SavedExport & { id: string }>()(exportRequestSchema),
  /** Ends an export that waits or is being made, or all of them. */
  'export.cancel': method<void>()(z.object({ task: z.int().optional() })),
  /** Compares what a manifest names with what is there. */
  'export.verify': method<ExportVerification>()(
    z.object({ manifest: path, outputsOnly: z.boolean().default(false) }),
  ),
  /** The paper's metrics, of listed features or, without `features`, of the library's scores. */
  'evaluate.run': method<Evaluation>()(
    z.object({
      model: modelId.optional(),
      features: path.optional(),
      /** Folder below which listed features are sought. */
      root: path.optional(),
      groundTruth: path,
      format: z.enum(['ucf', 'xd', 'csv']).optional(),
      /** Default: true for the authors' formats. */
      releasedQuirks: z.boolean().optional(),
    }),
  ),
  /** Which recipe given features were made with. */
  'recipe.match': method<RecipeMatch>()(
    z.object({
      video: path,
      features: path,
      model: modelId.optional(),
      /** Compared, from the first one on. */
      snippets: z.int().min(1).max(256).default(4),
    }),
  ),
  'doctor.report': method<DoctorReport>()(z.object({})),

  /** The library as the screens see it. */
  'library.list': method<LibraryListing>()(z.object({})),
  /** Adds files and folders, and queues what has no scores of the default model. */
  'library.add': method<Added>()(z.object({ paths: z.array(path).min(1).max(10_000) })),
  /** The sample videos that come with Flagreel. */
  'library.addSamples': method<Added>()(z.object({})),
  /** Reads files again and queues them: what failed, or what has no scores of the default model. */
  'library.scan': method<Added>()(z.object({ fileIds })),
  /** Looks again at every folder that was added. */
  'library.rescan': method<Added>()(z.object({})),
  /** Takes files off the list. Verdicts and the files themselves stay. */
  'library.forget': method<{ files: number }>()(z.object({ fileIds })),

  'queue.show': method<QueueState>()(z.object({})),
  'queue.pause': method<QueueState>()(z.object({})),
  'queue.resume': method<QueueState>()(z.object({})),
  'queue.cancel': method<QueueState>()(z.object({ jobIds })),
  /** Some of what failed, or all of it: the list of a long queue does not name every job. */
  'queue.retry': method<QueueState>()(z.object({ jobIds: z.union([jobIds, z.literal('failed')]) })),
  'queue.move': method<QueueState>()(
    z.object({
      jobIds,
      place: z.union([z.enum(['first', 'last']), z.object({ before: z.int() })]),
    }),
  ),

  /** Every flag of the library under the stored rule of the default model. */
  'review.flags': method<FlagList>()(z.object({})),
  'review.open': method<ReviewVideo>()(ofContent),
  /** Writes decisions, all or none, before it answers. */
  'review.decide': method<{ at: number }>()(
    z.object({ decisions: z.array(decisionSchema).min(1).max(100_000) }),
  ),
  'review.seen': method<{ at: number }>()(
    z.object({ ranges: z.array(seenSchema).min(1).max(100_000) }),
  ),
  'review.history': method<VerdictRow[]>()(z.object({ markId: z.uuid() })),

  /** `proxy`: the screen could not play the original. `again`: nor the proxy, or it could not be made; another try. */
  'playback.open': method<Playback>()(
    ofContent.extend({ proxy: z.boolean().default(false), again: z.boolean().default(false) }),
  ),
  'playback.frames': method<FrameTimes>()(
    z.object({ contentId, fromSnippet: z.int().min(0), snippets: z.int().min(1).max(4096) }),
  ),

  'settings.get': method<Settings>()(z.object({})),
  'settings.set': method<Settings>()(settingsChangeSchema),
} as const

export type Api = typeof api
export type MethodName = keyof Api
export type MethodInput<Name extends MethodName> = z.input<Api[Name]['input']>
export type MethodArguments<Name extends MethodName> = z.output<Api[Name]['input']>
export type MethodOutput<Name extends MethodName> = Exclude<Api[Name]['output'], undefined>

export interface CallOptions {
  readonly signal?: AbortSignal
}

/** What carries a call to the core, whatever lies between. */
export type Call = <Name extends MethodName>(
  name: Name,
  input: MethodInput<Name>,
  options?: CallOptions,
) => Promise<MethodOutput<Name>>
