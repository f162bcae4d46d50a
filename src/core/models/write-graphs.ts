import type { ClipDims, ImagePrecision } from '#contract/bundle.ts'
import { buildImageEncoder } from '#core/clip/image-tower.ts'
import { buildTextEncoder } from '#core/clip/text-tower.ts'
import type { Weights } from '#core/clip/weights.ts'
import { writeModels } from '#core/nn/onnx/write-model.ts'
import { buildDetector } from '#core/vadclip/detector.ts'
import { BUNDLE_FILES, IMAGE_TOWERS } from './bundle-files.ts'
import type { ImportPlan } from './import-plan.ts'

interface WriteGraphsOptions {
  readonly plan: ImportPlan
  readonly weights: Weights
  readonly precisions: readonly ImagePrecision[]
  readonly signal: AbortSignal
  readonly onProgress: (step: string, fraction: number) => void
}

/** The graphs of a bundle, each tower with its weights in a file of its own, so that a new detector keeps the encoder. */
export async function writeGraphs(folder: string, options: WriteGraphsOptions): Promise<void> {
  const { plan, weights, signal, onProgress } = options
  const clip = plan.clipPrefix === '' ? weights : weights.within(plan.clipPrefix.slice(0, -1))
  for (const [i, precision] of options.precisions.entries()) {
    onProgress(`image tower in ${precision}`, (0.6 * i) / options.precisions.length)
    await writeImageTower(folder, { clip, dims: plan.clip, precision })
    signal.throwIfAborted()
  }
  onProgress('text tower', 0.6)
  const prompt = plan.detector ? { learnedPrompt: weights } : {}
  await writeModels(folder, {
    weightsFile: BUNDLE_FILES.textWeights,
    graphs: [
      {
        file: BUNDLE_FILES.textEncoder,
        graph: buildTextEncoder(clip, plan.clip, prompt),
      },
    ],
  })
  if (!plan.detector) return
  signal.throwIfAborted()
  onProgress('detector', 0.8)
  await writeModels(folder, {
    weightsFile: BUNDLE_FILES.detectorWeights,
    graphs: [
      {
        file: BUNDLE_FILES.detector,
        graph: buildDetector(weights, plan.detector),
      },
    ],
  })
}

interface ImageTower {
  /** At CLIP's root. */
  readonly clip: Weights
  readonly dims: ClipDims
  readonly precision: ImagePrecision
}

function writeImageTower(folder: string, { clip, dims, precision }: ImageTower): Promise<void> {
  const { bytes, floats, weights } = IMAGE_TOWERS[precision]
  const graph = (input: 'uint8-nhwc' | 'float32-nchw') =>
    buildImageEncoder(clip, dims, { input, precision })
  return writeModels(folder, {
    weightsFile: weights,
    graphs: [
      { file: bytes, graph: graph('uint8-nhwc') },
      { file: floats, graph: graph('float32-nchw') },
    ],
  })
}
