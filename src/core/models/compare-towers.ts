import type { ImagePrecision } from '#contract/bundle.ts'
import type { InferencePool } from '#core/nn/session/inference-pool.ts'
import type { Tensor } from '#core/nn/tensor/tensor.ts'
import type { BundleFolder } from './bundle-files.ts'
import { encodeInBatches } from './image-batches.ts'
import { LoadedModel } from './loaded-model.ts'
import { rowCosines } from './row-cosines.ts'

interface Towers {
  readonly opened: BundleFolder
  readonly pool: InferencePool
  readonly signal: AbortSignal
}

/** The lowest cosine between the features of the images in one precision and in fp32. */
export async function cosineWithFp32(
  precision: ImagePrecision,
  images: Tensor,
  { opened, pool, signal }: Towers,
): Promise<number> {
  const features = (as: ImagePrecision) =>
    encodeInBatches(new LoadedModel(opened, pool, as), images, signal)
  const [exact, other] = await Promise.all([features('fp32'), features(precision)])
  const { embedDim } = opened.bundle.clip
  const batches = exact.map((batch, i) => Math.min(...rowCosines(batch, other[i]!, embedDim)))
  return Math.min(...batches)
}
