/**
 * One epoch of training at the size of UCF-Crime (1,610 videos of 256 snippets of 512 numbers, batches of 64 + 64, the
 * preset's detector, CLIP's text tower with random weights): `node bench/train.ts [steps] [videos]`. Beside it a plainer
 * way, the same step with so many videos in one graph: by default the whole batch, which takes far more memory. It is the
 * same arithmetic on the same onnxruntime, so the ratio is that of the parts alone, not of another framework. By default
 * two steps are run and the second stands for the others; `all` runs the whole epoch. Each way runs in a process of its
 * own, so that its peak of memory is its own.
 */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { clipDimsOf } from '#core/clip/config.ts'
import { promptRows } from '#core/clip/prompts.ts'
import { weightsOf } from '#core/clip/weights.ts'
import { openCheckpoint } from '#core/nn/checkpoint/checkpoint.ts'
import { ModelSessions } from '#core/nn/session/model-sessions.ts'
import { learnedText, PROMPT_KEY } from '#core/training/class-text.ts'
import { initialParameters } from '#core/training/initial-parameters.ts'
import { Random } from '#core/training/random.ts'
import { partOf } from '#core/training/train-detector.ts'
import { presetSettings, trainSettings } from '#core/training/train-settings.ts'
import { Trainer } from '#core/training/trainer.ts'
import { freshState } from '#core/training/trainer-state.ts'
import { type TrainingExample, TrainingStep } from '#core/training/training-step.ts'

const NORMAL = 800
const VIDEOS = 1610
const settings = trainSettings(presetSettings('ucf'))
const { visualLength: T, promptPrefix: prefix, promptPostfix: postfix, batch } = settings
const D = 512
const classes = settings.labels.length
const STEPS_OF_EPOCH = Math.floor(NORMAL / (batch / 2))

interface Measured {
  readonly firstSec: number
  /** Mean of the steps behind the first. */
  readonly stepSec: number
  readonly peakBytes: number
}

function exampleOf(video: number): TrainingExample {
  const random = new Random('bench', video)
  const rows = Float32Array.from({ length: T * D }, () => random.next() - 0.5)
  const targets = new Float32Array(classes)
  targets[video < NORMAL ? 0 : 1 + (video % (classes - 1))] = 1
  return { window: { rows, length: T }, targets }
}

/** Steps of the real trainer, `part` videos in one run. */
async function measure(folder: string, part: number, steps: number): Promise<Measured> {
  const checkpoint = await openCheckpoint(join(folder, 'ucf.pth'))
  const threads = availableParallelism()
  const sessions = new ModelSessions({ device: 'cpu', threads, kept: 4 })
  const run = (modelPath: string, feeds: Parameters<ModelSessions['run']>[0]['feeds']) =>
    sessions.run({ modelPath, feeds })
  const clip = clipDimsOf(checkpoint.tensors, 'clipmodel.', {})
  const layout = { prefix, postfix, contextLength: clip.contextLength }
  const prompts = settings.labels.map(({ tokens }) => promptRows(tokens!, layout))
  const { contrastWeight, temporalLayers, temporalHeads, attnWindow } = settings
  const text = await learnedText({
    ...{ folder, run, dims: clip, prompts, contrastWeight },
    clip: weightsOf(checkpoint).within('clipmodel'),
  })
  const dims = {
    ...{ visualLength: T, visualWidth: D, temporalLayers, temporalHeads, attnWindow },
    ...{ promptPrefix: prefix, promptPostfix: postfix },
  }
  const step = await TrainingStep.create({ folder, dims, classes, text, part, run })
  const shapes = [...step.shapes, [PROMPT_KEY, [clip.contextLength, clip.textWidth]] as const]
  const examples = Array.from({ length: VIDEOS }, (_, video) => exampleOf(video))
  const stop = new AbortController()
  const times = [performance.now()]
  const trainer = new Trainer(
    {
      ...{ epochs: 1, milestones: [], saveEvery: 25, contrastWeight },
      ...{ learningRate: settings.learningRate, weightDecay: settings.weightDecay },
      batches: { size: batch, isBalanced: true, seed: 1 },
    },
    {
      isNormal: examples.map((_, video) => video < NORMAL),
      example: async (video) => examples[video]!,
      step: (parameters, some) => step.run(parameters, some),
      log: async ({ type }) => {
        if (type === 'step') times.push(performance.now())
        if (times.length > steps) stop.abort()
      },
      save: async () => {},
    },
    freshState('bench', initialParameters(shapes, 1)),
  )
  await trainer.run(stop.signal).catch((error) => {
    if (!stop.signal.aborted) throw error
  })
  await sessions.close()
  await checkpoint.close()
  const spans = times.slice(1).map((at, i) => (at - times[i]!) / 1000)
  const [first, ...others] = spans as [number, ...number[]]
  const stepSec = others.reduce((sum, span) => sum + span, 0) / others.length
  return { firstSec: first, stepSec, peakBytes: process.resourceUsage().maxRSS * 1024 }
}

function print(rows: readonly (readonly [way: string, measured: Measured])[]): void {
  const [[, ours]] = rows as [readonly [string, Measured]]
  const cells = rows.map(([way, { firstSec, stepSec, peakBytes }]) => [
    ...[way, firstSec.toFixed(1), stepSec.toFixed(1)],
    ...[((firstSec + (STEPS_OF_EPOCH - 1) * stepSec) / 60).toFixed(1)],
    ...[`${(stepSec / ours.stepSec).toFixed(2)}×`, (peakBytes / 2 ** 30).toFixed(2)],
    `${(peakBytes / ours.peakBytes).toFixed(2)}×`,
  ])
  const titles = ['way', 'first step s', 'step s', 'epoch min', 'time', 'peak GiB', 'memory']
  const widths = titles.map((title, i) =>
    Math.max(title.length, ...cells.map((row) => row[i]!.length)),
  )
  for (const row of [titles, ...cells])
    console.log(row.map((cell, i) => cell.padStart(widths[i]!)).join('  '))
}

async function main(wanted: string, reference: number): Promise<void> {
  const steps = wanted === 'all' ? STEPS_OF_EPOCH : Math.max(2, Number(wanted))
  const folder = await mkdtemp(join(tmpdir(), 'flagreel-bench-'))
  try {
    const maker = join(import.meta.dirname, '../scripts/make-checkpoint.ts')
    execFileSync(process.execPath, [maker, 'ucf', join(folder, 'ucf.pth')])
    console.log(
      `${cpus()[0]?.model}, ${availableParallelism()} threads, load ${loadavg()[0]?.toFixed(2)}`,
    )
    console.log(
      `${steps} of ${STEPS_OF_EPOCH} steps were run${steps < STEPS_OF_EPOCH ? '; the epoch is extrapolated' : ''}`,
    )
    const part = partOf({ visualLength: T, visualWidth: D }, batch)
    const rows = [part, reference].map((size) => {
      const args = [import.meta.filename, '--measure', folder, String(size), String(steps)]
      const stdout = execFileSync(process.execPath, args, { encoding: 'utf8' })
      const way = size === batch ? 'whole batch at once' : `in parts of ${size}`
      return [way, JSON.parse(stdout) as Measured] as const
    })
    print(rows)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const [command = '2', folder, part, steps] = process.argv.slice(2)
if (command === '--measure')
  console.log(JSON.stringify(await measure(folder!, Number(part), Number(steps))))
else await main(command, Number(folder ?? batch))
