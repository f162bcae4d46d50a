import { createHash } from 'node:crypto'
import { z } from 'zod'
import { IMAGE_PRECISIONS } from '#contract/bundle.ts'
import { FlagreelError, type WireError } from '#contract/errors.ts'
import type { CoreEvent } from '#contract/events.ts'
import type { Job } from '#core/jobs/job.ts'
import type { JobQueue } from '#core/jobs/queue.ts'
import { type JobContext, type JobEvent, runQueue } from '#core/jobs/run-queue.ts'
import { extractFeatures } from './extract-features.ts'
import type { FeatureStore } from './feature-store.ts'
import type { MediaPort, ScanModel } from './ports.ts'
import { scoreFeatures } from './score-features.ts'
import type { ScoreStore } from './score-store.ts'
import { hasScores, type ScoreOrigin } from './stored-scores.ts'

/** A file to scan; core/library found it and knows its content. */
export interface ScanTarget {
  readonly path: string
  readonly contentId: string
}

export interface ScanParts {
  readonly model: ScanModel
  readonly media: MediaPort
  readonly features: FeatureStore
  readonly scores: ScoreStore
  readonly jobs: JobQueue
  /** Where a content lies now; it may have moved since it was queued. */
  readonly pathsOf: (contentId: string) => readonly string[]
  /** Whether the file at a path is still the one that the library knows. */
  readonly isUnchanged: (path: string) => boolean
}

export interface ScanOptions {
  /** Try again what failed before. */
  readonly retry: boolean
  readonly signal: AbortSignal
  readonly emit: (event: CoreEvent) => void
}

export type ScanOutcome =
  | { readonly state: 'scanned' | 'unchanged' }
  | { readonly state: 'failed'; readonly error: WireError }

/** Kind of the jobs that scan a content. */
export const SCAN_JOB = 'scan'
const payloadSchema = z.object({
  contentId: z.string(),
  path: z.string(),
  /** Absent in jobs of before: the default model. */
  model: z.string().optional(),
  precision: z.enum(IMAGE_PRECISIONS).default('fp32'),
})
export type ScanPayload = z.infer<typeof payloadSchema>

export function scanPayload(job: Job): ScanPayload {
  return payloadSchema.parse(job.payload)
}

/**
 * Scans what has no scores yet; the outcome of each content. One job a content, in a queue that outlives this process:
 * another process may do some of them. Throws only what ends a whole scan: a full disk, a missing ffmpeg, an abort.
 */
export async function scan(
  parts: ScanParts,
  targets: readonly ScanTarget[],
  options: ScanOptions,
): Promise<ReadonlyMap<string, ScanOutcome>> {
  const { emit, signal } = options
  const contents = new Map(targets.map((target) => [target.contentId, target]))
  const outcomes = new Map<string, ScanOutcome>()
  const jobs = new Map<number, ScanTarget>()
  emit({ type: 'scan-started', files: contents.size })
  for (const target of contents.values())
    if (hasScores(parts, target.contentId, parts.model)) {
      outcomes.set(target.contentId, { state: 'unchanged' })
      emit({ type: 'scan-file-done', file: target.path, outcome: 'unchanged' })
    }
  // What a killed process left is freed first: asking for a scan is asking to try again, however often it was killed.
  parts.jobs.recover()
  const pending = [...contents.values()].filter(({ contentId }) => !outcomes.has(contentId))
  for (const { job, target } of enqueueScans(parts.jobs, pending, {
    ...options,
    model: parts.model,
  })) {
    jobs.set(job.id, target)
    // It failed in an earlier scan and stays as it is in this one.
    if (job.error) emit({ type: 'scan-file-failed', file: target.path, error: job.error })
  }
  const end = await runQueue({
    jobs: parts.jobs,
    concurrency: 1,
    handlers: { [SCAN_JOB]: (job, context) => runScanJob(parts, job, { context, emit }) },
    signal,
    only: [...jobs.keys()],
    onEvent: (event) => announce(event, emit),
  })
  if (end === 'paused')
    throw new FlagreelError('bad-argument', 'The queue of this library is paused.', {
      hint: 'Resume it with `flagreel queue resume` or in the app, then scan again.',
    })
  if (end === 'aborted') throw new FlagreelError('cancelled', 'The scan was stopped.')
  for (const [id, target] of jobs)
    outcomes.set(target.contentId, outcomeOf(parts.jobs.get(id), target))
  return outcomes
}

