import { randomBytes } from 'node:crypto'
import { mkdir, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { MethodArguments } from '#contract/api.ts'
import { FlagreelError } from '#contract/errors.ts'
import {
  type Exported,
  type ExportedRange,
  type ExportOutlook,
  type ExportPlan,
  type ExportPreview,
  exportFinder,
  type FlagExport,
  type SavedExport,
  savedExport,
} from '#contract/export.ts'
import { isListFormat, suggestedName } from '#contract/export-formats.ts'
import type { CallContext } from '#contract/handlers.ts'
import { type Manifest, manifestName } from '#contract/manifest.ts'
import type { FlaggedSegment, SegmentList } from '#contract/results.ts'
import { freeIn } from './clips/plan-clips.ts'
import type { ExportParts } from './export-parts.ts'
import { progressOf, type Tell } from './export-progress.ts'
import { ExportQueue } from './export-queue.ts'
import type { ExportRecord } from './export-store.ts'
import { findSources } from './find-sources.ts'
import type { ExportSource } from './lists/export-source.ts'
import { type ClipDesk, describePlan, firstName, makeClips } from './make-clips.ts'
import { type Made, manifestOf, refuseForeignOptions } from './make-export.ts'
import { makeList } from './make-list.ts'
import { makeReport } from './make-report.ts'
import { sha256Of } from './manifest/make-manifest.ts'
import { verifyManifest } from './manifest/verify-manifest.ts'
import { makeWorkFolder, removeLeftovers, removeWorkFolder } from './work-folder.ts'
import { putNew, refuseTaken, writeTogether } from './write-together.ts'
import { zipOf } from './zip.ts'

/** An archive to hand out, once. */
export interface TakenExport {
  readonly name: string
  readonly mediaType: string
  readonly stream: Readable
  /** Removes what it is made of, when it was sent or cannot be. */
  dispose(): Promise<void>
}

type Request = Pick<MethodArguments<'export.write'>, 'format' | 'options' | 'overwrite'> & {
  readonly filter: MethodArguments<'segments.list'>
  /** Where to: a file, of clips a folder. */
  readonly out: string
}

/** An export whose files are in their places. */
interface Placed extends Made {
  readonly format: Request['format']
  readonly model: SegmentList['model']
  readonly isReview: boolean
  readonly folder: string
  readonly manifestPath: string
  readonly manifestSha256: string
  readonly problems: Exported['problems']
  readonly at: Date
}

interface Written {
  readonly placed: Placed
  readonly repeated: Pick<Exported, 'repeated' | 'last'>
  readonly paths: readonly string[]
}

interface Prepared extends Placed {
  readonly zipName: string
  readonly work: string
}

/** Prepared archives that are kept for a host to fetch. */
const MOST_PREPARED = 4
const PREVIEW_ROWS = 5

/** Writes flags as lists, clips and reports with a manifest, and keeps where each of them went. */
export class Exporter {
  readonly #parts: ExportParts
  readonly #prepared = new Map<string, Prepared>()
  readonly #queue: ExportQueue

  constructor(parts: ExportParts) {
    this.#parts = parts
    this.#queue = new ExportQueue(parts.onTasks)
  }

  async preview(choice: MethodArguments<'export.preview'>): Promise<ExportPreview> {
    const { model, segments } = await this.#parts.listSegments({ ...choice, ...REVIEWED })
    const first = segments
      .slice(0, PREVIEW_ROWS)
      .map((segment) => ({ ...segment, file: basename(segment.file) }))
    return { model, segments: segments.length, ...this.#repeated(segments), first }
  }

  /** What clips would be cut into a folder, or beside it where it is not there yet. Nothing is written. */
  async plan(
    { options, out, ...filter }: MethodArguments<'export.plan'>,
    context: CallContext,
  ): Promise<ExportPlan> {
    refuseForeignOptions('clips', options)
    const list = await this.#parts.listSegments(filter)
    const folder = resolve(out)
    const job = { list, options, folder }
    return describePlan(job, this.#clipDesk(context, progressOf(context, null)))
  }

  async outlook(
    { options, ...choice }: MethodArguments<'export.outlook'>,
    context: CallContext,
  ): Promise<ExportOutlook> {
    const out = dirname(this.#parts.scratch)
    const { clips, failures } = await this.plan({ ...choice, ...REVIEWED, options, out }, context)
    const { total, most } = leadInOf(clips)
    return {
      clips: clips.length,
      bytes: clips.reduce((sum, { bytes }) => sum + bytes, 0),
      ...{ leadInSec: total, mostLeadInSec: most },
      failed: failures.length,
      failure: failures[0]?.message ?? null,
    }
  }

  async clipName({ options, ...choice }: MethodArguments<'export.clipName'>) {
    const list = await this.#parts.listSegments({ ...choice, ...REVIEWED })
    return { name: firstName(list, options) }
  }

  async prepare(
    { format, options, ...choice }: MethodArguments<'export.prepare'>,
    context: CallContext,
  ): Promise<SavedExport & { id: string }> {
    const name = suggestedName(format, new Date())
    const zipName = `${name}.zip`
    const savedOf = (made: Placed) => ({ ...savedAs(made, zipName), files: 1 })
    const prepared = await this.#queue.run({
      ...{ format, signal: context.signal, savedOf },
      work: async (task, signal): Promise<Prepared> => {
        const work = await this.#scratchFolder()
        try {
          const filter = { ...choice, ...REVIEWED }
          const request = { format, options, filter, out: join(work, name), overwrite: false }
          const placed = await this.#place(request, { ...context, signal }, task)
          return { ...placed, zipName, work }
        } catch (error) {
          await removeWorkFolder(work)
          throw error
        }
      },
    })
    const id = randomBytes(16).toString('hex')
    for (const old of [...this.#prepared.keys()].slice(0, 1 - MOST_PREPARED)) {
      await removeWorkFolder(this.#prepared.get(old)!.work)
      this.#prepared.delete(old)
    }
    this.#prepared.set(id, prepared)
    return { id, ...savedOf(prepared) }
  }

  /** A prepared archive, which now counts as exported; undefined when there is none of this id any more. */
  take(id: string): TakenExport | undefined {
    const prepared = this.#prepared.get(id)
    if (!prepared) return undefined
    this.#prepared.delete(id)
    const { zipName, work, folder, outputs, manifestPath, at } = prepared
    this.#record(prepared, { place: zipName, isDownload: true, manifestPath: null })
    const names = [...outputs.map(({ name }) => name), basename(manifestPath)]
    const stream = zipOf(folder, names, at)
    const dispose = () => {
      stream.destroy()
      return removeWorkFolder(work)
    }
    return { name: zipName, mediaType: 'application/zip', stream, dispose }
  }

  async write(
    { format, options, out, overwrite, ...filter }: MethodArguments<'export.write'>,
    context: CallContext,
  ): Promise<Exported> {
    const request = { format, options, filter, out: resolve(out), overwrite }
    this.#refuseVideo(request.out)
    const written = await this.#queue.run({
      ...{ format, signal: context.signal },
      savedOf: ({ placed }: Written) => savedAs(placed, basename(request.out)),
      work: async (task, signal): Promise<Written> => {
        const placed = await this.#place(request, { ...context, signal }, task)
        const repeated = this.#repeated(placed.flags)
        const paths = placed.outputs.map(({ name }) => join(placed.folder, name))
        const place = format === 'clips' ? request.out : paths[0]!
        const manifestPath = await realpath(placed.manifestPath)
        this.#record(placed, { place, isDownload: false, manifestPath })
        return { placed, repeated, paths }
      },
    })
    const { placed, repeated, paths } = written
    return {
      ...{ path: paths[0]!, paths, manifest: placed.manifestPath, model: placed.model },
      ...{ segments: placed.flags.length, kept: placed.kept, ...repeated },
      ...{ problems: placed.problems, failures: placed.failures },
    }
  }

  verify({ manifest, outputsOnly }: MethodArguments<'export.verify'>, context: CallContext) {
    const { signal } = context
    const { store, isKnown } = this.#parts
    const isRecorded = (sha256: string) => store.hasManifest(sha256)
    const isPlace = (path: string) => store.hasManifestAt(path)
    const tell = progressOf(context, null)
    const onProgress = (done: number, total: number) => tell('videos', done, total)
    return verifyManifest(manifest, {
      ...{ signal, outputsOnly, onProgress },
      ...{ isRecorded, isPlace, isKnown },
    })
  }

  tasks() {
    return this.#queue.tasks()
  }

  /** Ends an export, or all: nothing half-written stays, and of clips those that are finished. */
  cancel(task?: number): void {
    this.#queue.cancel(task)
  }

  async close(): Promise<void> {
    this.#queue.cancel()
    await this.#queue.ended()
    for (const { work } of this.#prepared.values()) await removeWorkFolder(work)
    this.#prepared.clear()
  }

  /** Makes an export and puts it where it was asked to go, its manifest last. */
  async #place(request: Request, context: CallContext, task: number): Promise<Placed> {
    const { format, options, filter, out, overwrite } = request
    refuseForeignOptions(format, options)
    const isClips = format === 'clips'
    if (isClips && overwrite)
      throw new FlagreelError('bad-argument', 'Clips never take the place of a file.', {
        hint: 'Leave --overwrite out: clips get names that are free, and those that are there are kept.',
      })
    if (!isClips) await refuseTaken(out, overwrite)
    const folder = isClips ? out : dirname(out)
    const tell = progressOf(context, task)
    const list = await this.#parts.listSegments(filter)
    const { labels, shown, labelSetId } = await this.#parts.labelsOf(list.model.id)
    const sources = await this.#sourcesOf(list, context.signal, tell)
    const { version } = this.#parts
    const operator = this.#parts.reviewer()
    const tools = await this.#toolVersions()
    const material = { list, sources, labels, operator, version, tools, at: new Date() }
    const asked = { format, options, choice: filter }
    const placed = {
      ...{ format, model: list.model, isReview: list.mode === 'rule', folder, at: material.at },
      problems: problemsOf(sources),
    }
    if (isClips) {
      const made = await makeClips({ list, options, folder }, this.#clipDesk(context, tell))
      const manifest = manifestOf(asked, made, material)
      const manifestPath = await putNew(folder, 'clips', manifest)
      return { ...made, ...placed, manifestPath, manifestSha256: sha256Of(manifest) }
    }
    const put = async (made: Made): Promise<Placed> => {
      for (const { name } of made.files) this.#refuseVideo(join(folder, name))
      const manifest = manifestOf(asked, made, material)
      await writeTogether({ out, files: made.files, manifest, overwrite })
      const manifestPath = join(folder, manifestName(basename(out)))
      return { ...made, ...placed, manifestPath, manifestSha256: sha256Of(manifest) }
    }
    const name = basename(out)
    if (isListFormat(format)) return put(makeList({ name, format, options }, material))
    await freeIn(folder)
    await removeLeftovers(folder)
    const work = await makeWorkFolder(folder)
    try {
      const settings = this.#parts.settings()
      const of = { modelId: list.model.id, precision: filter.precision, sources }
      const job = { name, format, options, choice: filter, settings, labels: shown, labelSetId }
      const made = await makeReport(job, material, {
        ...{ work, signal: context.signal, print: this.#parts.print },
        ports: (onCommand) => this.#parts.report({ ...of, onCommand }),
        onProgress: (done, total) => tell('stills', done, total),
        onPrinting: () => tell('pdf', 0, 1),
      })
      this.#refuseReplaced(sources)
      return await put(made)
    } finally {
      await removeWorkFolder(work)
    }
  }

  #sourcesOf({ segments }: SegmentList, signal: AbortSignal, tell: Tell) {
    const targets = new Map(segments.map(({ contentId, file }) => [contentId, file]))
    return findSources(
      [...targets].map(([contentId, path]) => ({ contentId, path })),
      this.#parts.sources,
      { signal, onProgress: (done, total) => tell('videos', done, total) },
    )
  }

  /** Null where they are missing: lists need none. */
  async #toolVersions(): Promise<Manifest['tools']> {
    const found = await this.#parts.tools().catch(() => null)
    return found && { ffmpeg: found.ffmpegVersion, ffprobe: found.ffprobeVersion }
  }

  #clipDesk({ signal, emit }: CallContext, onProgress: Tell): ClipDesk {
    const { tools, sources } = this.#parts
    const onPlanned: ClipDesk['onPlanned'] = (clips) => {
      const { total, most } = leadInOf(clips)
      if (total > 0) emit({ type: 'export-lead-in', total, most })
    }
    return { tools, sources, signal, onProgress, onPlanned }
  }

  async #scratchFolder(): Promise<string> {
    const { scratch } = this.#parts
    await mkdir(scratch, { recursive: true })
    await removeLeftovers(scratch)
    return makeWorkFolder(scratch)
  }

  /** Originals are never written to. */
  #refuseVideo(path: string): void {
    if (!this.#parts.isVideo(path)) return
    throw new FlagreelError('bad-argument', `${path} is a video of the library.`, {
      hint: 'Originals are never written to: name another file.',
    })
  }

  /** Stills of another file than the one that was hashed are none of the flags. */
  #refuseReplaced(sources: ReadonlyMap<string, ExportSource>): void {
    const { isReplaced } = this.#parts.sources
    for (const { path, state } of sources.values())
      if (state === 'present' && isReplaced(path))
        throw new FlagreelError('bad-media', `${path} was changed while its stills were taken.`, {
          hint: 'Scan it again, then export again.',
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
    { format, outputs, model, isReview, flags, manifestSha256 }: Placed,
    to: Pick<ExportRecord, 'place' | 'isDownload' | 'manifestPath'>,
  ): void {
    this.#parts.store.add({
      ...{ ...to, format, manifestSha256 },
      // Proposals are no flags.
      flags: isReview ? flags : [],
      sha256: outputs.length === 1 ? outputs[0]!.sha256 : manifestSha256,
      reviewer: this.#parts.reviewer(),
      modelId: model.id,
    })
    this.#parts.onExported()
  }
}

/** Seconds that clips show before their flags: of all of them, and the most of one. */
function leadInOf(clips: readonly { readonly leadInSec: number }[]) {
  return {
    total: clips.reduce((sum, { leadInSec }) => sum + leadInSec, 0),
    most: clips.reduce((most, { leadInSec }) => Math.max(most, leadInSec), 0),
  }
}

function savedAs({ outputs, flags, ...placed }: Placed, name: string): SavedExport {
  const paths = outputs.map((output) => output.name)
  return savedExport(name, { ...placed, paths, segments: flags.length })
}

function problemsOf(sources: ReadonlyMap<string, ExportSource>): Exported['problems'] {
  return [...sources.values()].flatMap(({ path, problem }) =>
    problem === null ? [] : [{ file: path, problem }],
  )
}

/** What reviewers see: the default model under the rule of the settings. */
const REVIEWED = { mode: 'rule', rule: {} } as const
const NONE: readonly ExportedRange[] = []
