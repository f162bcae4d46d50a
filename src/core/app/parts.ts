import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Recipe } from '#contract/bundle.ts'
import type { CoreEvent } from '#contract/events.ts'
import { ruleOf } from '#contract/settings.ts'
import { FeatureStore } from '#core/analysis/feature-store.ts'
import type { AnalysisParts, FilesPort, ModelsPort } from '#core/analysis/methods.ts'
import type { MediaPort } from '#core/analysis/ports.ts'
import type { ScanTarget } from '#core/analysis/scan.ts'
import { ScanService } from '#core/analysis/scan-service.ts'
import { ScoreStore } from '#core/analysis/score-store.ts'
import { SegmentCache } from '#core/analysis/segment-cache.ts'
import type { ScoreOrigin } from '#core/analysis/stored-scores.ts'
import { workFor } from '#core/analysis/work-for.ts'
import { ExportStore } from '#core/export/export-store.ts'
import { Exporter } from '#core/export/exporter.ts'
import { JobQueue } from '#core/jobs/queue.ts'
import { ingest } from '#core/library/ingest.ts'
import { mediaSummary } from '#core/library/media-summary.ts'
import { byNaturalOrder } from '#core/library/natural-order.ts'
import { type LibraryFile, LibraryStore } from '#core/library/store.ts'
import { chosenFrames } from '#core/media/frame-choice.ts'
import { probeMedia } from '#core/media/probe.ts'
import { decodeSnippets } from '#core/media/snippet-stream.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { precisionsOf } from '#core/models/bundle-files.ts'
import { choosePrecisionOnce } from '#core/models/choose-precision.ts'
import { LoadedModel, rgbImages } from '#core/models/loaded-model.ts'
import type { ModelParts } from '#core/models/methods.ts'
import { ModelCatalogue, noteOf } from '#core/models/model-catalogue.ts'
import {
  createInferencePool,
  forkWorker,
  type InferencePool,
} from '#core/nn/session/inference-pool.ts'
import { Playback } from '#core/playback/playback.ts'
import { Review } from '#core/review/review.ts'
import { VerdictStore } from '#core/review/verdict-store.ts'
import { readSettings } from '#core/settings/settings-store.ts'
import { type Database, openDatabase } from '#core/storage/open-database.ts'
import type { CoreOptions } from './create-core.ts'
import { exportParts } from './export-ports.ts'
import { reviewPorts } from './review-ports.ts'

type PartsOptions = CoreOptions & { readonly libraryFolder: string }

/** The parts of a core, each made when it is first needed: listing models must not need ffmpeg, nor `doctor` a library. */
export interface Parts {
  readonly libraryFolder: string
  readonly resourcesFolder: string
  database(): Database
  pool(): InferencePool
  catalogue(): ModelCatalogue
  forModels(): ModelParts
  forAnalysis(): AnalysisParts
  review(): Review
  exporter(emit: (event: CoreEvent) => void): Exporter
  playback(emit: (event: CoreEvent) => void): Playback
  service(emit: (event: CoreEvent) => void): ScanService
  close(): Promise<void>
}

interface Opened {
  db?: Database
  jobs?: JobQueue
  pool?: InferencePool
  review?: Review
  exporter?: Exporter
  service?: ScanService
  playback?: Playback
}

export function createParts(options: PartsOptions): Parts {
  const { libraryFolder } = options
  const opened: Opened = {}
  const database = () => {
    opened.db ??= openDatabase(join(libraryFolder, 'library.sqlite'))
    return opened.db
  }
  const jobs = () => (opened.jobs ??= new JobQueue(database()))
  const pool = () => (opened.pool ??= createPool(options, database))
  const catalogue = () => openCatalogue(options, database())
  const segments = new SegmentCache()
  const forAnalysis = (): AnalysisParts => ({
    ...analysisStores(database()),
    ...{ jobs: jobs(), segments },
    models: modelsPort({ catalogue: catalogue(), pool, db: database() }),
  })
  const review = () => (opened.review ??= openReview(forAnalysis(), database()))
  const playback = (emit: (event: CoreEvent) => void) => {
    const ports = { db: database(), jobs: jobs(), review: review(), emit }
    opened.playback ??= openPlayback(options, ports)
    return opened.playback
  }
  return {
    libraryFolder,
    resourcesFolder: options.resourcesFolder,
    database,
    pool,
    catalogue,
    forModels: () => {
      const createdBy = `Flagreel ${options.version}`
      const work = (model: string) => workFor(forAnalysis(), model)
      return { catalogue: catalogue(), pool, createdBy, workFor: work }
    },
    forAnalysis,
    review,
    exporter: (emit) =>
      (opened.exporter ??= new Exporter(
        exportParts(options, forAnalysis(), { db: database(), emit }),
      )),
    service: (emit) =>
      (opened.service ??= new ScanService(forAnalysis(), emit, (contentId) =>
        playback(emit).prepare(contentId),
      )),
    playback,
    async close() {
      await Promise.all([
        opened.service?.stop(),
        opened.playback?.close(),
        opened.exporter?.close(),
      ])
      await opened.pool?.close()
      opened.jobs?.close()
      opened.db?.close()
    },
  }
}

function openReview(analysis: AnalysisParts, db: Database): Review {
  return new Review({
    verdicts: new VerdictStore(db),
    settings: () => readSettings(db),
    ports: reviewPorts(analysis, new LibraryStore(db), new ExportStore(db)),
  })
}

function analysisStores(db: Database): Omit<AnalysisParts, 'jobs' | 'segments' | 'models'> {
  return {
    features: new FeatureStore(db),
    scores: new ScoreStore(db),
    media: () => openMedia(new LibraryStore(db)),
    files: filesPort(db),
    marks: (contentId) => new VerdictStore(db).marks(contentId),
    ruleOf: (bundle) => ruleOf(bundle, readSettings(db)),
  }
}

