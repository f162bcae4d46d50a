import { basename, join, resolve } from 'node:path'
import type { Bundle, Label } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { CallContext, Handlers } from '#contract/handlers.ts'
import type { TrainInput, TrainingResult, TrainProgress } from '#contract/training.ts'
import { readFeatureList } from '#core/dataset/feature-list.ts'
import { type LabelledFile, readLibraryLabels } from '#core/dataset/library-labels.ts'
import { readFeatures } from '#core/dataset/read-features.ts'
import { readWholeText } from '#core/files/read-whole.ts'
import type { Device } from '#core/nn/session/protocol.ts'
import { bundleLabels, promptedLabels } from './prompted-labels.ts'
import type { LabelledFeatures } from './samples.ts'
import {
  type TrainProgress as Progress,
  type TextSource,
  type TrainResult,
  trainDetector,
} from './train-detector.ts'
import {
  ablationSettings,
  parseTrainSettings,
  presetSettings,
  type SettingsChange,
  type TrainSettings,
  trainSettings,
  withoutUndefined,
} from './train-settings.ts'
import type { ValidatorOptions } from './validate.ts'

/** The model whose CLIP a detector is trained on. */
export interface TrainingBase {
  readonly id: string
  readonly licence: string
  /** D */
  readonly width: number
  /** Its text tower, frozen, for these labels. */
  text(labels: readonly Label[], signal: AbortSignal): Promise<TextSource>
  /** Features of its image tower that the library has. Throws `not-found` naming the videos without. */
  storedFeatures(list: string, files: readonly LabelledFile[]): LabelledFeatures[]
  /** The model that was made, and what must be said beside its scores. */
  install(
    trained: TrainedDetector,
    signal: AbortSignal,
  ): Promise<{ readonly bundle: Bundle; readonly note: string | null }>
}

export interface TrainedDetector extends TrainResult {
  readonly settings: TrainSettings
  readonly labels: readonly Label[]
  readonly licence: string
  /** In words. */
  readonly source: string
}

export interface TrainingParts {
  /** The default model when none is named. */
  base(model: string | undefined): Promise<TrainingBase>
  device(): Promise<Device>
  readonly threads: number
  readonly auc: ValidatorOptions['auc']
}

export function trainingMethods(parts: TrainingParts): Pick<Handlers, 'train.run'> {
  return { 'train.run': (input, context) => runTraining(parts, input, context) }
}

async function runTraining(
  parts: TrainingParts,
  input: TrainInput,
  { signal, emit }: CallContext,
): Promise<TrainingResult> {
  const settings = await settingsOf(input)
  const base = await parts.base(input.model)
  const { list, videos } = await dataOf(input, base)
  const folder = resolve(input.out)
  const trained = await trainDetector({
    ...{ videos, settings, folder, signal, auc: parts.auc },
    text: await base.text(promptedLabels(settings), signal),
    device: await parts.device(),
    threads: input.threads ?? parts.threads,
    onProgress: (progress) => emit({ type: 'train-progress', progress: shown(progress) }),
  })
  const labels = bundleLabels(settings)
  const source = `Trained on ${videos.length} videos of ${basename(list)} with the CLIP of ${base.id}`
  const licence = settings.licence ?? base.licence
  const made = { ...trained, settings, labels, licence, source }
  const { bundle, note } = await base.install(made, signal)
  emit({ type: 'changed', what: ['models', 'library', 'review'] })
  const { best } = trained
  return {
    ...{
      model: bundle.id,
      name: bundle.name,
      note,
      folder,
      epochs: settings.epochs,
    },
    log: join(folder, 'log.jsonl'),
    plot: join(folder, 'plot.svg'),
    best: best && { epoch: best.epoch + 1, score: best.score },
  }
}

/** A preset or a file, then what the command says otherwise. */
async function settingsOf(input: TrainInput): Promise<TrainSettings> {
  const { ablation, epochs, learningRate, batch, seed, validation, name } = input
  const own = withoutUndefined({ epochs, learningRate, batch, seed, validation, name })
  return trainSettings(
    await baseSettings(input),
    ablation === undefined ? {} : ablationSettings(ablation),
    own,
  )
}

const CONFIG = { what: 'a configuration', largestBytes: 1024 * 1024 }

async function baseSettings({ preset, config }: TrainInput): Promise<SettingsChange> {
  if (preset && config)
    throw new FlagreelError('bad-argument', 'A preset and a configuration exclude each other.', {
      hint: 'Give --preset for a released training, or --config for any other.',
    })
  if (preset) return presetSettings(preset)
  if (config) return parseTrainSettings(await readWholeText(config, CONFIG), config)
  throw new FlagreelError('bad-argument', 'Nothing says which classes are to be learned.', {
    hint: "Give --preset ucf or --preset xd for the authors' label sets and settings, or --config F.json.",
  })
}

async function dataOf(
  { features, root, libraryLabels }: TrainInput,
  base: TrainingBase,
): Promise<{ readonly list: string; readonly videos: readonly LabelledFeatures[] }> {
  if ((features === undefined) === (libraryLabels === undefined))
    throw new FlagreelError(
      'bad-argument',
      'A training needs one list of videos: of feature files, or of videos in the library.',
      { hint: 'Give --features LIST.csv or --library-labels FILE.csv.' },
    )
  if (libraryLabels !== undefined) {
    if (root !== undefined)
      throw new FlagreelError('bad-argument', 'A root goes with a list of feature files only.', {
        hint: 'Leave --root out, or give --features instead of --library-labels.',
      })
    const files = await readLibraryLabels(libraryLabels)
    return { list: libraryLabels, videos: base.storedFeatures(libraryLabels, files) }
  }
  const listed = await readFeatureList(features!, root)
  const videos = listed.map(({ path, label }) => ({
    ...{ name: path, label },
    read: () => readFeatures(path, base.width),
  }))
  return { list: features!, videos }
}

function shown(progress: Progress): TrainProgress {
  if (progress.kind === 'reading') return progress
  const { line, epochs } = progress
  if (line.type === 'step') {
    const { epoch, step, steps, losses, total } = line
    return { kind: 'step', epochs, epoch, step, steps, losses, total }
  }
  const { epoch, total, isBest, measures } = line
  return { kind: 'epoch', epochs, epoch, total, isBest, measures }
}
