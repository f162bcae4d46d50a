/**
 * CLIP's text tower, with VadCLIP's learnable prompt.
 * Radford et al. 2021, section 2.4; VadCLIP, equation 5 (the released code lays the words between learned rows by their
 * absolute position, see prompts.ts).
 * Shapes: C texts of L rows (the context length), width W, embeddings of D.
 */
import type { ClipDims } from '#contract/bundle.ts'
import type { Dim } from '#core/nn/onnx/dims.ts'
import { Graph, type Value } from '#core/nn/onnx/graph.ts'
import { add, gather, gatherND, lessOrEqual, matMul, unsqueeze, where } from '#core/nn/onnx/ops.ts'
import { layerNorm, param, rowNumbers } from './layers.ts'
import { transformer } from './transformer.ts'
import type { Weights } from './weights.ts'

export interface TextEncoderOptions {
  /** VadCLIP's table `text_prompt_embeddings`; absent: plain CLIP, without the input `is_token`. */
  readonly learnedPrompt?: Weights | undefined
}

type TextTowerOptions = TextEncoderOptions & { readonly dims: ClipDims }

export interface TextInputs {
  /** int64 [C, L] */
  readonly tokens: Value
  /** int64 [C]: the row whose output is the embedding. */
  readonly eot: Value
  /** bool [C, L]; false: the learned row of that position. Only with a learned prompt. */
  readonly isToken?: Value
}

/**
 * `weights` at CLIP's root. Inputs `tokens` int64 [C, L], `is_token` bool [C, L] (false: the learned row of that
 * position), `eot` int64 [C]. Output `embeddings` float32 [C, D], not of unit length.
 */
export function buildTextEncoder(
  weights: Weights,
  dims: ClipDims,
  { learnedPrompt }: TextEncoderOptions = {},
): Graph {
  const graph = new Graph('text-encoder')
  const inputs = declareTexts(graph, dims, { learnablePrompt: learnedPrompt !== undefined })
  graph.output('embeddings', embedTexts(inputs, weights, { dims, learnedPrompt }))
  return graph
}

/** The tower's inputs, for `count` texts (by default any number, C). */
export function declareTexts(
  graph: Graph,
  { contextLength: L }: ClipDims,
  { learnablePrompt, count = 'C' }: { readonly learnablePrompt: boolean; readonly count?: Dim },
): TextInputs {
  const tokens = graph.input('tokens', 'int64', [count, L])
  const eot = graph.input('eot', 'int64', [count])
  return learnablePrompt
    ? { tokens, eot, isToken: graph.input('is_token', 'bool', [count, L]) }
    : { tokens, eot }
}

/** `weights` at CLIP's root. → [C, D], not of unit length */
export function embedTexts(inputs: TextInputs, weights: Weights, options: TextTowerOptions): Value {
  const { contextLength: L, textWidth: W, embedDim: D, textLayers, textHeads } = options.dims
  const { graph } = inputs.tokens
  const prompts = graph.scope('prompt', () => embedPrompts(inputs, weights, options)) // [C, L, W]
  return graph.scope('text', () => {
    const positions = param(prompts, weights.get('positional_embedding', [L, W])) // [L, W]
    const rows = transformer(add(prompts, positions), weights.within('transformer'), {
      layers: textLayers,
      heads: textHeads,
      mask: causalMask(graph, L),
    }) // [C, L, W]
    const ends = gatherND(rows, unsqueeze(inputs.eot, [1]), { batchDims: 1 }) // [C, W]
    const normed = layerNorm(ends, weights.within('ln_final'))
    return matMul(normed, param(normed, weights.get('text_projection', [W, D]))) // [C, D]
  })
}

/** Word embeddings, and the learned rows where no token stands. [C, L, W] */
export function embedPrompts(
  { tokens, isToken }: TextInputs,
  weights: Weights,
  { dims, learnedPrompt }: TextTowerOptions,
): Value {
  const { contextLength: L, textWidth: W, vocabularySize: V } = dims
  const table = weights.get('token_embedding.weight', [V, W])
  const words = gather(param(tokens, table), tokens, 0) // [C, L, W]
  if (!learnedPrompt || !isToken) return words
  const learned = param(words, learnedPrompt.get('text_prompt_embeddings.weight', [L, W])) // [L, W]
  return where(unsqueeze(isToken, [2]), words, learned)
}

/** A row sees itself and what stands before it. [L, L] */
function causalMask(graph: Graph, L: number): Value {
  const row = unsqueeze(rowNumbers(graph, L), [1]) // [L, 1]
  const column = unsqueeze(rowNumbers(graph, L), [0]) // [1, L]
  return where(lessOrEqual(column, row), 0, Number.NEGATIVE_INFINITY)
}
