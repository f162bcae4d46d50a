import { statSync } from 'node:fs'
import { join } from 'node:path'
import { createParts } from '#core/app/parts.ts'
import { LibraryStore } from '#core/library/store.ts'
import { transaction } from '#core/storage/transaction.ts'

export interface SyntheticVideo {
  readonly name: string
  readonly snippets: number
  /** Frame score of a snippet, strictly between 0 and 1. */
  readonly scoreOf: (snippet: number) => number
  /** Index of its most probable abnormal class; default 1. */
  readonly classOf?: (snippet: number) => number
  /** Default 30. */
  readonly framesPerSec?: number
  /** Units of the time base that a frame lasts; default 1. */
  readonly framePts?: number
  /** A file that is there; default one that is not, as on a drive that is away. */
  readonly path?: string
}

const FRAMES = 16
const CHUNK = 256

/**
 * A library with scored videos that were never decoded: as large as a test wants, through the same stores that a scan
 * writes with. Where they name no file, the videos are nowhere, as on a drive that is away.
 */
export async function makeSyntheticLibrary(
  libraryFolder: string,
  videos: readonly SyntheticVideo[],
): Promise<void> {
  const parts = createParts({
    libraryFolder,
    resourcesFolder: join(import.meta.dirname, '../../resources'),
    workerEntry: '',
    version: '0',
  })
  try {
    const analysis = parts.forAnalysis()
    const { bundle, origins } = await analysis.models.origins(undefined, undefined)
    const fill = {
      analysis,
      bundle,
      origin: origins[0]!,
      library: new LibraryStore(parts.database()),
    }
    transaction(parts.database(), () => {
      videos.forEach((video, index) => {
        addVideo(fill, video, index)
      })
    })
  } finally {
    await parts.close()
  }
}

type Analysis = ReturnType<ReturnType<typeof createParts>['forAnalysis']>
type Origins = Awaited<ReturnType<Analysis['models']['origins']>>

interface Fill {
  readonly analysis: Analysis
  readonly bundle: Origins['bundle']
  readonly origin: Origins['origins'][number]
  readonly library: LibraryStore
}

function addVideo(
  { analysis, bundle, origin, library }: Fill,
  video: SyntheticVideo,
  index: number,
) {
  const contentId = `synthetic-${index}`
  const path = video.path ?? join('/nowhere/footage', video.name)
  const sha = index.toString(16).padStart(64, '0')
  const found = video.path === undefined ? undefined : statSync(video.path)
  const bytes = found?.size ?? 1000
  library.addContent({ id: contentId, bytes, sampledSha256: sha }, 0)
  const fileId = library.putFile({ path, bytes, mtimeMs: found?.mtimeMs ?? 0 }, contentId, 0)
  if (!found) library.setMissing(fileId)
  const { snippets, framesPerSec = 30, framePts = 1 } = video
  const { features, scores } = analysis
  const timeBase = { num: 1, den: framesPerSec }
  const key = { contentId, encoderKey: origin.encoderKey, recipe: bundle.recipe }
  const dim = bundle.clip.embedDim
  const ptsOf = (frame: number) => frame * framePts
  const set = features.begin(key, dim, { index: 0, timeBase })
  for (let from = 0; from < snippets; from += CHUNK) {
    const count = Math.min(CHUNK, snippets - from)
    const frames = Array.from({ length: count * FRAMES }, (_, i) => from * FRAMES + i)
    features.addChunk(set.id, {
      chunkIndex: from / CHUNK,
      features: new Float32Array(count * dim),
      startPts: frames.filter((frame) => frame % FRAMES === 0).map(ptsOf),
      framePts: frames.map(ptsOf),
      keyPts: frames.filter((frame) => frame % (2 * FRAMES) === 0).map(ptsOf),
      lastFrameHash: '',
    })
  }
  const frames = snippets * FRAMES
  const done = { frames, firstPts: 0, endPts: ptsOf(frames), timeBase, warnings: [] }
  features.complete(set.id, done)
  const scoreSet = scores.begin({
    featureSetId: set.id,
    modelId: bundle.id,
    detectorKey: origin.detectorKey,
    labelSetKey: origin.labelSetKey,
    labels: bundle.labels,
    hasClassifier: true,
  })
  for (let from = 0; from < snippets; from += CHUNK)
    scores.addWindow(scoreSet.id, from / CHUNK, logitsOf(video, bundle.labels.length, from))
  scores.complete(scoreSet.id)
}

/** Logits that give the wanted scores: a logistic of the first branch, a softmax over the classes of the second. */
function logitsOf({ snippets, scoreOf, classOf }: SyntheticVideo, classes: number, from: number) {
  const count = Math.min(CHUNK, snippets - from)
  const logits1 = new Float32Array(count)
  const logits2 = new Float32Array(count * classes)
  for (let i = 0; i < count; i++) {
    const score = scoreOf(from + i)
    logits1[i] = Math.log(score / (1 - score))
    logits2[i * classes + (classOf?.(from + i) ?? 1)] = logits1[i]! + Math.log(classes - 1)
  }
  return { logits1, logits2, classes }
}
