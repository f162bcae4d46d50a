/**
 * The pre-norm transformer of CLIP's two towers and of VadCLIP's local temporal module.
 * Vaswani et al. 2017, Attention Is All You Need, equation 1; Radford et al. 2021, section 2.4.
 * Shapes: b sequences of T rows, width W, h heads of width d = W / h.
 */
import type { Value } from '#core/nn/onnx/graph.ts'
import { add, matMul, mul, reshape, slice, transpose } from '#core/nn/onnx/ops.ts'
import { type Linear, layerNorm, linear, mlp, softmaxRows } from './layers.ts'
import type { Weights } from './weights.ts'

export interface TransformerOptions {
  readonly layers: number
  readonly heads: number
  /** Additive, [T, T]: 0 where a row attends, −∞ where it must not. */
  readonly mask?: Value
  /** The four linear layers of each block; plain float ones by default. */
  readonly linear?: Linear
  /** `first`: the last block computes row 0 only, which is all that CLIP's image tower reads. [b, 1, W] */
  readonly output?: 'all' | 'first'
}

/** resblocks.0 … in order. [b, T, W] → [b, T, W] */
export function transformer(x: Value, weights: Weights, options: TransformerOptions): Value {
  let rows = x
  for (let layer = 0; layer < options.layers; layer++) {
    const isLast = layer === options.layers - 1
    const block = { ...options, output: isLast ? (options.output ?? 'all') : 'all' } as const
    rows = x.graph.scope(`block${layer}`, () =>
      residualAttentionBlock(rows, weights.within(`resblocks.${layer}`), block),
    )
  }
  return rows
}

type BlockOptions = Omit<TransformerOptions, 'layers'>

/** x += attn(ln_1(x)); x += mlp(ln_2(x)) */
function residualAttentionBlock(x: Value, weights: Weights, options: BlockOptions): Value {
  const { graph } = x
  const kept = options.output === 'first' ? firstRow(x) : x
  const attended = graph.scope('attn', () =>
    add(kept, attention(layerNorm(x, weights.within('ln_1')), weights.within('attn'), options)),
  )
  return graph.scope('mlp', () =>
    add(
      attended,
      mlp(layerNorm(attended, weights.within('ln_2')), weights.within('mlp'), options.linear),
    ),
  )
}

/** softmax(q·kᵀ / √d)·v in each head, then the output layer. */
function attention(x: Value, weights: Weights, options: BlockOptions): Value {
  const width = x.shape.at(-1) as number
  const headWidth = width / options.heads
  const [q, k, v] = queriesKeysValues(x, weights, options) // each [b, T, W]
  const queries = splitHeads(mul(q, 1 / Math.sqrt(headWidth)), options.heads) // [b, h, T, d]
  const keys = transpose(splitHeads(k, options.heads), [0, 1, 3, 2]) // [b, h, d, T]
  const scores = matMul(queries, keys) // [b, h, T, T]
  const allowed = options.mask ? add(scores, options.mask) : scores
  const mixed = matMul(softmaxRows(allowed), splitHeads(v, options.heads)) // [b, h, T, d]
  const joined = reshape(transpose(mixed, [0, 2, 1, 3]), [0, 0, width]) // [b, T, W]
  return (options.linear ?? linear)(joined, weights, {
    weight: 'out_proj.weight',
    bias: 'out_proj.bias',
    shape: [width, width],
  })
}

/** PyTorch stacks the three projections in one weight [3W, W]. Of the first row alone only queries are needed. */
function queriesKeysValues(
  x: Value,
  weights: Weights,
  { linear: layer = linear, output }: BlockOptions,
): readonly [Value, Value, Value] {
  const W = x.shape.at(-1) as number
  const stacked = { weight: 'in_proj_weight', bias: 'in_proj_bias', shape: [3 * W, W] } as const
  if (output !== 'first') {
    const qkv = layer(x, weights, stacked) // [b, T, 3W]
    return [columns(qkv, 0, W), columns(qkv, W, 2 * W), columns(qkv, 2 * W, 3 * W)]
  }
  const q = layer(firstRow(x), weights, { ...stacked, rows: [0, W] }) // [b, 1, W]
  const kv = layer(x, weights, { ...stacked, rows: [W, 3 * W] }) // [b, T, 2W]
  return [q, columns(kv, 0, W), columns(kv, W, 2 * W)]
}

/** [b, T, W] → [b, h, T, d] */
function splitHeads(x: Value, heads: number): Value {
  const width = x.shape.at(-1) as number
  return transpose(reshape(x, [0, 0, heads, width / heads]), [0, 2, 1, 3])
}

function firstRow(x: Value): Value {
  return slice(x, { axis: 1, start: 0, end: 1 })
}

function columns(x: Value, start: number, end: number): Value {
  return slice(x, { axis: 2, start, end })
}
