import { resolve } from 'node:path'
import type { MethodArguments, Precision } from '#contract/api.ts'
import type { Bundle, ImagePrecision } from '#contract/bundle.ts'
import { FlagreelError, type WireError } from '#contract/errors.ts'
import type { RecipeMatch } from '#contract/evaluation.ts'
import { chooser } from '#contract/export.ts'
import type { CallContext, Handlers } from '#contract/handlers.ts'
import type {
  FileScores,
  FlaggedSegment,
  PrecisionChoice,
  ScannedFile,
  SegmentList,
} from '#contract/results.ts'
import type { Mark } from '#contract/review.ts'
import type { ReviewRule } from '#contract/settings.ts'
import { readFeatures } from '#core/dataset/read-features.ts'
import type { JobQueue } from '#core/jobs/queue.ts'
import type { FeatureStore } from './feature-store.ts'
import { fileScores } from './file-scores.ts'
import { effectiveRule, flaggedSegments, type SegmentMode } from './flagged-segments.ts'
import { matchRecipes } from './match-recipe.ts'
import type { MediaPort, ScanModel } from './ports.ts'
import { sampleFrames } from './sample-frames.ts'
import { type ScanOutcome, type ScanTarget, scan } from './scan.ts'
import type { ScoreStore } from './score-store.ts'
import type { SegmentCache } from './segment-cache.ts'
import { findAllScores, readFirstScores, readScores, type ScoreOrigin } from './stored-scores.ts'

/** What scanning and reading scores need of the other parts; core/app supplies it. */
export interface AnalysisParts {
  readonly features: FeatureStore
  readonly scores: ScoreStore
  readonly jobs: JobQueue
  readonly media: () => Promise<MediaPort>
  readonly files: FilesPort
  readonly models: ModelsPort
  /** What people decided about a content, or about all. */
  readonly marks: (contentId?: string) => readonly Mark[]
  /** The rule of the review, where a call names no other. */
  readonly ruleOf: (bundle: Bundle) => ReviewRule
  readonly segments: SegmentCache
}

export interface FilesPort {
  ingest(
    paths: readonly string[],
    options: { readonly exclude: readonly string[]; readonly signal: AbortSignal },
  ): Promise<{ readonly files: readonly ScanTarget[]; readonly problems: readonly FileProblem[] }>
  contentAt(path: string): string | undefined
  pathsOf(contentId: string): readonly string[]
  /** By size and time of change. */
  isUnchanged(path: string): boolean
  /** Another file lies at the path now; false when there is none. */
  isReplaced(path: string): boolean
  /** Every file whose content is known, in natural order. */
  all(): readonly ScanTarget[]
}

interface FileProblem {
  readonly path: string
  readonly error: WireError
}

export interface ModelsPort {
  /** Where a model's scores may come from, the most exact first, or only those of one precision. Loads nothing. */
  origins(
    id: string | undefined,
    precision: ImagePrecision | undefined,
  ): Promise<{ readonly bundle: Bundle; readonly origins: readonly ScoreOrigin[] }>
  choosePrecision(id: string | undefined, question: PrecisionQuestion): Promise<PrecisionChoice>
  load(id: string | undefined, precision: ImagePrecision): Promise<ScanModel>
  noteOf(bundle: Bundle): string | null
  device(): Promise<{ readonly requested: string; readonly used: string; readonly reason: string }>
}

export interface PrecisionQuestion {
  readonly requested: Precision
  readonly signal: AbortSignal
  /** At most so many real frames, RGB of the tower's resolution, [n·R·R·3]. */
  readonly sample: (count: number) => Promise<Uint8Array>
}

type AnalysisMethods = Pick<Handlers, 'scan.run' | 'segments.list' | 'scores.show' | 'recipe.match'>

export function analysisMethods(parts: AnalysisParts): AnalysisMethods {
  return {
    'scan.run': (input, context) => runScan(parts, input, context),
    'segments.list': (input) => listSegments(parts, input),
    'scores.show': (input) => showScores(parts, input),
    'recipe.match': (input, context) => matchRecipe(parts, input, context),
  }
}

