import { elementCount, type Tensor, tensor } from '#core/nn/tensor/tensor.ts'
import type { LoadedModel } from './loaded-model.ts'

const IMAGES_PER_CALL = 4

/** Images in small batches, for the inference processes to share: [n, …] → features [n·D], a part a batch. */
export function encodeInBatches(
  model: LoadedModel,
  images: Tensor,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  return Promise.all(imageBatches(images).map((batch) => model.encodeImages(batch, signal)))
}

/** The first images of many. What are no images stays whole, for the error of running them. */
export function firstImages(images: Tensor, count: number): Tensor {
  const [all = 0, ...image] = images.shape
  return image.length === 3 && all > count ? slice(images, 0, count) : images
}

function imageBatches(images: Tensor): Tensor[] {
  const [count = 0, ...image] = images.shape
  if (image.length !== 3 || count <= IMAGES_PER_CALL) return [images]
  return Array.from({ length: Math.ceil(count / IMAGES_PER_CALL) }, (_, i) =>
    slice(images, i * IMAGES_PER_CALL, Math.min(count, (i + 1) * IMAGES_PER_CALL)),
  )
}

function slice(images: Tensor, from: number, to: number): Tensor {
  const [, ...image] = images.shape
  const size = elementCount(image)
  return tensor(images.dtype, [to - from, ...image], images.data.slice(from * size, to * size))
}
