import { describe, expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import { graphFileRunner } from '#test/support/graph-runner.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { openTinyModel } from '#test/support/tiny-model.ts'
import { learnedText } from './class-text.ts'
import { initialParameters } from './initial-parameters.ts'
import { Random } from './random.ts'
import { type LogLine, Trainer, type TrainerPlan, type TrainerPorts } from './trainer.ts'
import { freshState, loadState, saveState } from './trainer-state.ts'
import { TrainingLog } from './training-log.ts'
import { trainingPlot } from './training-plot.ts'
import { type TrainingExample, TrainingStep } from './training-step.ts'
import { trainingWindow } from './training-window.ts'

const files = graphFileRunner()
const folder = tempFolder()
const PLAN: TrainerPlan = {
  epochs: 4,
  learningRate: 3e-3,
  milestones: [3],
  weightDecay: 0.01,
  contrastWeight: 0.1,
  batches: { size: 8, isBalanced: true, seed: 7 },
  saveEvery: 2,
}
const VIDEOS = 24

/** Videos of noise; in the abnormal ones a run of snippets points in the direction of its class. */
function videos(
  { visualLength: T, visualWidth: width }: { visualLength: number; visualWidth: number },
  C: number,
) {
  return Array.from({ length: VIDEOS }, (_, video): TrainingExample => {
    const random = new Random('videos', video)
    const label = video % 2 === 0 ? 0 : 1 + (((video - 1) / 2) % (C - 1))
    const n = 20 + random.below(30)
    const features = Float32Array.from({ length: n * width }, () => random.normal())
    const start = random.below(n - 6)
    if (label > 0)
      for (let row = start; row < start + 6; row++)
        for (let i = 0; i < 4; i++) features[row * width + label * 4 + i]! += 3
    const targets = new Float32Array(C)
    targets[label] = 1
    return { window: trainingWindow(features, { T, width }), targets }
  })
}

describe('a training', async () => {
  const model = await openTinyModel('tiny-ucf')
  const { clipWeights, clip, prompts, detector } = model
  const examples = videos(detector, prompts.length)

  async function prepare(name: string) {
    const place = await files.open(name)
    const options = { clip: clipWeights, dims: clip, prompts, contrastWeight: 0.1, ...place }
    const text = await learnedText(options)
    const step = await TrainingStep.create({
      ...{ ...place, dims: detector, classes: prompts.length, text, part: 4 },
    })
    const shapes = new Map([
      ...step.shapes,
      ['text_prompt_embeddings.weight', [clip.contextLength, clip.textWidth]] as const,
    ])
    const state =
      (await loadState(place.folder)) ?? freshState('test', initialParameters(shapes, 1))
    const ports = (log: TrainingLog, changes: Partial<TrainerPorts> = {}): TrainerPorts => ({
      isNormal: examples.map(({ targets }) => targets[0] === 1),
      example: async (video) => examples[video]!,
      step: (parameters, batch) => step.run(parameters, batch),
      log: (line) => log.write(line),
      save: (next) => saveState(place.folder, next, shapes),
      ...changes,
    })
    return { ...place, shapes, state, ports }
  }

  it('learns, and goes on after a kill as if nothing had been', async () => {
    const whole = await prepare('whole')
    const wholeLog = await TrainingLog.open(whole.folder, 0)
    const straight = await new Trainer(PLAN, whole.ports(wholeLog), whole.state).run(
      new AbortController().signal,
    )
    const lines = await wholeLog.read()
    const totals = lines.flatMap((line) => (line.type === 'epoch' ? line.total : []))
    expect(totals).toHaveLength(4)
    expect(totals[3]).toBeLessThan(0.8 * totals[0]!)

    const cut = await prepare('cut')
    const cutLog = await TrainingLog.open(cut.folder, 0)
    let left = 5
    const dies = cut.ports(cutLog, {
      log: async (line) => {
        await cutLog.write(line)
        if (line.type === 'step' && left-- === 0) throw new Error('killed')
      },
    })
    await expect(
      new Trainer(PLAN, dies, cut.state).run(new AbortController().signal),
    ).rejects.toThrow('killed')
    const state = (await loadState(cut.folder))!
    expect(state.progress.steps).toBeGreaterThan(0)
    expect(state.progress.steps).toBeLessThan(6)
    const log = await TrainingLog.open(cut.folder, state.progress.logLines)
    const resumed = await new Trainer(PLAN, cut.ports(log), state).run(new AbortController().signal)
    expect(resumed).toEqual(straight)
    expect(await log.read()).toEqual(lines)
  })

  it('keeps what validated best', async () => {
    const { ports, state } = await prepare('best')
    const log = await TrainingLog.open(folder.path, 0)
    const scores = [0.2, 0.9, 0.5, 0.4]
    const seen: Float32Array[] = []
    const validate = async (parameters: ReadonlyMap<string, Float32Array>) => {
      seen.push(Float32Array.from(parameters.get('classifier.weight')!))
      return { score: scores[seen.length - 1]!, measures: { auc: scores[seen.length - 1]! } }
    }
    const best = await new Trainer(PLAN, ports(log, { validate, save: async () => {} }), state).run(
      new AbortController().signal,
    )
    expect(best.get('classifier.weight')).toEqual(seen[1])
    expect(trainingPlot(await log.read())).toMatch(/Validation[\s\S]*<polyline[\s\S]*auc/)
  })

  it('stops at a loss that is no number, and says where', async () => {
    const { ports, state } = await prepare('nan')
    const log = await TrainingLog.open(folder.path, 0)
    const features = new Float32Array(detector.visualWidth * 20).fill(Number.NaN)
    const window = trainingWindow(features, {
      T: detector.visualLength,
      width: detector.visualWidth,
    })
    const example = async (video: number) => ({ ...examples[video]!, window })
    const run = new Trainer(PLAN, ports(log, { example }), state).run(new AbortController().signal)
    await expect(run).rejects.toThrow(FlagreelError)
    await expect(run).rejects.toThrow(/epoch 1, step 1/)
  })
})

describe('a log', () => {
  it('draws its losses', () => {
    const losses = { bce: 0.5, nce: 1, cts: 0.1 }
    const step = { epoch: 0, steps: 2, losses, total: 1.51, gradientNorm: 1, learningRate: 1e-3 }
    const log: LogLine[] = [
      { type: 'step', ...step, step: 0 },
      { type: 'step', ...step, step: 1 },
    ]
    expect(trainingPlot(log)).toContain('L_nce')
  })
})

describe('starting values', () => {
  it('are spread as PyTorch’s layers spread them', async () => {
    const shapes: [string, number[]][] = [
      ['mlp1.c_fc.weight', [256, 64]],
      ['mlp1.c_fc.bias', [256]],
      ['temporal.resblocks.0.ln_1.weight', [64]],
      ['temporal.resblocks.0.attn.in_proj_weight', [192, 64]],
      ['frame_position_embeddings.weight', [64, 64]],
    ]
    const start = initialParameters(shapes, 3)
    const most = (key: string) => start.get(key)!.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
    expect(most('mlp1.c_fc.weight')).toBeCloseTo(1 / 8, 2)
    expect(most('mlp1.c_fc.bias')).toBeCloseTo(1 / 8, 2)
    expect(most('temporal.resblocks.0.attn.in_proj_weight')).toBeCloseTo(Math.sqrt(6 / 256), 2)
    expect(new Set(start.get('temporal.resblocks.0.ln_1.weight'))).toEqual(new Set([1]))
    const positions = start.get('frame_position_embeddings.weight')!
    const square = positions.reduce((sum, x) => sum + x * x, 0) / positions.length
    expect(Math.sqrt(square)).toBeCloseTo(0.01, 3)
    expect(initialParameters(shapes, 3)).toEqual(start)
    expect(initialParameters(shapes, 4)).not.toEqual(start)
  })
})