async function runScan(
  parts: AnalysisParts,
  input: MethodArguments<'scan.run'>,
  { signal, emit }: CallContext,
) {
  const { model: id, precision: requested } = input
  // An unknown model or precision is told before any file is read.
  const { bundle } = await parts.models.origins(id, requested === 'auto' ? undefined : requested)
  const rule = effectiveRule(parts.ruleOf(bundle), input.rule)
  const media = await parts.media()
  const found = await parts.files.ingest(input.paths, { exclude: input.exclude, signal })
  const device = await parts.models.device()
  emit({ type: 'device', used: device.used, reason: device.reason })
  const sample = (count: number) =>
    sampleFrames(count, { bundle, media, targets: found.files, signal })
  const precision = await parts.models.choosePrecision(id, { requested, signal, sample })
  const { used, reason } = precision
  if (requested === 'auto') emit({ type: 'precision', used, reason })
  const model = await parts.models.load(id, used)
  const { features, scores, jobs, files } = parts
  for (const { path, error } of found.problems)
    emit({ type: 'scan-file-failed', file: path, error })
  const outcomes = await scan(
    {
      ...{ model, media, features, scores, jobs },
      pathsOf: (contentId) => files.pathsOf(contentId),
      isUnchanged: (path) => files.isUnchanged(path),
    },
    found.files,
    { retry: input.retry, signal, emit },
  )
  const scanned = found.files.map((target) =>
    describeFile(parts, target, { model, outcome: outcomes.get(target.contentId), rule }),
  )
  return {
    model: modelReference(parts, bundle),
    device,
    precision,
    rule,
    files: [...scanned.map(({ file }) => file), ...found.problems.map(problemFile)],
    segments: scanned.flatMap(({ segments }) => segments),
  }
}

interface Described {
  readonly file: ScannedFile
  readonly segments: readonly FlaggedSegment[]
}

function describeFile(
  parts: AnalysisParts,
  { path, contentId }: ScanTarget,
  result: {
    readonly model: ScanModel
    readonly outcome: ScanOutcome | undefined
    readonly rule: ReviewRule
  },
): Described {
  const { model, outcome, rule } = result
  const base = { file: path, contentId, ...NOTHING_KNOWN }
  if (outcome?.state === 'failed')
    return { file: { ...base, state: 'failed', error: outcome.error }, segments: [] }
  const stored = readScores(parts, contentId, model)
  if (!outcome || !stored) return { file: { ...base, state: 'failed', error: LOST }, segments: [] }
  const { times, warnings } = stored
  const source = { file: path, contentId, stored, marks: parts.marks(contentId) }
  const segments = flaggedSegments(source, model.bundle, { mode: 'rule', rule })
  const file: ScannedFile = {
    ...base,
    state: outcome.state,
    frames: times.frames,
    durationSec: times.endSec,
    segments: segments.length,
    peakScore: stored.frameScore.reduce((a, b) => Math.max(a, b), 0),
    warnings: [...warnings],
  }
  return { file, segments }
}

const LOST: WireError = { code: 'internal', message: 'Its scores were not found after the scan.' }

const NOTHING_KNOWN = {
  frames: null,
  durationSec: null,
  segments: 0,
  peakScore: null,
  warnings: [] as string[],
  error: null,
}

function problemFile({ path, error }: FileProblem): ScannedFile {
  return { file: path, contentId: null, state: 'failed', ...NOTHING_KNOWN, error }
}

