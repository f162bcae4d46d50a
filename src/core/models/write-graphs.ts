import { buildImageEncoder } from '#core/clip/image-tower.ts'
import { buildTextEncoder } from '#core/clip/text-tower.ts'
import type { Weights } from '#core/clip/weights.ts'
import { writeModels } from '#core/nn/onnx/write-model.ts'
import { buildDetector } from '#core/vadclip/detector.ts'
import { BUNDLE_FILES } from './bundle-files.ts'
import type { ImportPlan } from './import-plan.ts'

interface WriteGraphsOptions {
  readonly plan: ImportPlan
  readonly weights: Weights
  readonly signal: AbortSignal
  readonly onProgress: (step: string, fraction: number) => void
}

/** The graphs of a bundle, each tower with its weights in a file of its own, so that a new detector keeps the encoder. */
export async function writeGraphs(folder: string, options: WriteGraphsOptions): Promise<void> {
  const { plan, weights, signal, onProgress } = options
  const clip = plan.clipPrefix === '' ? weights : weights.within(plan.clipPrefix.slice(0, -1))
  onProgress('image tower', 0)
  await writeModels(folder, {
    weightsFile: BUNDLE_FILES.imageWeights,
    graphs: [
      {
        file: BUNDLE_FILES.imageEncoder,
        graph: buildImageEncoder(clip, plan.clip, { input: 'uint8-nhwc' }),
      },
      {
        file: BUNDLE_FILES.imageEncoderFloat,
        graph: buildImageEncoder(clip, plan.clip, { input: 'float32-nchw' }),
      },
    ],
  })
  signal.throwIfAborted()
  onProgress('text tower', 0.5)
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
