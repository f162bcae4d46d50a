import { FlagreelError } from '#contract/errors.ts'
import { float32, type Tensor } from '#core/nn/tensor/tensor.ts'

/** Runs a model file; all outputs. */
export type RunModel = (
  modelPath: string,
  feeds: Readonly<Record<string, Tensor>>,
) => Promise<Record<string, Tensor>>

/** Numbers by the keys of the state dict: parameters, or their gradients. */
export type Parameters = ReadonlyMap<string, Float32Array>

export type ParameterShapes = Iterable<readonly [key: string, shape: readonly number[]]>

export function parameterFeeds(
  parameters: Parameters,
  shapes: ParameterShapes,
): Record<string, Tensor> {
  return Object.fromEntries(
    Array.from(shapes, ([key, shape]) => {
      const values = parameters.get(key)
      if (!values) throw new FlagreelError('internal', `There is no parameter "${key}".`)
      return [key, float32(shape, values)]
    }),
  )
}

export function float32Of(tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data
  throw new FlagreelError('internal', `Expected float32 numbers, found ${tensor?.dtype}.`)
}

export function scalarOf(tensor: Tensor | undefined): number {
  return float32Of(tensor)[0]!
}
