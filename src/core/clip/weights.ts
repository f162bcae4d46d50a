import { FlagreelError } from '#contract/errors.ts'
import type { Checkpoint } from '#core/nn/checkpoint/checkpoint.ts'
import type { Value, WeightSource } from '#core/nn/onnx/graph.ts'

/**
 * How a stored tensor becomes a weight of a graph. `transpose`: PyTorch keeps a linear layer as [out, in], MatMul wants
 * [in, out]. `rows`: a part of a stacked tensor, before any transposition.
 */
export interface WeightForm {
  readonly transpose?: boolean | undefined
  readonly rows?: readonly [from: number, to: number] | undefined
}

/** A weight and the name under which graphs share it. */
export interface NamedWeight {
  readonly name: string
  readonly source: WeightSource
  /** In a training graph: the weight as computed from a parameter, which is an input of that graph. */
  readonly parameter?: Value
}

/**
 * A state dict as model code sees it: every key and shape is asserted when it is asked for, nothing is read before the
 * graph is written, and the same question gives the same source, so graphs written together store it once.
 */
export interface Weights {
  /** `shape` is the stored one. Throws `bad-checkpoint` when the key is missing or shaped otherwise. */
  get(key: string, shape: readonly number[], form?: WeightForm): NamedWeight
  /** The submodule's view: `within('attn').get('in_proj_weight', …)`. */
  within(module: string): Weights
}

export interface CheckpointWeights extends Weights {
  /** Keys that nothing has asked for, but for those that say nothing new. Report them: they may be a part missed. */
  unused(): readonly string[]
}

/** Found in OpenAI's files and in VadCLIP's, used by nothing: constants beside the weights. */
const KNOWN_SPARE = new Set([
  'logit_scale', // capped at 100 in every released model
  'input_resolution',
  'context_length',
  'vocab_size',
  'disAdj.sigma', // stored by VadCLIP, whose distance adjacency uses the constant e
])

export function weightsOf(checkpoint: Checkpoint): CheckpointWeights {
  const known = new Map<string, NamedWeight>()
  const asked = new Set<string>()

  function get(key: string, shape: readonly number[], form: WeightForm = {}): NamedWeight {
    assertShape(checkpoint, key, shape)
    asked.add(key)
    const name = key + suffixOf(form)
    const weight = known.get(name) ?? { name, source: sourceOf(checkpoint, key, form) }
    known.set(name, weight)
    return weight
  }

  return {
    ...view(get, ''),
    unused: () =>
      [...checkpoint.tensors.keys()].filter((key) => !asked.has(key) && !isKnownSpare(key)),
  }
}

function view(get: Weights['get'], prefix: string): Weights {
  return {
    get: (key, shape, form) => get(prefix + key, shape, form),
    within: (module) => view(get, `${prefix}${module}.`),
  }
}

function isKnownSpare(key: string): boolean {
  return KNOWN_SPARE.has(key.replace(/^clipmodel\./, ''))
}

function assertShape(checkpoint: Checkpoint, key: string, shape: readonly number[]): void {
  const tensor = checkpoint.tensors.get(key)
  if (tensor && tensor.shape.join() === shape.join() && tensor.dtype.includes('float')) return
  const expected = `[${shape.join(', ')}] of floats`
  throw new FlagreelError(
    'bad-checkpoint',
    tensor
      ? `${checkpoint.path}: "${key}" is [${tensor.shape.join(', ')}] of ${tensor.dtype}; ${expected} was expected.`
      : `${checkpoint.path} lacks "${key}" (${expected}).`,
  )
}

export function suffixOf({ transpose, rows }: WeightForm): string {
  return `${rows ? `.rows-${rows[0]}-${rows[1]}` : ''}${transpose ? '.T' : ''}`
}

function sourceOf(checkpoint: Checkpoint, key: string, form: WeightForm): WeightSource {
  const [stored, ...rest] = checkpoint.tensors.get(key)!.shape
  const [from, to] = form.rows ?? [0, stored ?? 1]
  const shape = stored === undefined ? [] : [to - from, ...rest]
  const rowSize = rest.reduce((size, dim) => size * dim, 1)
  return {
    dtype: 'float32',
    shape: form.transpose ? shape.toReversed() : shape,
    async read() {
      const values = await checkpoint.readFloat32(key)
      assertFinite(values, checkpoint.path, key)
      const rows = values.subarray(from * rowSize, to * rowSize)
      return form.transpose ? transposed(rows, rowSize) : rows
    },
  }
}

/** One NaN would spread to every score of every video. */
function assertFinite(values: Float32Array, path: string, key: string): void {
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new FlagreelError(
        'bad-checkpoint',
        `${path}: "${key}" holds ${values[i]} at element ${i}; finite numbers were expected.`,
        { hint: 'Training diverged, or the file was damaged before it was saved.' },
      )
}

/** [rows, columns] → [columns, rows]. In tiles, so that neither side strides through memory. */
export function transposed(values: Float32Array, columns: number): Float32Array {
  const rows = values.length / columns
  const out = new Float32Array(values.length)
  const TILE = 32
  for (let row0 = 0; row0 < rows; row0 += TILE)
    for (let column0 = 0; column0 < columns; column0 += TILE)
      for (let row = row0; row < Math.min(row0 + TILE, rows); row++)
        for (let column = column0; column < Math.min(column0 + TILE, columns); column++)
          out[column * rows + row] = values[row * columns + column]!
  return out
}
