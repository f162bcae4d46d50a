import { join } from 'node:path'
import type { DetectorDims } from '#contract/bundle.ts'
import { gradientOf } from '#core/nn/autodiff/gradients.ts'
import { writeModels } from '#core/nn/onnx/write-model.ts'
import { float32, type Tensor, tensor } from '#core/nn/tensor/tensor.ts'
import { buildDetectorStep } from '#core/vadclip/training-graphs.ts'
import type { ClassText } from './class-text.ts'
import { float32Of, type Parameters, parameterFeeds, type RunModel } from './run-model.ts'
import type { TrainingWindow } from './training-window.ts'

export interface TrainingExample {
  readonly window: TrainingWindow
  /** [C], summing to 1; class 0 is normal. */
  readonly targets: Float32Array
}

export interface Losses {
  readonly bce: number
  readonly nce: number
  /** Without its weight λ. */
  readonly cts: number
}

export interface StepResult {
  readonly losses: Losses
  readonly gradients: Parameters
}

export interface TrainingStepOptions {
  /** Where its graph is written. */
  readonly folder: string
  readonly dims: DetectorDims
  readonly classes: number
  readonly text: ClassText
  /** Videos in one run: a batch is run in parts of this size, so that its activations fit into memory. */
  readonly part: number
  readonly run: RunModel
}

/** Losses and gradients of a batch. */
export class TrainingStep {
  readonly #options: TrainingStepOptions
  readonly #model: string
  /** Of the detector, by the keys of the state dict. */
  readonly shapes: ReadonlyMap<string, readonly number[]>

  private constructor(
    options: TrainingStepOptions,
    model: string,
    shapes: ReadonlyMap<string, readonly number[]>,
  ) {
    this.#options = options
    this.#model = model
    this.shapes = shapes
  }

  static async create(options: TrainingStepOptions): Promise<TrainingStep> {
    const { folder, dims, classes, part } = options
    const { graph, parameters } = buildDetectorStep({ dims, classes, batch: part })
    const file = 'detector-step.onnx'
    await writeModels(folder, { weightsFile: 'detector-step.weights', graphs: [{ file, graph }] })
    const shapes = Array.from(parameters, ([key, { shape }]) => [key, shape.map(Number)] as const)
    return new TrainingStep(options, join(folder, file), new Map(shapes))
  }

  async run(parameters: Parameters, batch: readonly TrainingExample[]): Promise<StepResult> {
    const { text, part } = this.#options
    const classEmbeddings = await text.embed(parameters)
    const fixed = { ...parameterFeeds(parameters, this.shapes), class_embeddings: classEmbeddings }
    const sum = new RunningSum()
    for (let start = 0; start < batch.length; start += part) {
      const examples = batch.slice(start, start + part)
      const feeds = this.#feeds(examples, 1 / batch.length)
      sum.add(await this.#options.run(this.#model, { ...fixed, ...feeds }))
    }
    const upstream = float32(classEmbeddings.shape, sum.of(gradientOf('class_embeddings')))
    const behind = await text.backward(parameters, upstream)
    const keys = [...this.shapes.keys()]
    return {
      losses: { bce: sum.of('loss_bce')[0]!, nce: sum.of('loss_nce')[0]!, cts: behind.cts },
      gradients: new Map([
        ...keys.map((key) => [key, sum.of(gradientOf(key))] as const),
        ...behind.gradients,
      ]),
    }
  }

  /** A part that is not full is filled up with videos that weigh nothing. */
  #feeds(examples: readonly TrainingExample[], weight: number): Record<string, Tensor> {
    const { dims, classes: C, part } = this.#options
    const { visualLength: T, visualWidth: D } = dims
    const features = new Float32Array(part * T * D)
    const targets = new Float32Array(part * C)
    const lengths = new BigInt64Array(part).fill(1n)
    const weights = new Float32Array(part)
    const isAbnormal = new Float32Array(part)
    for (const [i, { window, targets: wanted }] of examples.entries()) {
      features.set(window.rows, i * T * D)
      targets.set(wanted, i * C)
      lengths[i] = BigInt(window.length)
      weights[i] = weight
      isAbnormal[i] = wanted[0]! > 0 ? 0 : 1
    }
    return {
      features: float32([part, T, D], features),
      lengths: tensor('int64', [part], lengths),
      targets: float32([part, C], targets),
      is_abnormal: float32([part], isAbnormal),
      weights: float32([part], weights),
    }
  }
}

/** Outputs of the parts of a batch, added up. */
class RunningSum {
  readonly #sums = new Map<string, Float32Array>()

  add(outputs: Readonly<Record<string, Tensor>>): void {
    for (const [name, output] of Object.entries(outputs)) {
      const values = float32Of(output)
      const sum = this.#sums.get(name)
      if (!sum) this.#sums.set(name, Float32Array.from(values))
      else for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + values[i]!
    }
  }

  of(name: string): Float32Array {
    return this.#sums.get(name)!
  }
}
