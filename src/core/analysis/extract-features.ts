import { FlagreelError } from '#contract/errors.ts'
import { cropFrame, cropRects } from '#core/clip/crops.ts'
import type { DecodedSnippet } from '#core/media/decode-run.ts'
import type { MediaInfo } from '#core/media/probe-report.ts'
import { hashSnippet } from '#core/media/resume.ts'
import type { SnippetStream } from '#core/media/snippet-stream.ts'
import { CHUNK_SNIPPETS, type FeatureSet, type FeatureStore } from './feature-store.ts'
import { mapOrdered } from './map-ordered.ts'
import type { MediaPort, ScanModel } from './ports.ts'

interface Extraction {
  readonly path: string
  readonly contentId: string
  readonly model: ScanModel
  readonly media: MediaPort
  readonly store: FeatureStore
  readonly signal: AbortSignal
  /** Whether the file is still the one whose content was identified. */
  readonly isUnchanged: () => boolean
  readonly onProgress: (progress: ExtractionProgress) => void
}

export interface ExtractionProgress {
  /** Seconds of the video that have features, those of an earlier run included. */
  readonly doneSec: number
  readonly totalSec: number | undefined
  /** Snippets encoded in this run. */
  readonly snippets: number
  /** Chunks that a kill cannot take away any more. */
  readonly storedChunks: number
}

interface EncodedSnippet {
  readonly snippet: DecodedSnippet
  /** [D] */
  readonly feature: Float32Array
}

/**
 * Features of a whole video, from where an earlier run stopped. Each full chunk is stored as soon as it is there, so a
 * kill at any moment costs at most one chunk.
 */
export async function extractFeatures(work: Extraction): Promise<FeatureSet> {
  const { path, contentId, model, media, store, signal } = work
  const key = { contentId, encoderKey: model.encoderKey, recipe: model.bundle.recipe }
  const known = store.find(key)
  if (known?.isComplete) return known
  const info = await media.probe(path, signal)
  const set = known ?? store.begin(key, model.bundle.clip.embedDim, info.video)
  const from = store.lastSnippet(set.id)
  const { recipe, clip } = model.bundle
  const options = { recipe, resolution: clip.imageResolution, signal }
  const stream = media.decode(info, from ? { ...options, from } : options)
  const changed = () => {
    store.discard(set.id)
    return new FlagreelError('unreadable', `${path} was changed while it was being scanned.`, {
      hint: 'Scan it again when nothing writes to it any more.',
    })
  }
  try {
    await storeChunks(work, { set, info, stream, nextChunk: from ? from.chunkIndex + 1 : 0 })
  } catch (error) {
    // What cannot be decoded half-way is another file's end.
    if (error instanceof FlagreelError && error.code === 'bad-media' && !work.isUnchanged())
      throw changed()
    throw error
  }
  const summary = await stream.summary()
  if (!work.isUnchanged()) throw changed()
  if (summary.frames === 0)
    throw new FlagreelError('bad-media', `${path} has a video stream without a single frame.`)
  // After a resume the decoder has not seen the first frame; the first stored snippet has.
  store.complete(set.id, { ...summary, firstPts: store.startPts(set.id)[0] ?? summary.firstPts })
  return store.find(key) as FeatureSet
}

interface ChunkWork {
  readonly set: FeatureSet
  readonly info: MediaInfo
  readonly stream: SnippetStream
  readonly nextChunk: number
}

async function storeChunks(work: Extraction, { set, info, stream, nextChunk }: ChunkWork) {
  const { model, store, signal } = work
  let chunkIndex = nextChunk
  let pending: EncodedSnippet[] = []
  let encoded = 0
  const flush = () => {
    if (pending.length === 0) return
    store.addChunk(set.id, chunkOf(chunkIndex, pending, set.dim))
    chunkIndex++
    pending = []
  }
  const batches = mapOrdered(batched(stream, model.batch), model.parallel, (batch) =>
    encodeBatch(batch, model, signal),
  )
  for await (const batch of batches) {
    pending.push(...batch)
    encoded += batch.length
    if (pending.length >= CHUNK_SNIPPETS) flush()
    const end = (batch.at(-1) as EncodedSnippet).snippet.startPts
    work.onProgress({ ...progressOf(info, end), snippets: encoded, storedChunks: chunkIndex })
  }
  flush()
}

function chunkOf(chunkIndex: number, snippets: readonly EncodedSnippet[], dim: number) {
  const features = new Float32Array(snippets.length * dim)
  snippets.forEach(({ feature }, i) => {
    features.set(feature, i * dim)
  })
  const last = snippets.at(-1) as EncodedSnippet
  const startPts = snippets.map(({ snippet }) => snippet.startPts)
  const framePts = snippets.flatMap(({ snippet }) => snippet.framePts)
  const keyPts = snippets.flatMap(({ snippet }) => snippet.keyPts)
  return {
    chunkIndex,
    features,
    startPts,
    framePts,
    keyPts,
    lastFrameHash: hashSnippet(last.snippet),
  }
}

/** Groups that end where a chunk ends: a resumed scan then makes the same groups as an undisturbed one. */
async function* batched(
  stream: AsyncIterable<DecodedSnippet>,
  size: number,
): AsyncGenerator<DecodedSnippet[]> {
  let batch: DecodedSnippet[] = []
  for await (const snippet of stream) {
    batch.push(snippet)
    if ((snippet.index + 1) % size === 0) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

/** One call of the image tower: all frames and crops of a few snippets. */
async function encodeBatch(
  batch: readonly DecodedSnippet[],
  model: ScanModel,
  signal: AbortSignal,
): Promise<EncodedSnippet[]> {
  const { recipe, clip } = model.bundle
  const options = { resolution: clip.imageResolution, crop: recipe.crop }
  const crops = batch.map((snippet) =>
    snippet.frames.map((frame) => cropFrame(frame, cropRects(frame.width, frame.height, options))),
  )
  const imageBytes = clip.imageResolution ** 2 * 3
  const features = await model.encode(Buffer.concat(crops.flat()), signal)
  let row = 0
  return batch.map((snippet, i) => {
    const count = sizeOf(crops[i]!) / imageBytes
    const feature = meanOfRows(features.subarray(row * clip.embedDim), count, clip.embedDim)
    row += count
    return { snippet, feature }
  })
}

function sizeOf(images: readonly Uint8Array[]): number {
  return images.reduce((sum, image) => sum + image.length, 0)
}

/** [count·D] → [D] */
function meanOfRows(rows: Float32Array, count: number, dim: number): Float32Array {
  return Float32Array.from({ length: dim }, (_, d) => {
    let sum = 0
    for (let i = 0; i < count; i++) sum += rows[i * dim + d]!
    return sum / count
  })
}

function progressOf(
  info: MediaInfo,
  pts: number,
): { doneSec: number; totalSec: number | undefined } {
  const { timeBase, startPts } = info.video
  const doneSec = ((pts - (startPts ?? 0)) * timeBase.num) / timeBase.den
  return { doneSec: Math.max(0, doneSec), totalSec: info.durationSec }
}