/** What a job is for: the origin of the scores that it is to make. */
export type ScanOrigin = Pick<
  ScoreOrigin,
  'bundle' | 'precision' | 'encoderKey' | 'detectorKey' | 'labelSetKey'
>

interface EnqueueOptions {
  readonly model: ScanOrigin
  /** Try again what failed because of the file itself. */
  readonly retry: boolean
}

/** Queues the scan of each target. In one transaction: each alone would wait for the disk. */
export function enqueueScans(
  jobs: JobQueue,
  targets: readonly ScanTarget[],
  options: EnqueueOptions,
): { readonly job: Job; readonly target: ScanTarget }[] {
  return jobs.together(() =>
    targets.map((target) => ({ job: enqueue(jobs, target, options), target })),
  )
}

/**
 * The job of a content and a model. What failed because of the file itself stays failed until it is to be tried again;
 * any other cause may be gone by now.
 */
function enqueue(jobs: JobQueue, target: ScanTarget, { model, retry }: EnqueueOptions): Job {
  const { contentId, path } = target
  const payload = { contentId, path, model: model.bundle.id, precision: model.precision }
  const { job } = jobs.enqueue({ kind: SCAN_JOB, key: scanKey(contentId, model), payload })
  // Done without scores: they were made by another version of this model's files, or removed.
  const isFileAtFault = job.error?.code === 'bad-media'
  const again = job.state === 'done' || (job.state === 'failed' && (retry || !isFileAtFault))
  return again ? jobs.retry(job.id) : job
}

/** Key of the job that makes a model's scores of a content. */
export function scanKey(contentId: string, model: ScanOrigin): string {
  const { encoderKey, detectorKey, labelSetKey } = model
  const { frames, resize, crop } = model.bundle.recipe
  const parts = [contentId, encoderKey, frames, resize, crop, detectorKey, labelSetKey]
  return createHash('sha256').update(parts.join('\n')).digest('hex')
}

/** Does one scan job with the model of `parts`. */
export async function runScanJob(
  parts: Omit<ScanParts, 'jobs'>,
  job: Job,
  { context, emit }: { readonly context: JobContext; readonly emit: (event: CoreEvent) => void },
): Promise<void> {
  const { contentId, path: queuedPath } = scanPayload(job)
  const paths = parts.pathsOf(contentId)
  // One of several copies may hold something else by now.
  const path = paths.find((copy) => parts.isUnchanged(copy)) ?? paths[0] ?? queuedPath
  const { model, media, features, scores } = parts
  await model.check()
  const { signal } = context
  const set = await extractFeatures({
    path,
    contentId,
    model,
    media,
    store: features,
    signal,
    isUnchanged: () => parts.isUnchanged(path),
    onProgress: (progress) => {
      context.progress({ done: progress.storedChunks })
      emit({ type: 'scan-progress', file: path, ...progress })
    },
  })
  const snippets = features.snippets(set.id)
  await scoreFeatures({ set, snippets, model, features, scores, signal })
}

function announce(event: JobEvent, emit: (event: CoreEvent) => void): void {
  const { path } = event.kind === 'waiting' ? { path: '' } : scanPayload(event.job)
  if (event.kind === 'done') emit({ type: 'scan-file-done', file: path, outcome: 'scanned' })
  if (event.kind === 'failed' || event.kind === 'missing')
    emit({ type: 'scan-file-failed', file: path, error: event.error })
}

function outcomeOf(job: Job | undefined, target: ScanTarget): ScanOutcome {
  if (job?.state === 'done') return { state: 'scanned' }
  return { state: 'failed', error: job?.error ?? notRun(job, target) }
}

function notRun(job: Job | undefined, { path }: ScanTarget): WireError {
  return {
    code: 'cancelled',
    message: `${path} was not scanned: its job is ${job?.state ?? 'gone'}.`,
  }
}
