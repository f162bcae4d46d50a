import { z } from 'zod'
import { EXPORT_FORMATS, exportOptionsSchema } from './export-formats.ts'
import { flaggedSegmentSchema, segmentListSchema } from './results.ts'

/** What goes with every export, so that another person can tell what it was made of and whether it is still the same. */

export const MANIFEST_SCHEMA = 'flagreel.manifest/1'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const fraction = z.object({ num: z.int(), den: z.int() })
const moment = z.iso.datetime()

export const exportSourceSchema = z
  .object({
    file: z.string().describe('Absolute path of the video'),
    contentId: z.string().describe('Identity of its content, which the flags belong to'),
    state: z
      .enum(['present', 'missing', 'changed', 'unreadable'])
      .describe(
        'Of the file when it was exported; changed: not the content that was scanned any more',
      ),
    problem: z.string().nullable().describe('Why something below is null'),
    bytes: z.int().describe('Size of the content'),
    sha256: sha256.nullable().describe('Of the whole file'),
    hashedAt: moment
      .nullable()
      .describe('When it was read; its size and time of change were the same since'),
    modifiedAt: moment.nullable().describe("The file's time of change"),
    containerStartSec: z
      .number()
      .nullable()
      .describe("Time stamp of the container's first moment, where a player has 0"),
    startTimecode: z.string().nullable().describe('As embedded in the file; null without one'),
    width: z.int().nullable(),
    height: z.int().nullable(),
    timeBase: fraction.describe('Seconds of one unit of a PTS'),
    firstPts: z.int().describe('Of the first decoded frame: second 0 of the flags'),
    endPts: z.int().describe('Exclusive'),
    frames: z.int().describe('Decoded ones'),
    frameRate: fraction.describe('From the times of all frames; the mean of a variable rate'),
    isVariableFrameRate: z.boolean(),
  })
  .meta({ id: 'ExportSource' })
export type ExportSourceDescription = z.infer<typeof exportSourceSchema>

const ptsRange = z.object({ startPts: z.int(), endPts: z.int() })

/** Enough to find a flag again, and to tell it apart. */
const manifestFlagSchema = flaggedSegmentSchema
  .pick({
    key: true,
    startPts: true,
    endPts: true,
    startFrame: true,
    endFrame: true,
    startSec: true,
    endSec: true,
    class: true,
    classScore: true,
    score: true,
    verdict: true,
    reviewer: true,
  })
  .extend({ precision: flaggedSegmentSchema.shape.precision.optional() })

export const manifestSchema = z
  .object({
    schema: z.literal(MANIFEST_SCHEMA).describe('Another number means an incompatible document'),
    unfinished: z
      .literal(true)
      .optional()
      .describe('While files are being written: those that it names may be missing, or of before'),
    createdAt: moment.describe('UTC'),
    operator: z.string().describe("The reviewer's name in the settings, else the system's"),
    app: z.object({ name: z.string(), version: z.string() }),
    tools: z
      .object({ ffmpeg: z.string(), ffprobe: z.string() })
      .nullable()
      .default(null)
      .describe('Versions of what reads the videos here; null where they are missing'),
    format: z.enum(EXPORT_FORMATS),
    options: exportOptionsSchema.describe('Those that the format has'),
    model: segmentListSchema.shape.model,
    labels: z
      .array(z.object({ id: z.string(), display: z.string() }))
      .describe('Label set of the model, the normal class first'),
    mode: segmentListSchema.shape.mode,
    rule: segmentListSchema.shape.rule,
    choice: z.record(z.string(), z.unknown()).describe('Which flags were asked for'),
    sources: z.array(exportSourceSchema.extend({ flags: z.array(manifestFlagSchema) })),
    outputs: z.array(
      z.object({
        name: z.string().describe('Beside the manifest'),
        bytes: z.int(),
        sha256,
        commands: z
          .array(
            z.object({
              program: z.string(),
              version: z.string(),
              arguments: z.array(z.string()),
            }),
          )
          .describe('What made it, or the pictures in it, where another program did'),
        clip: z
          .object({
            contentId: z.string().describe('Of the video it was cut from'),
            cut: z.enum(['copy', 'exact']),
            asked: z.array(ptsRange).describe('The flags with handles; more than one in a reel'),
            shown: z.array(ptsRange).describe('What it truly shows'),
            frames: z.int(),
          })
          .optional()
          .describe('Of a clip: PTS of the source, ends exclusive'),
      }),
    ),
    failures: z
      .array(
        z.object({
          file: z.string(),
          flags: z.array(z.string()).describe('Keys'),
          message: z.string(),
        }),
      )
      .default([])
      .describe('Flags of which no clip could be made'),
  })
  .meta({ id: 'ExportManifest' })
export type Manifest = z.infer<typeof manifestSchema>

const fingerprint = z.object({ bytes: z.int(), sha256: sha256.nullable() })

export const exportVerificationSchema = z
  .object({
    manifest: z.string().describe('Absolute path'),
    ok: z.boolean().describe('Nothing differs, is missing or cannot be read'),
    createdAt: moment,
    operator: z.string(),
    checks: z.array(
      z.object({
        kind: z.enum(['manifest', 'output', 'source']),
        path: z.string(),
        state: z
          .enum(['same', 'different', 'missing', 'unreadable', 'unrecorded'])
          .describe('unrecorded: there is nothing to compare it with'),
        expected: fingerprint.nullable(),
        found: fingerprint.nullable(),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: 'ExportVerification' })
export type ExportVerification = z.infer<typeof exportVerificationSchema>
export type ExportCheck = ExportVerification['checks'][number]

/** `flags.csv.manifest.json` beside `flags.csv`. */
export function manifestName(exportName: string): string {
  return `${exportName}.manifest.json`
}
