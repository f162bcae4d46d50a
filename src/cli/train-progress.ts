import type { CoreEvent } from '#contract/events.ts'
import type { TrainProgress } from '#contract/training.ts'
import { formatDuration } from './time.ts'

type Step = Extract<TrainProgress, { kind: 'step' }>

export interface TrainTracker {
  update(event: CoreEvent): void
  /** What goes on right now, in one line. */
  line(): string
  /** A line to keep, after an epoch. */
  finished(event: CoreEvent): string | undefined
}

/** Follows the events of a training. `now` is in milliseconds. */
export function createTrainTracker(now: () => number): TrainTracker {
  let latest: TrainProgress | undefined
  let first: { readonly at: number; readonly done: number } | undefined

  /** By the steps of this run, without the first: a training that goes on has not done the others in this time. */
  const leftSec = (step: Step) => {
    const done = stepsDone(step)
    const steps = done - (first?.done ?? done)
    if (steps === 0) return undefined
    return ((now() - first!.at) / 1000 / steps) * (step.epochs * step.steps - done)
  }
  return {
    update(event) {
      if (event.type !== 'train-progress') return
      latest = event.progress
      if (latest.kind === 'step') first ??= { at: now(), done: stepsDone(latest) }
    },
    line() {
      if (latest?.kind === 'reading') return `reading features: ${latest.done}/${latest.of}`
      if (latest?.kind !== 'step') return ''
      const { epoch, epochs, step, steps, losses, total } = latest
      const left = leftSec(latest)
      const eta = left === undefined ? '' : `  ETA ${formatDuration(left)}`
      const { bce, nce, cts } = losses
      const parts = `bce ${bce.toFixed(4)}, nce ${nce.toFixed(4)}, cts ${cts.toFixed(4)}`
      return `epoch ${epoch + 1}/${epochs}, step ${step + 1}/${steps}: loss ${total.toFixed(4)} (${parts})${eta}`
    },
    finished(event) {
      if (event.type !== 'train-progress' || event.progress.kind !== 'epoch') return undefined
      const { epoch, epochs, total, measures, isBest } = event.progress
      const found = Object.entries(measures).map(([name, value]) => `, ${name} ${value.toFixed(4)}`)
      return `epoch ${epoch + 1}/${epochs} done: loss ${total.toFixed(4)}${found.join('')}${isBest ? ' (best so far)' : ''}`
    },
  }
}

function stepsDone({ epoch, steps, step }: Step): number {
  return epoch * steps + step + 1
}
