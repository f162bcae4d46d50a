import { FlagreelError } from '#contract/errors.ts'
import type { Graph, Value } from '#core/nn/onnx/graph.ts'
import { slice, transpose } from '#core/nn/onnx/ops.ts'
import { formatShape } from '#core/nn/tensor/tensor.ts'
import { type NamedWeight, suffixOf, type WeightForm, type Weights } from './weights.ts'

export interface TrainableWeights extends Weights {
  /** Every tensor that has been asked for: inputs of the graph, by their keys in the state dict. */
  readonly parameters: ReadonlyMap<string, Value>
}

/**
 * A state dict whose tensors are inputs of a training graph, named by their keys and shaped as PyTorch keeps them. What a
 * model wants transposed or cut is computed from them, so a gradient comes back in the stored shape. Models are built on
 * it as on any other weights, and what they ask for is what is trained.
 */
export function trainableWeights(graph: Graph): TrainableWeights {
  const parameters = new Map<string, Value>()
  const known = new Map<string, NamedWeight>()

  function inputOf(key: string, shape: readonly number[]): Value {
    const input = parameters.get(key) ?? graph.input(key, 'float32', shape)
    parameters.set(key, input)
    if (formatShape(input.shape) === formatShape(shape)) return input
    throw new FlagreelError(
      'internal',
      `"${key}" is trained in the shape ${formatShape(input.shape)} and asked for in ${formatShape(shape)}.`,
    )
  }

  function get(key: string, shape: readonly number[], form: WeightForm = {}): NamedWeight {
    const name = key + suffixOf(form)
    const weight = known.get(name) ?? inForm(name, inputOf(key, shape), form)
    known.set(name, weight)
    return weight
  }

  const at = (prefix: string): Weights => ({
    get: (key, shape, form) => get(prefix + key, shape, form),
    within: (module) => at(`${prefix}${module}.`),
  })
  return { ...at(''), parameters }
}

function inForm(name: string, input: Value, { rows, transpose: swap }: WeightForm): NamedWeight {
  const cut = rows ? slice(input, { axis: 0, start: rows[0], end: rows[1] }) : input
  const parameter = swap ? transpose(cut, [1, 0]) : cut
  const read = () => Promise.reject(new FlagreelError('internal', `${name} is not stored.`))
  const source = { dtype: input.dtype, shape: parameter.shape.map(Number), read }
  return { name, parameter, source }
}