export async function listSegments(
  parts: AnalysisParts,
  input: MethodArguments<'segments.list'>,
): Promise<SegmentList> {
  const { bundle, origins } = await parts.models.origins(input.model, input.precision)
  checkClass(input.class, bundle)
  const rule = effectiveRule(parts.ruleOf(bundle), input.rule)
  const how: SegmentMode = input.mode === 'rule' ? { mode: 'rule', rule } : { mode: 'proposals' }
  const targets =
    input.file === undefined ? oneOfEach(parts.files.all()) : [knownFile(parts, input.file)]
  const scored = findAllScores(parts, origins)
  const marks = Map.groupBy(parts.marks(), ({ contentId }) => contentId)
  const segments = targets.flatMap((target) =>
    parts.segments.of(target, {
      scoreSetId: scored.get(target.contentId)?.scoreSetId,
      read: () => readFirstScores(parts, target.contentId, origins),
      marks: marks.get(target.contentId) ?? [],
      ...{ bundle, how },
    }),
  )
  refuseUnknown(input.flags, segments)
  return {
    model: modelReference(parts, bundle),
    mode: input.mode,
    rule: input.mode === 'rule' ? rule : null,
    videos: targets.filter(({ contentId }) => scored.has(contentId)).length,
    segments: segments.filter(chooser(input)),
  }
}

/** Another rule gives flags other keys: what was asked for by key is not left out in silence. */
function refuseUnknown(keys: readonly string[] = [], segments: readonly FlaggedSegment[]): void {
  const known = new Set(segments.map(({ key }) => key))
  const unknown = keys.filter((key) => !known.has(key))
  if (unknown.length === 0) return
  throw new FlagreelError(
    'not-found',
    `${unknown.length} of the ${keys.length} flags that were asked for are none under this rule, the first of them ${JSON.stringify(unknown[0])}.`,
    { hint: 'flagreel segments list --json shows the keys that there are.' },
  )
}

/** A content that lies in several places is flagged once, as in the review. */
function oneOfEach(targets: readonly ScanTarget[]): readonly ScanTarget[] {
  const seen = new Set<string>()
  return targets.filter(({ contentId }) => !seen.has(contentId) && seen.add(contentId))
}

async function showScores(
  parts: AnalysisParts,
  input: MethodArguments<'scores.show'>,
): Promise<FileScores> {
  const { bundle, origins } = await parts.models.origins(input.model, input.precision)
  const { path, contentId } = knownFile(parts, input.file)
  const stored = readFirstScores(parts, contentId, origins)
  if (!stored)
    throw new FlagreelError(
      'not-found',
      `${path} has no scores of ${bundle.id}${input.precision ? ` in ${input.precision}` : ''}.`,
      {
        hint: `Scan it first: flagreel scan ${JSON.stringify(path)}`,
      },
    )
  const model = modelReference(parts, bundle)
  return { file: path, contentId, model, ...fileScores(stored, bundle) }
}

async function matchRecipe(
  parts: AnalysisParts,
  input: MethodArguments<'recipe.match'>,
  { signal }: CallContext,
): Promise<RecipeMatch> {
  const model = await parts.models.load(input.model, 'fp32')
  const values = await readFeatures(input.features, model.bundle.clip.embedDim)
  const given = { path: input.features, values }
  const media = await parts.media()
  const { video, snippets } = input
  const found = await matchRecipes({ video: resolve(video), given, model, media, snippets, signal })
  return { model: modelReference(parts, model.bundle), ...found }
}

function knownFile({ files }: AnalysisParts, path: string): ScanTarget {
  const absolute = resolve(path)
  const contentId = files.contentAt(absolute)
  if (contentId) return { path: absolute, contentId }
  throw new FlagreelError('not-found', `${absolute} is not in the library.`, {
    hint: `Scan it first: flagreel scan ${JSON.stringify(path)}`,
  })
}

function checkClass(id: string | undefined, { labels, id: model }: Bundle): void {
  if (id === undefined || labels.slice(1).some((label) => label.id === id)) return
  throw new FlagreelError('bad-argument', `The model ${model} has no abnormal class "${id}".`, {
    hint: `Its classes: ${labels
      .slice(1)
      .map((label) => label.id)
      .join(', ')}.`,
  })
}

function modelReference({ models }: AnalysisParts, bundle: Bundle): SegmentList['model'] {
  const { id, name, training } = bundle
  return { id, name, training, note: models.noteOf(bundle) }
}
