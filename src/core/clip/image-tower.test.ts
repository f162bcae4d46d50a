import { describe, expect, it } from 'vitest'
import type { Checkpoint } from '#core/nn/checkpoint/checkpoint.ts'
import { float32, tensor } from '#core/nn/tensor/tensor.ts'
import { expectClose, rowCosines, valuesOf } from '#test/support/close.ts'
import { goldenArray } from '#test/support/goldens.ts'
import { graphRunner } from '#test/support/graph-runner.ts'
import { openTinyModel } from '#test/support/tiny-model.ts'
import { clipDimsOf } from './config.ts'
import { buildImageEncoder } from './image-tower.ts'
import { weightsOf } from './weights.ts'

const runner = graphRunner()
const model = await openTinyModel('tiny-ucf')
const images = goldenArray('tiny-ucf/images.npy')
const reference = goldenArray('tiny-ucf/image_features.npy')
const pixels = float32(images.shape, images.data)
const { embedDim: D, imageResolution: R } = model.clip
const imageSize = 3 * R * R
const float = { input: 'float32-nchw' } as const

describe('the image tower', () => {
  it('makes the same features of 8-bit pixels as of the normalised ones', async () => {
    const rgb = Uint8Array.from({ length: 2 * imageSize }, (_, i) => (i * 37 + (i >> 5)) % 256)
    const mean = [0.48145466, 0.4578275, 0.40821073]
    const deviation = [0.26862954, 0.26130258, 0.27577711]
    const planes = Float32Array.from({ length: rgb.length }, (_, i) => {
      const [image, inside] = [Math.floor(i / imageSize), i % imageSize]
      const channel = Math.floor(inside / (R * R))
      const value = rgb[image * imageSize + (inside % (R * R)) * 3 + channel]!
      return (value / 255 - mean[channel]!) / deviation[channel]!
    })
    const bytes = buildImageEncoder(model.clipWeights, model.clip, { input: 'uint8-nhwc' })
    const fromBytes = await runner.run(bytes, { pixels: tensor('uint8', [2, R, R, 3], rgb) })
    const floats = buildImageEncoder(model.clipWeights, model.clip, float)
    const fromFloats = await runner.run(floats, { pixels: float32([2, 3, R, R], planes) })
    expectClose(fromBytes.features, { data: valuesOf(fromFloats.features) })
  })

  it('reads a CLIP of its own as it reads the one inside VadCLIP', async () => {
    const bare = withoutPrefix(model.checkpoint, 'clipmodel.')
    const dims = clipDimsOf(bare.tensors, '', { textHeads: 2 })
    const graph = buildImageEncoder(weightsOf(bare), dims, float)
    expectClose((await runner.run(graph, { pixels })).features, reference)
  })

  it.each(['fp32', 'int8', 'fp16'] as const)(
    'gives an image the same bits in every batch (%s)',
    async (precision) => {
      const graph = buildImageEncoder(model.clipWeights, model.clip, { ...float, precision })
      const together = valuesOf((await runner.run(graph, { pixels })).features)
      for (let i = 0; i < 6; i++) {
        const one = images.data.subarray(i * imageSize, (i + 1) * imageSize)
        const alone = await runner.run(graph, { pixels: float32([1, 3, R, R], one) })
        expect(alone.features?.data).toEqual(together.slice(i * D, (i + 1) * D))
      }
    },
  )

  it.each([
    ['int8', 0.998], // 64 channels average little out; of 768 the cosine is 0.9998
    ['fp16', 0.99999],
  ] as const)('stays close to float32 in %s', async (precision, least) => {
    const graph = buildImageEncoder(model.clipWeights, model.clip, { ...float, precision })
    const features = valuesOf((await runner.run(graph, { pixels })).features)
    const cosines = rowCosines(features, reference.data, D)
    console.info(`${precision}: cosine with float32 from ${Math.min(...cosines)}`)
    expect(Math.min(...cosines)).toBeGreaterThan(least)
  })
})

function withoutPrefix(checkpoint: Checkpoint, prefix: string): Checkpoint {
  const own = [...checkpoint.tensors].filter(([key]) => key.startsWith(prefix))
  return {
    ...checkpoint,
    tensors: new Map(own.map(([key, info]) => [key.slice(prefix.length), info])),
    readFloat32: (key) => checkpoint.readFloat32(prefix + key),
  }
}
