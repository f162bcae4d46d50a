/**
 * AdamW: Adam with the weight decay kept out of the moments.
 * Loshchilov and Hutter 2019, Decoupled Weight Decay Regularization, algorithm 2; defaults and order of operations are
 * PyTorch's.
 */
export interface AdamWOptions {
  readonly betas?: readonly [number, number]
  readonly epsilon?: number
  readonly weightDecay?: number
}

/** Running means of a parameter's gradient and of its square. */
export interface Moments {
  readonly mean: Float32Array
  readonly square: Float32Array
}

export class AdamW {
  readonly #options: Required<AdamWOptions>
  readonly #moments: Map<string, Moments>
  #steps: number

  constructor(
    options: AdamWOptions = {},
    state: { steps?: number; moments?: Map<string, Moments> } = {},
  ) {
    const { betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0.01 } = options
    this.#options = { betas, epsilon, weightDecay }
    this.#steps = state.steps ?? 0
    this.#moments = state.moments ?? new Map()
  }

  get steps(): number {
    return this.#steps
  }

  get moments(): ReadonlyMap<string, Moments> {
    return this.#moments
  }

  /** One step down the gradients, in place. A parameter without a gradient stays as it is, undecayed. */
  step(
    parameters: ReadonlyMap<string, Float32Array>,
    gradients: ReadonlyMap<string, Float32Array>,
    learningRate: number,
  ): void {
    this.#steps++
    for (const [name, gradient] of gradients) {
      const values = parameters.get(name)!
      const moments = this.#moments.get(name) ?? {
        mean: new Float32Array(values.length),
        square: new Float32Array(values.length),
      }
      this.#moments.set(name, moments)
      this.#update(values, gradient, { ...moments, learningRate })
    }
  }

  #update(
    values: Float32Array,
    gradient: Float32Array,
    { mean, square, learningRate }: Moments & { readonly learningRate: number },
  ): void {
    const { betas, epsilon, weightDecay } = this.#options
    const [b1, b2] = betas
    const stepSize = learningRate / (1 - b1 ** this.#steps)
    const bias2 = Math.sqrt(1 - b2 ** this.#steps)
    const kept = 1 - learningRate * weightDecay
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i]!
      mean[i] = b1 * mean[i]! + (1 - b1) * g
      square[i] = b2 * square[i]! + (1 - b2) * g * g
      const denominator = Math.sqrt(square[i]!) / bias2 + epsilon
      values[i] = values[i]! * kept - (stepSize * mean[i]!) / denominator
    }
  }
}
