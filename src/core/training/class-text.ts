import { join } from 'node:path'
import type { ClipDims } from '#contract/bundle.ts'
import { type PromptRow, textFeeds } from '#core/clip/prompts.ts'
import type { Weights } from '#core/clip/weights.ts'
import { gradientOf } from '#core/nn/autodiff/gradients.ts'
import { writeModels } from '#core/nn/onnx/write-model.ts'
import type { Tensor } from '#core/nn/tensor/tensor.ts'
import { buildPromptedTextEncoder, buildPromptStep } from '#core/vadclip/training-graphs.ts'
import { float32Of, type Parameters, parameterFeeds, type RunModel, scalarOf } from './run-model.ts'

/** Where the class embeddings of a training come from. */
export interface ClassText {
  /** [C, D] */
  embed(parameters: Parameters): Promise<Tensor>
  /** L_cts, and what the losses' gradient with respect to the class embeddings means for the parameters behind them. */
  backward(
    parameters: Parameters,
    upstream: Tensor,
  ): Promise<{ cts: number; gradients: Parameters }>
}

export interface LearnedTextOptions {
  /** Where its graphs are written. */
  readonly folder: string
  readonly clip: Weights
  readonly dims: ClipDims
  readonly prompts: readonly PromptRow[]
  /** λ of L_cts. */
  readonly contrastWeight: number
  readonly run: RunModel
}

export const PROMPT_KEY = 'text_prompt_embeddings.weight'

/** The paper's: words between learned rows, through the frozen text tower. */
export async function learnedText(options: LearnedTextOptions): Promise<ClassText> {
  const { folder, clip, dims, prompts, contrastWeight, run } = options
  const classes = prompts.length
  const graphs = [
    { file: 'prompted-text.onnx', graph: buildPromptedTextEncoder(clip, dims) },
    { file: 'prompt-step.onnx', graph: buildPromptStep({ clip, dims, classes, contrastWeight }) },
  ]
  await writeModels(folder, { weightsFile: 'text.weights', graphs })
  const [encoder, step] = graphs.map(({ file }) => join(folder, file)) as [string, string]
  const texts = textFeeds(prompts, { learnablePrompt: true })
  const feedsOf = (parameters: Parameters) => ({
    ...texts,
    ...parameterFeeds(parameters, [[PROMPT_KEY, [dims.contextLength, dims.textWidth]]]),
  })
  return {
    embed: async (parameters) => (await run(encoder, feedsOf(parameters))).embeddings!,
    async backward(parameters, upstream) {
      const found = await run(step, { ...feedsOf(parameters), upstream })
      const gradient = float32Of(found[gradientOf(PROMPT_KEY)])
      return { cts: scalarOf(found.loss_cts), gradients: new Map([[PROMPT_KEY, gradient]]) }
    },
  }
}

/** Embeddings that are not trained: a hand-crafted prompt. L_cts is then a constant. */
export function fixedText(embeddings: Tensor): ClassText {
  return {
    embed: async () => embeddings,
    backward: async () => ({ cts: contrastOf(embeddings), gradients: new Map() }),
  }
}

/** Mean |cosine| of the normal class and each other. */
function contrastOf({ shape, data }: Tensor): number {
  const [classes, width] = shape as [number, number]
  const rows = Array.from({ length: classes }, (_, c) =>
    (data as Float32Array).subarray(c * width, (c + 1) * width),
  )
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
  const [normal, ...abnormal] = rows as [Float32Array, ...Float32Array[]]
  const cosines = abnormal.map(
    (row) => dot(normal, row) / Math.sqrt(dot(normal, normal) * dot(row, row)),
  )
  return cosines.reduce((sum, cosine) => sum + Math.abs(cosine), 0) / abnormal.length
}
