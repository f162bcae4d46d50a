import { createHash } from 'node:crypto'
import type { Bundle, ImagePrecision } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { joinFloats, type SnippetLogits } from '#contract/scores.ts'
import type { InferencePool } from '#core/nn/session/inference-pool.ts'
import { readNpy } from '#core/nn/tensor/npy.ts'
import { float32, type Tensor, tensor } from '#core/nn/tensor/tensor.ts'
import { paddedWindow, windowsOf } from '#core/vadclip/windows.ts'
import { zeroShotLogits } from '#core/vadclip/zero-shot.ts'
import {
  BUNDLE_FILES,
  type BundleFolder,
  encoderKeyOf,
  imageTowerOf,
  keyOfFiles,
  openBundleFiles,
  vocabularyOf,
} from './bundle-files.ts'
import { checkGraph } from './check-graph.ts'
import { embedPrompts, type Prompt } from './embed-prompts.ts'

/** Runs the parts of one bundle. A part's files are checked, hashes and graph, before its first run. */
export class LoadedModel {
  readonly bundle: Bundle
  /** Of the image tower. */
  readonly precision: ImagePrecision
  readonly #opened: BundleFolder
  readonly #pool: InferencePool
  readonly #checked = new Map<string, Promise<string>>()
  #classEmbeddings: Promise<Tensor> | undefined

  constructor(opened: BundleFolder, pool: InferencePool, precision: ImagePrecision = 'fp32') {
    this.bundle = opened.bundle
    this.precision = precision
    this.#opened = opened
    this.#pool = pool
  }

