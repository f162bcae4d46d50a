import { FlagreelError } from '#contract/errors.ts'
import { AdamW } from './adamw.ts'
import { type BatchPlan, batchesOf } from './batches.ts'
import type { Parameters } from './run-model.ts'
import type { TrainerState } from './trainer-state.ts'
import type { Losses, StepResult, TrainingExample } from './training-step.ts'

export interface TrainerPlan {
  readonly epochs: number
  readonly learningRate: number
  /** Before these epochs (the first is 0) the learning rate falls to a tenth. */
  readonly milestones: readonly number[]
  readonly weightDecay: number
  /** λ of L_cts, for the sum that is shown. */
  readonly contrastWeight: number
  readonly batches: BatchPlan
  /** Steps between two saves inside an epoch. */
  readonly saveEvery: number
}

/** What a training needs of the world. */
export interface TrainerPorts {
  /** Of each video that is trained on. */
  readonly isNormal: readonly boolean[]
  example(video: number): Promise<TrainingExample>
  step(parameters: Parameters, batch: readonly TrainingExample[]): Promise<StepResult>
  /** After an epoch: how good it is, higher is better, with whatever else is worth a line in the log. */
  validate?(parameters: Parameters): Promise<Validation>
  log(line: LogLine): Promise<void>
  save(state: TrainerState): Promise<void>
}

export interface Validation {
  readonly score: number
  readonly measures: Readonly<Record<string, number>>
}

export type LogLine =
  | {
      readonly type: 'step'
      readonly epoch: number
      readonly step: number
      readonly steps: number
      readonly losses: Losses
      readonly total: number
      readonly gradientNorm: number
      readonly learningRate: number
    }
  | {
      readonly type: 'epoch'
      readonly epoch: number
      readonly total: number
      readonly isBest: boolean
      readonly measures: Readonly<Record<string, number>>
    }

/** A training as it stands: everything that changes while it runs. */
export class Trainer {
  readonly #plan: TrainerPlan
  readonly #ports: TrainerPorts
  readonly #parameters: Map<string, Float32Array>
  readonly #optimiser: AdamW
  #progress: TrainerState['progress']
  #saved: TrainerState['progress']
  #best: Parameters | undefined

  constructor(plan: TrainerPlan, ports: TrainerPorts, state: TrainerState) {
    this.#plan = plan
    this.#ports = ports
    this.#parameters = state.parameters
    this.#optimiser = new AdamW(
      { weightDecay: plan.weightDecay },
      { steps: state.progress.steps, moments: state.moments },
    )
    this.#progress = state.progress
    this.#saved = state.progress
    this.#best = state.best
  }

  get best(): TrainerState['progress']['best'] {
    return this.#progress.best
  }

  /** Trains to the end and returns the best parameters, or the last where nothing validates. */
  async run(signal: AbortSignal): Promise<Parameters> {
    while (this.#progress.epoch < this.#plan.epochs) await this.#epoch(signal)
    return this.#best ?? this.#parameters
  }

  async #epoch(signal: AbortSignal): Promise<void> {
    const { epoch, stepOfEpoch } = this.#progress
    const batches = batchesOf(this.#ports.isNormal, epoch, this.#plan.batches)
    const learningRate = learningRateAt(epoch, this.#plan)
    for (let step = stepOfEpoch; step < batches.length; step++) {
      if (signal.aborted) await this.#save()
      signal.throwIfAborted()
      await this.#step(batches[step]!, { steps: batches.length, learningRate })
      const isDue = (step + 1) % this.#plan.saveEvery === 0 && step + 1 < batches.length
      if (isDue) await this.#save()
    }
    await this.#endEpoch(this.#progress.lossOfEpoch / batches.length)
    await this.#save()
  }

  async #step(
    videos: readonly number[],
    { steps, learningRate }: { readonly steps: number; readonly learningRate: number },
  ): Promise<void> {
    const batch = await Promise.all(videos.map((video) => this.#ports.example(video)))
    const { losses, gradients } = await this.#ports.step(this.#parameters, batch)
    const total = losses.bce + losses.nce + this.#plan.contrastWeight * losses.cts
    const gradientNorm = normOf(gradients)
    const { epoch, stepOfEpoch: step } = this.#progress
    if (!Number.isFinite(total) || !Number.isFinite(gradientNorm))
      throw diverged(epoch, step, losses)
    this.#optimiser.step(this.#parameters, gradients, learningRate)
    await this.#log({
      type: 'step',
      ...{ epoch, step, steps, losses, total, gradientNorm, learningRate },
    })
    this.#progress = {
      ...this.#progress,
      stepOfEpoch: step + 1,
      steps: this.#progress.steps + 1,
      lossOfEpoch: this.#progress.lossOfEpoch + total,
    }
  }

  async #endEpoch(total: number): Promise<void> {
    const { epoch, best } = this.#progress
    const validation = await this.#ports.validate?.(this.#parameters)
    const isBest = validation !== undefined && validation.score > (best?.score ?? -Infinity)
    if (isBest) this.#best = copyOf(this.#parameters)
    const measures = validation?.measures ?? {}
    await this.#log({ type: 'epoch', epoch, total, isBest, measures })
    this.#progress = {
      ...this.#progress,
      epoch: epoch + 1,
      stepOfEpoch: 0,
      lossOfEpoch: 0,
      best: isBest ? { epoch, score: validation.score } : best,
    }
  }

  async #log(line: LogLine): Promise<void> {
    await this.#ports.log(line)
    this.#progress = { ...this.#progress, logLines: this.#progress.logLines + 1 }
  }

  /** Once: a state that is being read or kept is never written over. */
  async #save(): Promise<void> {
    if (this.#saved === this.#progress) return
    this.#saved = this.#progress
    await this.#ports.save({
      progress: this.#progress,
      parameters: this.#parameters,
      moments: new Map(this.#optimiser.moments),
      best: this.#best,
    })
  }
}

function learningRateAt(epoch: number, { learningRate, milestones }: TrainerPlan): number {
  return learningRate * 0.1 ** milestones.filter((milestone) => epoch >= milestone).length
}

function normOf(gradients: Parameters): number {
  let sum = 0
  for (const values of gradients.values()) for (const value of values) sum += value * value
  return Math.sqrt(sum)
}

function copyOf(parameters: Parameters): Parameters {
  return new Map(Array.from(parameters, ([key, values]) => [key, Float32Array.from(values)]))
}

function diverged(epoch: number, step: number, { bce, nce, cts }: Losses): FlagreelError {
  return new FlagreelError(
    'bad-tensor',
    `The training left the numbers in epoch ${epoch + 1}, step ${step + 1}: losses ${bce}, ${nce}, ${cts}, or gradients that are not finite.`,
    { hint: 'Lower the learning rate; the last saved state is from before this step.' },
  )
}
