import { FlagreelError } from '#contract/errors.ts'
import { float16ToFloat32 } from '#core/nn/tensor/float16.ts'
import { readNpy } from '#core/nn/tensor/npy.ts'
import { formatShape, type Tensor } from '#core/nn/tensor/tensor.ts'

/**
 * Features [n, D] of one video from a .npy of floats of any width. Throws `bad-tensor` for another shape, for a row of
 * another length than `width`, or for what is no number.
 */
export async function readFeatures(path: string, width: number): Promise<Float32Array> {
  const tensor = await readNpy(path)
  const { shape } = tensor
  if (shape.length !== 2 || shape[0] === 0 || shape[1] !== width)
    throw new FlagreelError(
      'bad-tensor',
      `${path} is ${formatShape(shape)}; features [n, ${width}] were expected, a row a snippet.`,
      { hint: 'Features must come from the image tower of the model that they are used with.' },
    )
  return finiteRows(path, floatsOf(path, tensor), width)
}

/** The same values. Throws `bad-tensor` naming the row of the first that is no number. */
export function finiteRows(name: string, values: Float32Array, width: number): Float32Array {
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad < 0) return values
  const row = Math.floor(bad / width)
  throw new FlagreelError(
    'bad-tensor',
    `${name} holds ${values[bad]} in row ${row}; finite numbers were expected.`,
    { hint: 'Extract the features of this video again, or leave it out of the list.' },
  )
}

function floatsOf(path: string, { dtype, data }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data
  if (dtype === 'float16') return float16ToFloat32(data as Uint16Array)
  if (data instanceof Float64Array) return Float32Array.from(data)
  throw new FlagreelError('bad-tensor', `${path} holds ${dtype}; features are floats.`)
}
