import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClipDims, DetectorDims } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { PromptRow } from '#core/clip/prompts.ts'
import type { Weights } from '#core/clip/weights.ts'
import { writeSafetensors } from '#core/nn/checkpoint/safetensors.ts'
import { ModelSessions } from '#core/nn/session/model-sessions.ts'
import type { Device } from '#core/nn/session/protocol.ts'
import type { Tensor } from '#core/nn/tensor/tensor.ts'
import { checkWindow } from '#core/vadclip/config.ts'
import { checkVariant, learnsPrompt } from '#core/vadclip/variant.ts'
import { type ClassText, fixedText, learnedText, PROMPT_KEY } from './class-text.ts'
import { initialParameters } from './initial-parameters.ts'
import { openRunFolder } from './run-folder.ts'
import type { Parameters, RunModel } from './run-model.ts'
import {
  checkSplit,
  ExampleStore,
  type LabelledFeatures,
  labelSamples,
  splitSamples,
} from './samples.ts'
import type { TrainSettings } from './train-settings.ts'
import { type LogLine, Trainer, type TrainerPlan } from './trainer.ts'
import { saveState, type TrainerState } from './trainer-state.ts'
import { TrainingLog } from './training-log.ts'
import { trainingPlot } from './training-plot.ts'
import { TrainingStep } from './training-step.ts'
import { Validator, type ValidatorOptions } from './validate.ts'

/** The frozen CLIP below a detector; core/models supplies it. */
export interface TextSource {
  /** Of the model that it belongs to: another one's training cannot go on here. */
  readonly id: string
  readonly dims: ClipDims
  readonly weights: Weights
  /** How the text tower reads the labels under a detector of these dimensions. */
  prompts(detector: DetectorDims): PromptRow[]
  /** Their embeddings without a learned prompt [C, D]. */
  embed(detector: DetectorDims): Promise<Tensor>
}

export interface TrainRequest {
  readonly videos: readonly LabelledFeatures[]
  readonly settings: TrainSettings
  readonly text: TextSource
  /** State, log, picture and the trained tensors; a training that was cut off goes on from here. */
  readonly folder: string
  readonly device: Device
  readonly threads: number
  readonly auc: ValidatorOptions['auc']
  readonly signal: AbortSignal
  readonly onProgress: (progress: TrainProgress) => void
}

export type TrainProgress =
  | { readonly kind: 'reading'; readonly done: number; readonly of: number }
  | { readonly kind: 'trained'; readonly line: LogLine; readonly epochs: number }

export interface TrainResult {
  readonly dims: DetectorDims
  /** A safetensors file with the trained tensors by the keys of a VadCLIP state dict. */
  readonly checkpoint: string
  readonly best: TrainerState['progress']['best']
}

/**
 * Of features in one run: 4 videos of UCF-Crime. Their activations take half a gigabyte; with the text tower, its gradient and
 * the features of the data set, the whole stays below four.
 */
const PART_BYTES = 2_100_000
const SAVE_EVERY = 25

/**
 * Trains a detector, and the learned prompt below it, from video-level labels. Everything that can be wrong with the data
 * is said before the first step. Throws `bad-argument` (also a folder with files that no training made), `bad-tensor`,
 * `bad-checkpoint` (a folder with another training).
 */
export async function trainDetector(request: TrainRequest): Promise<TrainResult> {
  const { settings, text, folder, videos } = request
  const dims = detectorDimsOf(settings, text.dims)
  const samples = labelSamples(videos, settings.labels)
  const split = splitSamples(samples, { share: settings.validation, seed: settings.seed })
  checkSplit(samples, split)
  const prompts = text.prompts(dims)
  const classes = settings.labels.length
  const store = new ExampleStore(samples, {
    ...{ T: dims.visualLength, width: dims.visualWidth, classes },
  })
  const state = await openRunFolder(folder, fingerprintOf(request))
  await store.checkAll(
    (done) => request.onProgress({ kind: 'reading', done, of: samples.length }),
    request.signal,
  )
  const engine = await createEngine(request, { dims, prompts })
  try {
    const ready = { ...state, parameters: startingPoint(state, engine, settings.seed) }
    const log = await TrainingLog.open(folder, state.progress.logLines)
    const validation = await Promise.all(split.validation.map((at) => store.example(at)))
    const trainer = new Trainer(
      planOf(settings),
      {
        isNormal: split.training.map((at) => samples[at]!.isNormal),
        example: (video) => store.example(split.training[video]!),
        step: (parameters, batch) => engine.step.run(parameters, batch),
        ...(validation.length > 0 && {
          validate: (parameters: Parameters) => engine.validator.validate(parameters, validation),
        }),
        log: async (line) => {
          await log.write(line)
          request.onProgress({ kind: 'trained', line, epochs: settings.epochs })
        },
        save: async (next) => {
          await saveState(folder, next, engine.shapes)
          await writeFile(join(folder, 'plot.svg'), trainingPlot(await log.read()))
        },
      },
      ready,
    )
    const parameters = await trainer.run(request.signal)
    const checkpoint = join(folder, 'detector.safetensors')
    await writeParameters(checkpoint, parameters, engine.shapes)
    return { dims, checkpoint, best: trainer.best }
  } finally {
    await engine.close()
  }
}

