import { resolve, sep } from 'node:path'
import type { MethodArguments } from '#contract/api.ts'
import { type Bundle, SNIPPET_FRAMES } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { Evaluation } from '#contract/evaluation.ts'
import type { Handlers } from '#contract/handlers.ts'
import { type SnippetLogits, type SnippetScores, scoresOf } from '#contract/scores.ts'
import { type ListedFeatures, readFeatureList, some } from '#core/dataset/feature-list.ts'
import { classesNamed } from '#core/dataset/label-names.ts'
import { readFeatures } from '#core/dataset/read-features.ts'
import { type EvaluatedVideo, evaluateVideos } from './evaluate-videos.ts'
import { type GroundTruth, readGroundTruth, type TrueVideo } from './ground-truth.ts'
import { compareWithPaper } from './paper-rows.ts'
import {
  assertLabels,
  byFeatureName,
  namesClasses,
  trueSegments,
  UNFINISHED_SNIPPET,
} from './true-segments.ts'

/** What measuring needs of the other parts; core/app supplies it. */
export interface EvaluationParts {
  open(id: string | undefined): Promise<EvaluatedModel>
  /** Every video of the library with scores of the model. */
  scored(id: string | undefined): Promise<readonly ScoredVideo[]>
}

export interface EvaluatedModel {
  readonly bundle: Bundle
  readonly reference: Evaluation['model']
  /** Videos at a time that keep the device busy. */
  readonly parallel: number
  /** All snippets of a video: features [n·D] → logits of n rows. */
  detectAll(features: Float32Array, signal: AbortSignal): Promise<SnippetLogits>
}

export interface ScoredVideo {
  readonly path: string
  readonly frames: number
  scores(): SnippetScores
}

interface Measuring {
  readonly model: EvaluatedModel
  readonly truth: GroundTruth
  readonly signal: AbortSignal
  onProgress(done: number, of: number): void
}

export function evaluationMethods(parts: EvaluationParts): Pick<Handlers, 'evaluate.run'> {
  return {
    async 'evaluate.run'(input, { signal, emit }) {
      const model = await parts.open(input.model)
      const truth = await readGroundTruth(input.groundTruth, input.format)
      assertLabels(truth, model.bundle)
      const onProgress = (done: number, of: number) => emit({ type: 'evaluate-progress', done, of })
      const measuring = { model, truth, signal, onProgress }
      const videos = await (input.features === undefined
        ? libraryVideos(await parts.scored(input.model), measuring)
        : listedVideos(input.features, input.root, measuring))
      return evaluationOf(videos, measuring, input)
    },
  }
}

function evaluationOf(
  videos: readonly EvaluatedVideo[],
  { model, truth }: Measuring,
  { releasedQuirks = truth.format !== 'csv' }: MethodArguments<'evaluate.run'>,
): Evaluation {
  const { bundle, reference } = model
  const labels = bundle.labels.map(({ id }) => id)
  const measured = evaluateVideos(videos, labels, { releasedQuirks })
  return {
    model: reference,
    groundTruth: { file: truth.file, format: truth.format },
    frameScore: bundle.frameScore,
    ...measured,
    paper: compareWithPaper(bundle, measured) ?? null,
  }
}

async function listedVideos(
  list: string,
  root: string | undefined,
  measuring: Measuring,
): Promise<EvaluatedVideo[]> {
  const { model, truth } = measuring
  const rows = await readFeatureList(list, root)
  const videoOf = byFeatureName(truth)
  const found = rows.map((row) => ({ row, video: videoOf(row.path) }))
  for (const { row, video } of found) assertLabelFits(list, row, { video, model })
  assertOneEach(list, found)
  const known = new Set(found.flatMap(({ video }) => video ?? []))
  const missing = truth.videos.filter((video) => video.segments.length > 0 && !known.has(video))
  if (missing.length > 0)
    throw new FlagreelError(
      'bad-argument',
      `${missing.length} of ${truth.videos.length} videos of ${truth.file} are not in ${list}: ${some(missing.map(({ name }) => name))}.`,
      {
        hint: 'A list and a ground truth belong together: leave out of both what has no features.',
      },
    )
  assertBothKinds(list, found)
  // All of them are read and held against the truth before hours are spent on the first.
  for (const { row, video } of found) await inputOf(row, video, measuring)
  let done = 0
  return inGroups(found, model.parallel, async (one) => {
    const detected = await detectVideo(one, measuring)
    measuring.onProgress(++done, found.length)
    return detected
  })
}

