import { randomBytes } from 'node:crypto'
import { basename, dirname, join, resolve } from 'node:path'
import type { MethodArguments } from '#contract/api.ts'
import type { Label } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import {
  type ExportedRange,
  type ExportPreview,
  exportFinder,
  type FlagExport,
} from '#contract/export.ts'
import { suggestedName } from '#contract/export-formats.ts'
import type { CallContext } from '#contract/handlers.ts'
import { manifestName } from '#contract/manifest.ts'
import type { FlaggedSegment, SegmentList } from '#contract/results.ts'
import type { ExportStore } from './export-store.ts'
import { findSources, type SourcePorts } from './find-sources.ts'
import type { ExportSource } from './lists/export-source.ts'
import { type MadeExport, makeExport, refuseForeignOptions } from './make-export.ts'
import { sha256Of } from './manifest/make-manifest.ts'
import { verifyManifest } from './manifest/verify-manifest.ts'
import { writeTogether } from './write-together.ts'
import { zipOf } from './zip.ts'

/** What an export needs of the other parts; core/app supplies it. */
export interface ExportParts {
  readonly listSegments: (input: MethodArguments<'segments.list'>) => Promise<SegmentList>
  /** Label set of a model, the normal class first. */
  readonly labelsOf: (modelId: string) => Promise<readonly Pick<Label, 'id' | 'display'>[]>
  /** Whether the library has a video at a path. */
  readonly isVideo: (path: string) => boolean
  readonly sources: SourcePorts
  readonly reviewer: () => string
  /** Of Flagreel. */
  readonly version: string
  readonly store: ExportStore
  /** Marks of exported flags have changed. */
  readonly onExported: () => void
}

/** A document to hand out, once. */
export interface TakenExport {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
}

type Request = Pick<MethodArguments<'export.write'>, 'format' | 'options'> & {
  readonly filter: MethodArguments<'segments.list'>
  readonly name: string
}

interface Made extends MadeExport {
  readonly list: SegmentList
  readonly format: Request['format']
  readonly sources: ReadonlyMap<string, ExportSource>
}

/** Prepared documents that are kept for a host to fetch. */
const MOST_PREPARED = 4
const PREVIEW_ROWS = 5
/** Bytes between two words of progress. */
const STEP = 64 * 1024 * 1024

/** Writes flags as documents with a manifest, and keeps where each of them went. */
export class Exporter {
  readonly #parts: ExportParts
  readonly #prepared = new Map<string, Made & { readonly name: string; readonly zip: Uint8Array }>()
  readonly #running = new Set<AbortController>()

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

  async prepare(
    { format, options, ...choice }: MethodArguments<'export.prepare'>,
    context: CallContext,
  ) {
    const at = new Date()
    const name = suggestedName(format, at)
    const request = { format, options, name, filter: { ...choice, ...REVIEWED } }
    const made = await this.#make(request, context)
    const [id, zipName] = [randomBytes(16).toString('hex'), `${name}.zip`]
    const manifest = { name: manifestName(name), bytes: made.manifest }
    const zip = await zipOf([...made.files, manifest], at)
    for (const old of [...this.#prepared.keys()].slice(0, 1 - MOST_PREPARED))
      this.#prepared.delete(old)
    this.#prepared.set(id, { ...made, name: zipName, zip })
    const { list, sources } = made
    const saved = { name: zipName, files: 1, segments: list.segments.length }
    return { id, ...saved, unread: problemsOf(sources).length }
  }

  /** A prepared document, which now counts as exported; undefined when there is none of this id any more. */
  take(id: string): TakenExport | undefined {
    const made = this.#prepared.get(id)
    if (!made) return undefined
    this.#prepared.delete(id)
    const { name, zip } = made
    this.#record(made, { place: name, isDownload: true })
    return { name, bytes: zip, mediaType: 'application/zip' }
  }

  async write(
    { format, options, out, overwrite, ...filter }: MethodArguments<'export.write'>,
    context: CallContext,
  ) {
    const path = resolve(out)
    this.#refuseVideo(path)
    const made = await this.#make({ format, options, name: basename(path), filter }, context)
    const paths = made.files.map(({ name }) => join(dirname(path), name))
    for (const each of paths) this.#refuseVideo(each)
    const repeated = this.#repeated(made.list.segments)
    await writeTogether({ out: path, files: made.files, manifest: made.manifest, overwrite })
    this.#record(made, { place: paths[0]!, isDownload: false })
    const { model, segments } = made.list
    return {
      ...{ path: paths[0]!, paths, manifest: join(dirname(path), manifestName(basename(path))) },
      ...{ model, segments: segments.length, ...repeated },
      problems: problemsOf(made.sources),
    }
  }

  verify({ manifest, outputsOnly }: MethodArguments<'export.verify'>, context: CallContext) {
    const { signal } = context
    const isRecorded = (sha256: string) => this.#parts.store.hasManifest(sha256)
    const onProgress = progressOf(context)
    return verifyManifest(manifest, { signal, outputsOnly, isRecorded, onProgress })
  }

  /** Ends what is being exported, without a trace of it. */
  cancel(): void {
    for (const controller of this.#running) controller.abort()
  }

  async #make({ format, options, name, filter }: Request, context: CallContext): Promise<Made> {
    refuseForeignOptions(format, options)
    const controller = new AbortController()
    this.#running.add(controller)
    try {
      const signal = AbortSignal.any([context.signal, controller.signal])
      const list = await this.#parts.listSegments(filter)
      const targets = new Map(list.segments.map(({ contentId, file }) => [contentId, file]))
      const sources = await findSources(
        [...targets].map(([contentId, path]) => ({ contentId, path })),
        this.#parts.sources,
        { signal, onProgress: progressOf(context) },
      )
      const labels = await this.#parts.labelsOf(list.model.id)
      const operator = this.#parts.reviewer()
      const request = { name, format, options, choice: filter }
      const { version } = this.#parts
      const material = { list, sources, labels, operator, version, at: new Date() }
      return { ...makeExport(request, material), list, format, sources }
    } finally {
      this.#running.delete(controller)
    }
  }

  /** Originals are never written to. */
  #refuseVideo(path: string): void {
    if (!this.#parts.isVideo(path)) return
    throw new FlagreelError('bad-argument', `${path} is a video of the library.`, {
      hint: 'Originals are never written to: name another file.',
    })
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

  #record(
    { list, format, files, manifest }: Made,
    to: { readonly place: string; readonly isDownload: boolean },
  ): void {
    const manifestSha256 = sha256Of(manifest)
    // Proposals are no flags.
    if (list.mode === 'rule')
      this.#parts.store.add({
        ...to,
        format,
        sha256: files.length === 1 ? sha256Of(files[0]!.bytes) : manifestSha256,
        manifestSha256,
        reviewer: this.#parts.reviewer(),
        modelId: list.model.id,
        flags: list.segments,
      })
    this.#parts.onExported()
  }
}

function problemsOf(sources: ReadonlyMap<string, ExportSource>) {
  return [...sources.values()].flatMap(({ path, problem }) =>
    problem === null ? [] : [{ file: path, problem }],
  )
}

/** Tells of progress at every step, and at the end. */
function progressOf({ emit }: CallContext): (done: number, total: number) => void {
  let told = 0
  return (done, total) => {
    if (done < told + STEP && done < total) return
    told = done
    emit({ type: 'export-progress', done, total })
  }
}

/** What reviewers see: the default model under the rule of the settings. */
const REVIEWED = { mode: 'rule', rule: {} } as const
const NONE: readonly ExportedRange[] = []