function openCatalogue({ resourcesFolder, libraryFolder }: PartsOptions, db: Database) {
  return new ModelCatalogue({
    builtInFolder: join(resourcesFolder, 'models'),
    installedFolder: join(libraryFolder, 'models'),
    db,
  })
}

/** The device that the command named, else that of the settings. */
function createPool(
  { device, workers, workerEntry, spawnWorker }: PartsOptions,
  database: () => Database,
): InferencePool {
  return createInferencePool({
    device: device ?? readSettings(database()).device,
    ...(workers === undefined ? {} : { workers }),
    spawn: spawnWorker ?? forkWorker(workerEntry),
  })
}

/** What probing tells of a file of the library is kept for its list. */
async function openMedia(library: LibraryStore): Promise<MediaPort> {
  const tools = await findMediaTools()
  return {
    async probe(path, signal) {
      const info = await probeMedia(tools, path, { signal })
      library.setMedia(path, mediaSummary(info))
      return info
    },
    decode: (info, options) => decodeSnippets(tools, info, options),
  }
}

interface PlaybackPorts {
  readonly db: Database
  readonly jobs: JobQueue
  readonly review: Review
  readonly emit: (event: CoreEvent) => void
}

function openPlayback({ libraryFolder }: PartsOptions, ports: PlaybackPorts): Playback {
  const files = filesPort(ports.db)
  return new Playback({
    folder: join(libraryFolder, 'derived'),
    tools: findMediaTools,
    probe: async (path, signal) => probeMedia(await findMediaTools(), path, { signal }),
    pathOf: (contentId) => placeOf(files, contentId),
    isUnchanged: (path) => files.isUnchanged(path),
    isReplaced: (path) => files.isReplaced(path),
    keyPts: (contentId) => ports.review.keyPts(contentId),
    isPaused: () => ports.jobs.isPaused(),
    emit: ports.emit,
  })
}

/** One of several copies may be replaced by now, or be on a drive that is away. */
function placeOf(files: FilesPort, contentId: string): string | undefined {
  const paths = files.pathsOf(contentId)
  return (
    paths.find((path) => files.isUnchanged(path)) ??
    paths.find((path) => existsSync(path)) ??
    paths[0]
  )
}

function filesPort(db: Database): FilesPort {
  const store = new LibraryStore(db)
  const isUnchanged = (path: string) => {
    const known = store.fileAt(path)
    const found = statSync(path, { throwIfNoEntry: false })
    return found?.size === known?.bytes && found?.mtimeMs === known?.mtimeMs
  }
  return {
    ingest: (paths, options) => ingest(db, paths, options),
    contentAt: (path) => store.fileAt(path)?.contentId,
    pathsOf: (contentId) =>
      store
        .filesOf(contentId)
        .filter(({ state }) => state === 'present')
        .map(({ path }) => path),
    isUnchanged,
    isReplaced: (path) => existsSync(path) && !isUnchanged(path),
    all: () => knownTargets(store.files()),
  }
}

/** Where each content lies now; one whose files are all gone, as on a drive that is away, where it was. */
function knownTargets(files: readonly LibraryFile[]): ScanTarget[] {
  const present = new Set(
    files.filter(({ state }) => state === 'present').map(({ contentId }) => contentId),
  )
  const targets = files.flatMap(({ path, contentId, state }) =>
    contentId && (state === 'present' || !present.has(contentId)) ? [{ path, contentId }] : [],
  )
  return byNaturalOrder(targets, ({ path }) => path)
}

/** Images a call: on the CPU a few, to spare messages; a graphics card wants many. */
const BATCH = { cpu: 4, other: 32 } as const
const CROPS = { centre: 1, five: 5, ten: 10 } as const

/** Snippets of so many images, a power of two: a snippet may be 160 images, and 32 of those are more than a card holds. */
export function snippetsPerCall({ frames, crop }: Recipe, images: number): number {
  const snippets = images / (chosenFrames(frames).length * CROPS[crop])
  return 2 ** Math.max(0, Math.floor(Math.log2(snippets)))
}

interface ModelsPortParts {
  readonly catalogue: ModelCatalogue
  readonly pool: () => InferencePool
  readonly db: Database
}

function modelsPort({ catalogue, pool, db }: ModelsPortParts): ModelsPort {
  return {
    async origins(id, precision) {
      const opened = await catalogue.open(id)
      const precisions = precision ? [precision] : precisionsOf(opened)
      const models = precisions.map((each) => new LoadedModel(opened, pool(), each))
      return { bundle: opened.bundle, origins: models.map(originOf) }
    },
    async choosePrecision(id, { requested, signal, sample }) {
      const opened = await catalogue.open(id)
      const side = opened.bundle.clip.imageResolution
      const images = async (count: number) => rgbImages(await sample(count), side)
      return choosePrecisionOnce(requested, { opened, pool: pool(), signal, sample: images, db })
    },
    async load(id, precision) {
      const model = new LoadedModel(await catalogue.open(id), pool(), precision)
      const { used } = await pool().device()
      return {
        ...originOf(model),
        batch: snippetsPerCall(model.bundle.recipe, used === 'cpu' ? BATCH.cpu : BATCH.other),
        parallel: pool().workers * 2,
        check: () => model.check(),
        encode: (frames, signal) => model.encode(frames, signal),
        detect: (features, signal) => model.detect(features, signal),
      }
    },
    noteOf,
    device: () => pool().device(),
  }
}

function originOf(model: LoadedModel): ScoreOrigin {
  const { bundle, precision, encoderKey, detectorKey, labelSetKey } = model
  return { bundle, precision, encoderKey, detectorKey, labelSetKey }
}
