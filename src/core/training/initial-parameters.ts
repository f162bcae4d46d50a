import { Random } from './random.ts'
import type { ParameterShapes } from './run-model.ts'

type Shapes = ReadonlyMap<string, readonly number[]>

/**
 * Starting values of a detector's parameters, drawn as PyTorch's layers and the released code draw them; each tensor from
 * numbers of its own, so that a variant without one part starts the same everywhere else.
 */
export function initialParameters(
  shapes: ParameterShapes,
  seed: number,
): Map<string, Float32Array> {
  const known: Shapes = new Map(shapes)
  return new Map(
    Array.from(known, ([key, shape]) => {
      const draw = drawFor(key, known, new Random(seed, 'start', key))
      const count = shape.reduce((product, dim) => product * dim, 1)
      return [key, Float32Array.from({ length: count }, draw)] as const
    }),
  )
}

function drawFor(key: string, shapes: Shapes, random: Random): () => number {
  const uniform = (bound: number) => () => (2 * random.next() - 1) * bound
  if (/^(text_prompt|frame_position)_embeddings\./.test(key)) return () => 0.01 * random.normal()
  if (/\.ln_\d\.weight$/.test(key)) return () => 1
  if (/\.ln_\d\.bias$|\.attn\.in_proj_bias$|\.attn\.out_proj\.bias$/.test(key)) return () => 0
  // Glorot and Bengio 2010, equation 16.
  if (/\.attn\.in_proj_weight$|^gc\d\.weight$/.test(key)) {
    const [rows, columns] = shapes.get(key) as [number, number]
    return uniform(Math.sqrt(6 / (rows + columns)))
  }
  return uniform(1 / Math.sqrt(inputsOf(key.replace(/\.bias$/, '.weight'), shapes)))
}

/** How many numbers one output of a layer is made of. */
function inputsOf(weight: string, shapes: Shapes): number {
  const [, ...inputs] = shapes.get(weight)!
  return inputs.reduce((product, dim) => product * dim, 1)
}
