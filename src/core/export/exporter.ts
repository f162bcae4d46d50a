import { createHash, randomBytes } from 'node:crypto'
import { basename, resolve } from 'node:path'
import type { MethodArguments } from '#contract/api.ts'
import { FlagreelError } from '#contract/errors.ts'
import {
  type ExportedRange,
  type ExportFormat,
  type ExportPreview,
  exportFinder,
  type FlagExport,
  suggestedName,
} from '#contract/export.ts'
import type { FlaggedSegment, SegmentList } from '#contract/results.ts'
import type { ExportStore } from './export-store.ts'
import { FORMATS } from './formats.ts'
import { writeWholeFile } from './write-whole-file.ts'

/** What an export needs of the other parts; core/app supplies it. */
export interface ExportParts {
  readonly listSegments: (input: MethodArguments<'segments.list'>) => Promise<SegmentList>
  /** Whether the library has a video at a path. */
  readonly isVideo: (path: string) => boolean
  readonly reviewer: () => string
  readonly store: ExportStore
  /** Marks of exported flags have changed. */
  readonly onExported: () => void
}

/** A document to hand out, once. */
export interface TakenExport {
  readonly name: string
  readonly mediaType: string
  readonly text: string
}

interface Made {
  readonly list: SegmentList
  readonly format: ExportFormat
  readonly text: string
}

/** Prepared documents that are kept for a host to fetch. */
const MOST_PREPARED = 4
const PREVIEW_ROWS = 5

/** Writes flags as documents, and keeps where each of them went. */
export class Exporter {
  readonly #parts: ExportParts
  readonly #prepared = new Map<string, Made & { readonly name: string }>()

  constructor(parts: ExportParts) {
    this.#parts = parts
  }

  async preview(choice: MethodArguments<'export.preview'>): Promise<ExportPreview> {
    const { model, segments } = await this.#parts.listSegments({ ...choice, ...REVIEWED })
    const first = segments
      .slice(0, PREVIEW_ROWS)
      .map((segment) => ({ ...segment, file: basename(segment.file) }))
    return { model, segments: segments.length, ...this.#repeated(segments), first }
  }

  async prepare({ format, ...choice }: MethodArguments<'export.prepare'>) {
    const made = await this.#make({ ...choice, ...REVIEWED }, format)
    const [id, name] = [randomBytes(16).toString('hex'), suggestedName(format, new Date())]
    for (const old of [...this.#prepared.keys()].slice(0, 1 - MOST_PREPARED))
      this.#prepared.delete(old)
    this.#prepared.set(id, { ...made, name })
    return { id, name, segments: made.list.segments.length }
  }

  /** A prepared document, which now counts as exported; undefined when there is none of this id any more. */
  take(id: string): TakenExport | undefined {
    const made = this.#prepared.get(id)
    if (!made) return undefined
    this.#prepared.delete(id)
    const { name, text, format } = made
    this.#record(made, { place: name, isDownload: true })
    return { name, text, mediaType: FORMATS[format].mediaType }
  }

  async write({ format, out, overwrite, ...filter }: MethodArguments<'export.write'>) {
    const path = resolve(out)
    if (this.#parts.isVideo(path))
      throw new FlagreelError('bad-argument', `${path} is a video of the library.`, {
        hint: 'Originals are never written to: name another file.',
      })
    const made = await this.#make(filter, format)
    const repeated = this.#repeated(made.list.segments)
    await writeWholeFile(path, made.text, { overwrite })
    this.#record(made, { place: path, isDownload: false })
    const { model, segments } = made.list
    return { path, model, segments: segments.length, ...repeated }
  }

  async #make(filter: MethodArguments<'segments.list'>, format: ExportFormat): Promise<Made> {
    const list = await this.#parts.listSegments(filter)
    return { list, format, text: FORMATS[format].write(list, new Date()) }
  }

  /** How many of these were exported before, and the last time of all. */
  #repeated(segments: readonly FlaggedSegment[]) {
    const exports = Map.groupBy(this.#parts.store.ranges(), ({ contentId }) => contentId)
    const finders = new Map<string, ReturnType<typeof exportFinder>>()
    const finderOf = (contentId: string) => {
      const found = finders.get(contentId) ?? exportFinder(exports.get(contentId) ?? NONE)
      finders.set(contentId, found)
      return found
    }
    const before = segments.flatMap((segment) => finderOf(segment.contentId)(segment) ?? [])
    const latest = (a: FlagExport | null, b: FlagExport) => (a && a.at > b.at ? a : b)
    return { repeated: before.length, last: before.reduce(latest, null) }
  }

  #record({ list, format, text }: Made, to: { place: string; isDownload: boolean }): void {
    // Proposals are no flags.
    if (list.mode === 'rule')
      this.#parts.store.add({
        ...to,
        format,
        sha256: createHash('sha256').update(text).digest('hex'),
        reviewer: this.#parts.reviewer(),
        modelId: list.model.id,
        flags: list.segments,
      })
    this.#parts.onExported()
  }
}

/** What reviewers see: the default model under the rule of the settings. */
const REVIEWED = { mode: 'rule', rule: {} } as const
const NONE: readonly ExportedRange[] = []
