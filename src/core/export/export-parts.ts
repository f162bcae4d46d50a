import type { MethodArguments } from '#contract/api.ts'
import type { ImagePrecision, Label } from '#contract/bundle.ts'
import type { SegmentList } from '#contract/results.ts'
import type { Settings } from '#contract/settings.ts'
import type { MediaTools } from '#core/media/tools.ts'
import type { ExportStore } from './export-store.ts'
import type { SourcePorts } from './find-sources.ts'
import type { ExportSource } from './lists/export-source.ts'
import type { PrintPdf, ReportDesk } from './make-report.ts'
import type { ReportPorts } from './report/report.ts'

/** What an export needs of the other parts; core/app supplies it. */
export interface ExportParts {
  readonly listSegments: (input: MethodArguments<'segments.list'>) => Promise<SegmentList>
  /** Label set of a model, the normal class first; `shown` with the names of the settings. */
  readonly labelsOf: (modelId: string) => Promise<{
    readonly labels: readonly Label[]
    readonly shown: readonly Label[]
    readonly labelSetId: string
  }>
  /** Whether a path leads to a video of the library. */
  readonly isVideo: (path: string) => boolean
  /** Whether it has one at this very path; nothing is opened. */
  readonly isKnown: (path: string) => boolean
  readonly sources: SourcePorts
  readonly tools: () => Promise<MediaTools>
  /** Videos, frames and stills of reports. */
  readonly report: (of: {
    readonly modelId: string
    /** Undefined: any, the best first. */
    readonly precision: ImagePrecision | undefined
    readonly sources: ReadonlyMap<
      string,
      Pick<ExportSource, 'path' | 'state' | 'problem' | 'file' | 'rate' | 'isVariable'>
    >
    readonly onCommand: Parameters<ReportDesk['ports']>[0]
  }) => ReportPorts
  readonly settings: () => Settings
  readonly reviewer: () => string
  /** Null where the host prints nothing. */
  readonly print: PrintPdf | null
  /** Of Flagreel. */
  readonly version: string
  /** For downloads that are being made; it is made when it is needed. */
  readonly scratch: string
  readonly store: ExportStore
  /** Marks of exported flags have changed. */
  readonly onExported: () => void
  /** The exports to come, under way or ended have. */
  readonly onTasks: () => void
}
