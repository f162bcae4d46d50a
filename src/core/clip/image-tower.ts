/**
 * CLIP's image tower, a vision transformer.
 * Dosovitskiy et al. 2021, An Image is Worth 16x16 Words, equations 1 to 4, with CLIP's extra norm before the blocks;
 * Radford et al. 2021, section 2.4.
 * Shapes: n images of R×R pixels, patches of P, grid G = R / P, width W, features of D.
 */
import type { ClipDims, ImagePrecision } from '#contract/bundle.ts'
import { Graph, type Value } from '#core/nn/onnx/graph.ts'
import {
  add,
  cast,
  concat,
  conv,
  div,
  expand,
  matMul,
  reshape,
  squeeze,
  sub,
  transpose,
} from '#core/nn/onnx/ops.ts'
import { float32 } from '#core/nn/tensor/tensor.ts'
import { inType, layerNorm, linear, param } from './layers.ts'
import { quantisedLinear } from './quantised-linear.ts'
import { transformer } from './transformer.ts'
import type { Weights } from './weights.ts'

/** `uint8-nhwc`: RGB as decoded [n, R, R, 3]. `float32-nchw`: already normalised [n, 3, R, R]. */
type PixelInput = 'uint8-nhwc' | 'float32-nchw'

export interface ImageEncoderOptions {
  readonly input: PixelInput
  /** `int8`: the linear layers of the blocks in 8 bits. `fp16`: all weights and activations but norms and softmax. */
  readonly precision?: ImagePrecision
}

/** Mean and deviation of RGB in [0, 1] over CLIP's training images. */
const MEAN = [0.48145466, 0.4578275, 0.40821073]
const DEVIATION = [0.26862954, 0.26130258, 0.27577711]

/**
 * `weights` at CLIP's root. Input `pixels`, output `features` float32 [n, D], not of unit length. The features of an
 * image do not depend on the others of its batch.
 */
export function buildImageEncoder(
  weights: Weights,
  dims: ClipDims,
  { input, precision = 'fp32' }: ImageEncoderOptions,
): Graph {
  const graph = new Graph('image-encoder')
  const images = graph.scope('pixels', () => imageInput(graph, dims.imageResolution, input)) // [n, 3, R, R]
  const typed = inType(images, precision === 'fp16' ? 'float16' : 'float32')
  const features = graph.scope('visual', () =>
    imageTower(typed, weights.within('visual'), { dims, precision }),
  )
  graph.output('features', inType(features, 'float32'))
  return graph
}

function imageInput(graph: Graph, R: number, input: PixelInput): Value {
  return input === 'float32-nchw'
    ? graph.input('pixels', 'float32', ['n', 3, R, R])
    : normalisePixels(graph.input('pixels', 'uint8', ['n', R, R, 3]))
}

/** RGB as decoded, uint8 [n, R, R, 3] → [n, 3, R, R] */
export function normalisePixels(pixels: Value): Value {
  const { graph } = pixels
  const rgb = cast(pixels, 'float32')
  const mean = graph.constant(float32([3], MEAN))
  const deviation = graph.constant(float32([3], DEVIATION))
  return transpose(div(sub(div(rgb, 255), mean), deviation), [0, 3, 1, 2])
}

/** `weights` within `visual`. Normalised images [n, 3, R, R] → features [n, D] */
export function imageTower(
  images: Value,
  weights: Weights,
  { dims, precision }: { readonly dims: ClipDims; readonly precision: ImagePrecision },
): Value {
  const { visionWidth: W, embedDim: D } = dims
  const patches = images.graph.scope('patches', () => embedPatches(images, weights, dims)) // [n, 1 + G², W]
  const classToken = transformer(
    layerNorm(patches, weights.within('ln_pre')),
    weights.within('transformer'),
    {
      layers: dims.visionLayers,
      heads: dims.visionHeads,
      linear: precision === 'int8' ? quantisedLinear : linear,
      output: 'first',
    },
  ) // [n, 1, W]
  const normed = layerNorm(squeeze(classToken, [1]), weights.within('ln_post')) // [n, W]
  return matMul(normed, param(normed, weights.get('proj', [W, D]))) // [n, D]
}

/** Patches in rows, behind the class token, with their positions. [n, 3, R, R] → [n, 1 + G², W] */
function embedPatches(images: Value, weights: Weights, dims: ClipDims): Value {
  const { visionWidth: W, patchSize: P } = dims
  const cells = (dims.imageResolution / P) ** 2
  const kernel = param(images, weights.get('conv1.weight', [W, 3, P, P]))
  const grid = conv(images, kernel, { strides: [P, P] }) // [n, W, G, G]
  const patches = transpose(reshape(grid, [0, W, cells]), [0, 2, 1]) // [n, G², W]
  const classToken = param(images, weights.get('class_embedding', [W])) // [W]
  const classTokens = expand(classToken, [images.shape[0]!, 1, W]) // [n, 1, W]
  const positions = param(images, weights.get('positional_embedding', [cells + 1, W])) // [1 + G², W]
  return add(concat([classTokens, patches], 1), positions)
}
