import { join } from 'node:path'
import type { DetectorDims } from '#contract/bundle.ts'
import { writeModels } from '#core/nn/onnx/write-model.ts'
import { float32, type Tensor, tensor } from '#core/nn/tensor/tensor.ts'
import { buildVideoScores } from '#core/vadclip/training-graphs.ts'
import { variantOf } from '#core/vadclip/variant.ts'
import type { ClassText } from './class-text.ts'
import { float32Of, type Parameters, parameterFeeds, type RunModel } from './run-model.ts'
import type { Validation } from './trainer.ts'
import type { TrainingExample } from './training-step.ts'

export interface ValidatorOptions {
  readonly folder: string
  readonly dims: DetectorDims
  readonly classes: number
  readonly text: ClassText
  readonly part: number
  readonly run: RunModel
  /** Area under the ROC curve of scores and truths. */
  readonly auc: (scores: Float64Array, isPositive: Uint8Array) => number
}

/**
 * How well whole videos are told apart, which is all that video-level labels can say: AUC of a video's anomaly score, and
 * the share of abnormal videos whose likeliest abnormal class is one of theirs.
 */
export class Validator {
  readonly #options: ValidatorOptions
  readonly #model: string
  readonly #shapes: ReadonlyMap<string, readonly number[]>

  private constructor(
    options: ValidatorOptions,
    model: string,
    shapes: ReadonlyMap<string, readonly number[]>,
  ) {
    this.#options = options
    this.#model = model
    this.#shapes = shapes
  }

  static async create(options: ValidatorOptions): Promise<Validator> {
    const { folder, dims, classes, part } = options
    const { graph, parameters } = buildVideoScores({ dims, classes, batch: part })
    const file = 'video-scores.onnx'
    await writeModels(folder, { weightsFile: 'video-scores.weights', graphs: [{ file, graph }] })
    const shapes = Array.from(parameters, ([key, { shape }]) => [key, shape.map(Number)] as const)
    return new Validator(options, join(folder, file), new Map(shapes))
  }

  async validate(
    parameters: Parameters,
    examples: readonly TrainingExample[],
  ): Promise<Validation> {
    const scores = await this.#scores(parameters, examples)
    const isAbnormal = Uint8Array.from(examples, ({ targets }) => Number(targets[0] === 0))
    const auc = this.#options.auc(
      Float64Array.from(scores, ({ anomaly }) => anomaly),
      isAbnormal,
    )
    // Without an alignment branch nothing says which class it is.
    if (variantOf(this.#options.dims).branches === 'classifier')
      return { score: auc, measures: { 'video AUC': auc } }
    const abnormal = examples.flatMap(({ targets }, i) => (isAbnormal[i] ? { targets, i } : []))
    const right = abnormal.filter(
      ({ targets, i }) => targets[likeliest(scores[i]!.similarities)]! > 0,
    )
    const accuracy = right.length / Math.max(1, abnormal.length)
    return {
      score: (auc + accuracy) / 2,
      measures: { 'video AUC': auc, 'class accuracy': accuracy },
    }
  }

  async #scores(parameters: Parameters, examples: readonly TrainingExample[]) {
    const { classes, text, part, run } = this.#options
    const class_embeddings = await text.embed(parameters)
    const fixed = { ...parameterFeeds(parameters, this.#shapes), class_embeddings }
    const scores: { anomaly: number; similarities: Float32Array }[] = []
    for (let start = 0; start < examples.length; start += part) {
      const some = examples.slice(start, start + part)
      const found = await run(this.#model, { ...fixed, ...this.#feeds(some) })
      const anomaly = float32Of(found.anomaly)
      const similarities = float32Of(found.similarities)
      for (const i of some.keys())
        scores.push({
          anomaly: anomaly[i]!,
          similarities: similarities.subarray(i * classes, (i + 1) * classes),
        })
    }
    return scores
  }

  #feeds(examples: readonly TrainingExample[]): Record<string, Tensor> {
    const { dims, part } = this.#options
    const { visualLength: T, visualWidth: D } = dims
    const features = new Float32Array(part * T * D)
    const lengths = new BigInt64Array(part).fill(1n)
    for (const [i, { window }] of examples.entries()) {
      features.set(window.rows, i * T * D)
      lengths[i] = BigInt(window.length)
    }
    return { features: float32([part, T, D], features), lengths: tensor('int64', [part], lengths) }
  }
}

/** Of the abnormal classes. */
function likeliest(similarities: Float32Array): number {
  let best = 1
  for (let c = 2; c < similarities.length; c++) if (similarities[c]! > similarities[best]!) best = c
  return best
}
