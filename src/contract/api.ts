import { z } from 'zod'
import { IMAGE_PRECISIONS, segmentRuleSchema } from './bundle.ts'
import type {
  ClassEmbeddings,
  Detection,
  DoctorReport,
  FileScores,
  ImageFeatures,
  ModelSummary,
  ScanResult,
  SegmentList,
  Verification,
} from './results.ts'

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

/** `auto`: the fast one for the device, where it agrees with fp32 on real frames (core/models/choose-precision.ts). */
export const precisionSchema = z.enum([...IMAGE_PRECISIONS, 'auto'])
export type Precision = z.infer<typeof precisionSchema>

/** Only scores of this precision. Without it, each video's most exact ones. */
const storedPrecision = z.enum(IMAGE_PRECISIONS).optional()

const segmentFilter = z.object({
  /** A label id. */
  class: z.string().optional(),
  minScore: z.number().optional(),
  /** A path; its content's segments, wherever the file was when it was scanned. */
  file: path.optional(),
  model: modelId.optional(),
  precision: storedPrecision,
  mode: z.enum(['rule', 'proposals']).default('rule'),
  /** Parts of the rule that replace the bundle's. */
  rule: segmentRuleSchema.partial().default({}),
})

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
  'export.write': method<{ path: string; segments: number }>()(
    segmentFilter.extend({
      format: z.enum(['csv', 'json']),
      out: path,
      overwrite: z.boolean().default(false),
    }),
  ),
  'doctor.report': method<DoctorReport>()(z.object({})),
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
