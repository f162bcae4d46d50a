import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { MethodArguments } from '#contract/api.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { CoreEvent } from '#contract/events.ts'
import type { CallContext, Handlers } from '#contract/handlers.ts'
import type { ImageFeatures, ModelImpact } from '#contract/results.ts'
import { scoresOf } from '#contract/scores.ts'
import { readWhole, readWholeText } from '#core/files/read-whole.ts'
import type { InferencePool } from '#core/nn/session/inference-pool.ts'
import { readNpy } from '#core/nn/tensor/npy.ts'
import type { Tensor } from '#core/nn/tensor/tensor.ts'
import { type ImportConfig, parseImportConfig } from '#core/vadclip/import-config.ts'
import { PRESETS } from '#core/vadclip/presets.ts'
import { choosePrecision } from './choose-precision.ts'
import { encodeInBatches, firstImages } from './image-batches.ts'
import { importModel } from './import-model.ts'
import { LoadedModel } from './loaded-model.ts'
import { type ModelCatalogue, referenceOf, summaryOfBundle } from './model-catalogue.ts'
import { rowsOf } from './rows.ts'
import { verifyModel } from './verify-model.ts'

export interface ModelParts {
  readonly catalogue: ModelCatalogue
  readonly pool: () => InferencePool
  readonly createdBy: string
  /** What scanning the library with a model would take. */
  readonly workFor: (model: string) => Promise<ModelImpact>
}

const CHANGED: CoreEvent = { type: 'changed', what: ['models', 'library', 'review'] }

type ModelMethods = Pick<
  Handlers,
  | 'models.list'
  | 'models.import'
  | 'models.show'
  | 'models.impact'
  | 'models.verify'
  | 'models.remove'
  | 'models.default'
  | 'detect.run'
  | 'encode.image'
  | 'encode.text'
>

export function modelMethods(parts: ModelParts): ModelMethods {
  const { catalogue, pool } = parts
  const open = async (id: string | undefined) => new LoadedModel(await catalogue.open(id), pool())
  return {
    'models.list': () => catalogue.list(),
    'models.import': async (input, context) => {
      const imported = await runImport(parts, input, context)
      context.emit(CHANGED)
      return imported
    },
    'models.show': async ({ model }) => {
      const { bundle } = await catalogue.open(model)
      const bytes = bundle.files.reduce((sum, file) => sum + file.bytes, 0)
      return { bundle, bytes }
    },
    'models.impact': ({ model }) => parts.workFor(model),
    'models.verify': async ({ model }, { signal }) =>
      verifyModel(await catalogue.open(model), pool(), signal),
    'models.remove': async ({ model }, { emit }) => {
      await catalogue.remove(model)
      emit(CHANGED)
      return { id: model }
    },
    'models.default': async ({ model }, { emit }) => {
      await catalogue.setDefault(model)
      emit(CHANGED)
      return { id: model }
    },
    'detect.run': async (input, { signal }) => {
      const model = await open(input.model)
      const features = await readRows(input.features, model.bundle.clip.embedDim)
      return {
        model: referenceOf(model.bundle),
        ...detectionOf(await model.detectAll(features, signal)),
      }
    },
    'encode.image': async (input, { signal, emit }): Promise<ImageFeatures> => {
      const opened = await catalogue.open(input.model)
      const pixels = await readNpy(input.pixels)
      const sample = async (count: number) => firstImages(pixels, count)
      const gate = { opened, pool: pool(), signal, sample }
      const { used, reason } = await choosePrecision(input.precision, gate)
      if (input.precision === 'auto') emit({ type: 'precision', used, reason })
      const model = new LoadedModel(opened, pool(), used)
      const batches = await encodeInBatches(model, pixels, signal)
      return { features: batches.flatMap((batch) => rowsOf(batch, model.bundle.clip.embedDim)) }
    },
    'encode.text': async (input, { signal }) => {
      const model = await open(input.model)
      const { labels, clip } = model.bundle
      const isOwn = input.prompts.length === 0
      const embeddings = await (isOwn
        ? model.embedLabels(signal)
        : model.embed(input.prompts, signal))
      return {
        labels: isOwn ? labels.map(({ id }) => id) : input.prompts,
        embeddings: rowsOf(embeddings.data as Float32Array, clip.embedDim),
      }
    },
  }
}