  /** What a feature depends on. */
  get encoderKey(): string {
    return encoderKeyOf(this.#opened, this.precision)
  }

  /** What a score depends on beside the features and the label set. */
  get detectorKey(): string {
    const { kind } = this.bundle
    if (kind === 'zero-shot') return kind
    return keyOfFiles(this.bundle, [BUNDLE_FILES.detector, BUNDLE_FILES.detectorWeights])
  }

  /** The ids too: the same embeddings may have other names in another model. */
  get labelSetKey(): string {
    const embeddings = keyOfFiles(this.bundle, [BUNDLE_FILES.classEmbeddings])
    const ids = this.bundle.labels.map(({ id }) => id)
    return createHash('sha256')
      .update(JSON.stringify([embeddings, ids]))
      .digest('hex')
  }

  /** Checks every part that a scan runs. Throws `bad-bundle`. */
  async check(): Promise<void> {
    const { bytes, weights } = imageTowerOf(this.#opened, this.precision)
    await this.#graph(bytes, weights)
    await this.classEmbeddings()
    if (this.bundle.detector) await this.#graph(BUNDLE_FILES.detector, BUNDLE_FILES.detectorWeights)
  }

  /** Images → features [n·D]: uint8 [n, R, R, 3] as decoded, or float32 [n, 3, R, R] already normalised. */
  async encodeImages(pixels: Tensor, signal: AbortSignal): Promise<Float32Array> {
    const { bytes, floats, weights } = imageTowerOf(this.#opened, this.precision)
    const graph = await this.#graph(pixels.dtype === 'uint8' ? bytes : floats, weights)
    return floatsOf(await this.#pool.run(graph, { pixels }, { signal }), 'features')
  }

  /** RGB frames of the tower's resolution, [n·R·R·3] → features [n·D] */
  encode(frames: Uint8Array, signal: AbortSignal): Promise<Float32Array> {
    return this.encodeImages(rgbImages(frames, this.bundle.clip.imageResolution), signal)
  }

  /** Class embeddings [C, D] of any prompts. */
  embed(prompts: readonly string[], signal: AbortSignal): Promise<Tensor> {
    return this.#embed(
      prompts.map((prompt) => ({ id: prompt, prompt })),
      signal,
    )
  }

  /** Those of the bundle's own labels, computed anew. */
  embedLabels(signal: AbortSignal): Promise<Tensor> {
    return this.#embed(this.bundle.labels, signal)
  }

  async #embed(prompts: readonly Prompt[], signal: AbortSignal): Promise<Tensor> {
    const { clip, detector } = this.bundle
    const textEncoder = await this.#graph(BUNDLE_FILES.textEncoder, BUNDLE_FILES.textWeights)
    const vocabulary = await vocabularyOf(this.#opened)
    const source = { textEncoder, clip, detector, ...(vocabulary ? { vocabulary } : {}) }
    return embedPrompts(source, prompts, { pool: this.#pool, signal })
  }

  /** One detector window, [length·D] → the logits of its rows. */
  async detect(features: Float32Array, signal: AbortSignal): Promise<SnippetLogits> {
    const { detector, clip, labels } = this.bundle
    const embeddings = await this.classEmbeddings()
    const classes = labels.length
    if (!detector) {
      const vectors = embeddings.data as Float32Array
      const logits2 = zeroShotLogits(features, vectors, { width: clip.embedDim })
      return { logits1: undefined, logits2, classes }
    }
    const { visualLength: T, visualWidth: width } = detector
    const length = features.length / width
    const feeds = {
      features: float32([1, T, width], paddedWindow(features, { start: 0, length }, { T, width })),
      lengths: tensor('int64', [1], BigInt64Array.of(BigInt(length))),
      class_embeddings: embeddings,
    }
    const graph = await this.#graph(BUNDLE_FILES.detector, BUNDLE_FILES.detectorWeights)
    const outputs = await this.#pool.run(graph, feeds, { signal })
    return {
      // A detector without a classifier branch has none.
      logits1: outputs.logits1 && floatsOf(outputs, 'logits1').slice(0, length),
      logits2: floatsOf(outputs, 'logits2').slice(0, length * classes),
      classes,
    }
  }

  /** All snippets of a video, window by window: features [n·D] → logits of n rows. */
  async detectAll(features: Float32Array, signal: AbortSignal): Promise<SnippetLogits> {
    const { detector, clip } = this.bundle
    const snippets = features.length / clip.embedDim
    const rows = (start: number, length: number) =>
      features.subarray(start * clip.embedDim, (start + length) * clip.embedDim)
    const parts: SnippetLogits[] = []
    for (const { start, length } of windowsOf(snippets, detector?.visualLength ?? snippets))
      parts.push(await this.detect(rows(start, length), signal))
    return joinLogits(parts, this.bundle.labels.length)
  }

  /** The bundle's own, [C, D] float32; checked on first use. */
  classEmbeddings(): Promise<Tensor> {
    this.#classEmbeddings ??= this.#readClassEmbeddings()
    return this.#classEmbeddings
  }

  async #readClassEmbeddings(): Promise<Tensor> {
    const [path] = await openBundleFiles(this.#opened, [BUNDLE_FILES.classEmbeddings])
    const embeddings = await readNpy(path as string)
    const { labels, clip, id } = this.bundle
    const expected = `${labels.length},${clip.embedDim}`
    if (embeddings.dtype === 'float32' && embeddings.shape.join() === expected) return embeddings
    throw new FlagreelError(
      'bad-bundle',
      `The model ${id} has class embeddings of shape [${embeddings.shape}] ${embeddings.dtype}, expected [${expected}] float32.`,
    )
  }

  /** The path of a graph, once its files and its shapes have been checked. */
  #graph(file: string, weights: string): Promise<string> {
    let checked = this.#checked.get(file)
    if (checked === undefined) {
      checked = this.#check(file, weights)
      this.#checked.set(file, checked)
    }
    return checked
  }

  async #check(file: string, weights: string): Promise<string> {
    const [path] = await openBundleFiles(this.#opened, [file, weights])
    await checkGraph(path as string, this.bundle)
    return path as string
  }
}

/** RGB frames, [n·side·side·3] → the image tower's input */
export function rgbImages(frames: Uint8Array, side: number): Tensor {
  return tensor('uint8', [frames.length / (side * side * 3), side, side, 3], frames)
}

/** An output that `checkGraph` has found to be there, and float32. */
function floatsOf(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  return outputs[name]!.data as Float32Array
}

function joinLogits(parts: readonly SnippetLogits[], classes: number): SnippetLogits {
  const logits1 = parts.flatMap((part) => part.logits1 ?? [])
  return {
    logits1: logits1.length === parts.length && parts.length > 0 ? joinFloats(logits1) : undefined,
    logits2: joinFloats(parts.map((part) => part.logits2)),
    classes,
  }
}