/** What a list calls a video, and what the ground truth says of it, are the same thing or one of them is not of this set. */
function assertLabelFits(
  list: string,
  { label, line }: ListedFeatures,
  { video, model }: { readonly video: TrueVideo | undefined; readonly model: EvaluatedModel },
): void {
  const { bundle } = model
  const classes = classesNamed(label, bundle.labels)
  if (classes.length === 0 && namesClasses(bundle))
    throw new FlagreelError(
      'bad-argument',
      `${list}, line ${line}: the model ${bundle.id} has no class "${label}".`,
      { hint: `Its labels: ${bundle.labels.map(({ id }) => id).join(', ')}.` },
    )
  const [isNormal, hasSegments] = [classes.join() === '0', (video?.segments.length ?? 0) > 0]
  if (isNormal !== hasSegments) return
  const [says, does] = isNormal ? ['normal', 'has segments'] : [`"${label}"`, 'has no segment']
  throw new FlagreelError(
    'bad-argument',
    `${list}, line ${line}, says ${says}, but the ground truth ${does} of that video.`,
    { hint: 'Videos are found by their names; compare those of the list and the ground truth.' },
  )
}

interface FoundRow {
  readonly row: ListedFeatures
  readonly video: TrueVideo | undefined
}

/** Throws `bad-argument` for two rows of one video, such as two of its crops: it would count twice. */
function assertOneEach(list: string, found: readonly FoundRow[]): void {
  const lines = new Map<TrueVideo, number>()
  for (const { row, video } of found) {
    if (video === undefined) continue
    const other = lines.get(video)
    if (other !== undefined)
      throw new FlagreelError(
        'bad-argument',
        `${list} lists ${video.name} twice, in the lines ${other} and ${row.line}.`,
        { hint: 'List one crop a video; the authors take 5 of UCF-Crime and 0 of XD-Violence.' },
      )
    lines.set(video, row.line)
  }
}

function assertBothKinds(list: string, found: readonly FoundRow[]): void {
  if (found.some(({ video }) => (video?.segments.length ?? 0) > 0)) return
  throw new FlagreelError(
    'bad-argument',
    `All frames are normal in the videos of ${list}: AUC and AP need frames of both kinds.`,
    { hint: 'List abnormal videos too, with their segments in the ground truth.' },
  )
}

/** What a listed video is measured by, without any inference. */
async function inputOf(
  { path }: ListedFeatures,
  video: TrueVideo | undefined,
  { model: { bundle }, truth }: Measuring,
) {
  const features = await readFeatures(path, bundle.clip.embedDim)
  const frames = (features.length / bundle.clip.embedDim) * SNIPPET_FRAMES
  const scored = { name: path, frames, tolerance: UNFINISHED_SNIPPET }
  return { features, frames, segments: trueSegments(truth, video, { scored, bundle }) }
}

async function detectVideo(
  { row, video }: FoundRow,
  measuring: Measuring,
): Promise<EvaluatedVideo> {
  const { model, signal } = measuring
  const { features, frames, segments } = await inputOf(row, video, measuring)
  const scores = scoresOf(await model.detectAll(features, signal))
  return { ...branchesOf(scores, model.bundle), frames, segments }
}

/** A detector of one branch has only one score to be measured by. */
function branchesOf({ prob1, prob2, classProbabilities }: SnippetScores, bundle: Bundle) {
  return namesClasses(bundle)
    ? { prob1, prob2, classProbabilities }
    : { prob1, prob2: undefined, classProbabilities: undefined }
}

function libraryVideos(
  scored: readonly ScoredVideo[],
  { model, truth }: Measuring,
): EvaluatedVideo[] {
  const { bundle } = model
  if (scored.length === 0)
    throw new FlagreelError('not-found', `The library has no scores of ${bundle.id}.`, {
      hint: 'Scan videos first, or give --features for a list of features.',
    })
  const truths = new Map(truth.videos.map((video) => [pathOf(video, scored), video]))
  if (truths.size < truth.videos.length)
    throw new FlagreelError(
      'bad-argument',
      `${truth.file} names a video of the library in two ways.`,
      { hint: 'Write its path or its name the same way in each row.' },
    )
  return scored.map((video) => {
    const { path: name, frames } = video
    const segments = trueSegments(truth, truths.get(name), { scored: { name, frames }, bundle })
    return { ...branchesOf(video.scores(), bundle), frames, segments }
  })
}

/** A ground truth may name a video by the end of its path. */
function pathOf({ name, line }: TrueVideo, scored: readonly ScoredVideo[]): string {
  const ending = sep + name.replaceAll('/', sep)
  const found = scored.filter(({ path }) => path === resolve(name) || path.endsWith(ending))
  const [first, ...others] = found
  if (first && others.length === 0) return first.path
  throw new FlagreelError(
    'not-found',
    first
      ? `${name} (line ${line} of the ground truth) fits ${found.length} videos of the library: ${some(found.map(({ path }) => path))}.`
      : `${name} (line ${line} of the ground truth) is no video of the library with scores of this model.`,
    { hint: first ? 'Write more of its path.' : 'Scan it first, or leave its rows out.' },
  )
}

async function inGroups<Item, Result>(
  items: readonly Item[],
  size: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (let i = 0; i < items.length; i += size)
    results.push(...(await Promise.all(items.slice(i, i + size).map(work))))
  return results
}