function detectorDimsOf(settings: TrainSettings, clip: ClipDims): DetectorDims {
  const { visualLength, temporalLayers, temporalHeads, attnWindow, variant } = settings
  checkWindow(visualLength, attnWindow)
  checkVariant(variant)
  const { promptPrefix, promptPostfix } = settings
  if (clip.embedDim !== clip.textWidth || clip.embedDim % temporalHeads !== 0)
    throw new FlagreelError(
      'bad-argument',
      `A detector on CLIP embeddings of ${clip.embedDim}, text width ${clip.textWidth}, with ${temporalHeads} heads cannot be: the widths must be equal and the heads divide them.`,
    )
  return {
    ...{ visualLength, visualWidth: clip.embedDim, temporalLayers, temporalHeads, attnWindow },
    ...{ promptPrefix, promptPostfix, variant },
  }
}

function planOf(settings: TrainSettings): TrainerPlan {
  const { epochs, learningRate, milestones, weightDecay, contrastWeight } = settings
  const batches = { size: settings.batch, isBalanced: settings.isBalanced, seed: settings.seed }
  return {
    ...{ epochs, learningRate, milestones, weightDecay, contrastWeight, batches },
    saveEvery: SAVE_EVERY,
  }
}

interface Engine {
  readonly step: TrainingStep
  readonly validator: Validator
  readonly shapes: ReadonlyMap<string, readonly number[]>
  close(): Promise<void>
}

async function createEngine(
  request: TrainRequest,
  { dims, prompts }: { readonly dims: DetectorDims; readonly prompts: readonly PromptRow[] },
): Promise<Engine> {
  const { settings, folder: root, text, auc } = request
  const folder = join(root, 'graphs')
  await mkdir(folder, { recursive: true })
  const sessions = new ModelSessions({ device: request.device, threads: request.threads, kept: 4 })
  const run: RunModel = (modelPath, feeds) => sessions.run({ modelPath, feeds })
  const isLearned = learnsPrompt(dims)
  const classText: ClassText = isLearned
    ? await learnedText({
        ...{ folder, run, clip: text.weights, dims: text.dims, prompts },
        contrastWeight: settings.contrastWeight,
      })
    : fixedText(await text.embed(dims))
  const part = partOf(dims, settings.batch)
  const parts = { folder, dims, classes: settings.labels.length, text: classText, part, run }
  const step = await TrainingStep.create(parts)
  const validator = await Validator.create({ ...parts, auc })
  const { contextLength, textWidth } = text.dims
  const prompt = isLearned ? [[PROMPT_KEY, [contextLength, textWidth]] as const] : []
  return {
    ...{ step, validator, shapes: new Map([...step.shapes, ...prompt]) },
    close: () => sessions.close(),
  }
}

/** Videos in one run. */
export function partOf(
  { visualLength, visualWidth }: Pick<DetectorDims, 'visualLength' | 'visualWidth'>,
  batch: number,
): number {
  const windowBytes = visualLength * visualWidth * 4
  return Math.max(1, Math.min(batch, Math.floor(PART_BYTES / windowBytes)))
}

/** What a training is known by: one with other settings, other data or another model cannot go on with it. */
function fingerprintOf({ settings, videos, text }: TrainRequest): string {
  const data = videos.map(({ name, label }) => [name, label])
  return createHash('sha256')
    .update(JSON.stringify([settings, text.id, data]))
    .digest('hex')
}

function startingPoint(state: TrainerState, engine: Engine, seed: number) {
  return state.parameters.size > 0 ? state.parameters : initialParameters(engine.shapes, seed)
}

async function writeParameters(
  path: string,
  parameters: Parameters,
  shapes: ReadonlyMap<string, readonly number[]>,
): Promise<void> {
  const tensors = Array.from(parameters, ([name, values]) => ({
    name,
    dtype: 'float32' as const,
    shape: shapes.get(name)!,
    read: async () => values,
  }))
  await writeSafetensors(path, tensors)
}