async function runImport(
  { catalogue, pool, createdBy }: ModelParts,
  input: MethodArguments<'models.import'>,
  { signal, emit }: CallContext,
) {
  const vocabulary = await findVocabulary(input)
  const bundle = await importModel(
    {
      file: input.file,
      config: await importConfig(input),
      ...(vocabulary ? { vocabulary } : {}),
      ...(input.name === undefined ? {} : { name: input.name }),
    },
    {
      pool: pool(),
      modelsFolder: catalogue.installedFolder,
      createdBy,
      signal,
      onProgress: (step, fraction) => emit({ type: 'import-progress', step, fraction }),
    },
  )
  const listed = (await catalogue.list()).find(({ id }) => id === bundle.id)
  const isDefault = listed?.isDefault ?? false
  return { ...summaryOfBundle(bundle), origin: 'installed' as const, isDefault, problem: null }
}

const CONFIG = { what: 'a configuration', largestBytes: 1024 * 1024 }

async function importConfig({
  preset,
  config,
}: MethodArguments<'models.import'>): Promise<ImportConfig> {
  if (preset && config)
    throw new FlagreelError('bad-argument', 'A preset and a configuration exclude each other.', {
      hint: 'Give --preset for a released model, or --config for any other.',
    })
  if (preset) return PRESETS[preset]
  if (config) return parseImportConfig(await readWholeText(config, CONFIG), config)
  throw new FlagreelError('bad-argument', 'A checkpoint does not say its labels and windows.', {
    hint: "Give --preset ucf or --preset xd for the authors' released models, or --config F.json for another.",
  })
}

/** The names under which the vocabulary is published. */
const VOCABULARY_NAMES = ['bpe_simple_vocab_16e6.txt.gz', 'bpe_simple_vocab_16e6.txt']

/** The published file is 1.3 MB packed; `readVocabulary` has its own bound for what comes out of it. */
const VOCABULARY = {
  what: 'a vocabulary',
  largestBytes: 16 * 1024 * 1024,
  hint: "Give CLIP's bpe_simple_vocab_16e6.txt.gz.",
}

/** The one that was named, or one beside the checkpoint. */
async function findVocabulary({
  file,
  vocabulary,
}: MethodArguments<'models.import'>): Promise<Uint8Array | undefined> {
  const beside = VOCABULARY_NAMES.map((name) => join(dirname(file), name))
  const path = vocabulary ?? beside.find((candidate) => existsSync(candidate))
  return path === undefined ? undefined : readWhole(path, VOCABULARY)
}

/** Features [n, D] of one video, from a .npy. Throws `bad-tensor` for another shape. */
async function readRows(path: string, dim: number): Promise<Float32Array> {
  const features: Tensor = await readNpy(path)
  const [, width] = features.shape
  if (features.dtype === 'float32' && features.shape.length === 2 && width === dim)
    return features.data as Float32Array
  throw new FlagreelError(
    'bad-tensor',
    `${path} is [${features.shape.join(', ')}] ${features.dtype}; the model reads features [n, ${dim}] float32.`,
    { hint: 'One row a snippet of 16 frames, from the image tower that the model was trained on.' },
  )
}

function detectionOf(logits: Awaited<ReturnType<LoadedModel['detectAll']>>) {
  const { prob1, prob2, classProbabilities, classes } = scoresOf(logits)
  return {
    logits1: logits.logits1 ? Array.from(logits.logits1) : null,
    prob1: prob1 ? Array.from(prob1) : null,
    logits2: rowsOf(logits.logits2, classes),
    classProbabilities: rowsOf(classProbabilities, classes),
    prob2: Array.from(prob2),
  }
}
