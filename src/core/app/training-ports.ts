import { availableParallelism } from 'node:os'
import type { DetectorDims, Label } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { AnalysisParts } from '#core/analysis/methods.ts'
import { textFeeds } from '#core/clip/prompts.ts'
import { some } from '#core/dataset/feature-list.ts'
import { assertOnce, type LabelledFile } from '#core/dataset/library-labels.ts'
import { finiteRows } from '#core/dataset/read-features.ts'
import { rocAuc } from '#core/dataset/roc-auc.ts'
import {
  BUNDLE_FILES,
  type BundleFolder,
  encoderKeyOf,
  openBundleFiles,
  precisionsOf,
  vocabularyOf,
} from '#core/models/bundle-files.ts'
import { textWeightsOf } from '#core/models/bundle-weights.ts'
import { checkGraph } from '#core/models/check-graph.ts'
import { rowsOfPrompts } from '#core/models/embed-prompts.ts'
import type { ModelParts } from '#core/models/methods.ts'
import { noteOf } from '#core/models/model-catalogue.ts'
import { writeTrainedModel } from '#core/models/write-trained-model.ts'
import { openCheckpoint } from '#core/nn/checkpoint/checkpoint.ts'
import type { InferencePool } from '#core/nn/session/inference-pool.ts'
import type { TrainedDetector, TrainingBase, TrainingParts } from '#core/training/methods.ts'
import type { LabelledFeatures } from '#core/training/samples.ts'
import type { TextSource } from '#core/training/train-detector.ts'
import { learnsPrompt } from '#core/vadclip/variant.ts'

type Features = Pick<AnalysisParts, 'features' | 'files'>

/** A training's base model from the catalogue, and features from the library. */
export function trainingParts(models: ModelParts, analysis: Features): TrainingParts {
  return {
    async base(model) {
      const opened = await models.catalogue.open(model)
      const { id, licence, clip } = opened.bundle
      return {
        ...{ id, licence, width: clip.embedDim },
        text: (labels, signal) => textSourceOf(opened, { labels, pool: models.pool(), signal }),
        storedFeatures: (list, listed) => storedFeatures(opened, { list, listed, analysis }),
        async install(trained, signal) {
          const bundle = await install(opened, { trained, models, signal })
          return { bundle, note: noteOf(bundle) }
        },
      } satisfies TrainingBase
    },
    device: async () => (await models.pool().device()).used,
    threads: availableParallelism(),
    auc: rocAuc,
  }
}

interface TextOptions {
  readonly labels: readonly Label[]
  readonly pool: InferencePool
  readonly signal: AbortSignal
}

async function textSourceOf(
  opened: BundleFolder,
  { labels, pool, signal }: TextOptions,
): Promise<TextSource> {
  const { bundle } = opened
  const vocabulary = await vocabularyOf(opened)
  const prompts = (detector: DetectorDims) =>
    rowsOfPrompts({ clip: bundle.clip, detector, ...(vocabulary && { vocabulary }) }, labels)
  return {
    id: bundle.id,
    dims: bundle.clip,
    weights: await textWeightsOf(opened),
    prompts,
    async embed(detector) {
      const [graph] = await openBundleFiles(opened, [
        BUNDLE_FILES.textEncoder,
        BUNDLE_FILES.textWeights,
      ])
      await checkGraph(graph!, bundle)
      // The tower of a learned prompt reads its rows only behind the end of these texts, where nothing sees them.
      const learnablePrompt = learnsPrompt(bundle.detector)
      const feeds = textFeeds(prompts(detector), { learnablePrompt })
      return (await pool.run(graph!, feeds, { signal })).embeddings!
    },
  }
}

interface StoredOptions {
  readonly list: string
  readonly listed: readonly LabelledFile[]
  readonly analysis: Features
}

/** Of one precision of the image tower, the most exact that all videos were scanned with. */
function storedFeatures(opened: BundleFolder, options: StoredOptions): LabelledFeatures[] {
  const { list, listed, analysis } = options
  const videos = listed.map((file) => ({ ...file, contentId: analysis.files.contentAt(file.path) }))
  const unknown = videos.filter(({ contentId }) => contentId === undefined)
  if (unknown.length > 0)
    throw lacking(unknown, `of the ${listed.length} videos of ${list} are not in the library`)
  assertOnce(list, videos, ({ contentId }) => contentId!)
  const { id, recipe } = opened.bundle
  const found = precisionsOf(opened).map((precision) => {
    const encoderKey = encoderKeyOf(opened, precision)
    return videos.map((video) => ({
      ...video,
      set: analysis.features.find({ contentId: video.contentId!, encoderKey, recipe }),
    }))
  })
  const whole = found.find((sets) => sets.every(({ set }) => set?.isComplete))
  if (!whole)
    throw lacking(
      found[0]!.filter(({ set }) => !set?.isComplete),
      `of the ${listed.length} videos of ${list} have no features of the model ${id}`,
    )
  return whole.map(({ path, label, set }) => ({
    ...{ name: path, label },
    async read() {
      const snippets = analysis.features.snippets(set!.id)
      return finiteRows(path, analysis.features.rows(set!, 0, snippets), set!.dim)
    },
  }))
}

function lacking(files: readonly LabelledFile[], what: string): FlagreelError {
  const named = some(files.map(({ path, line }) => `${path} (line ${line})`))
  return new FlagreelError('not-found', `${files.length} ${what}: ${named}.`, {
    hint: 'Scan them first: flagreel scan --model <the same model> <files>',
  })
}

interface InstallOptions {
  readonly trained: TrainedDetector
  readonly models: ModelParts
  readonly signal: AbortSignal
}

async function install(base: BundleFolder, { trained, models, signal }: InstallOptions) {
  const { settings, labels, licence, source, dims } = trained
  const { name, frameScore, rule } = settings
  const checkpoint = await openCheckpoint(trained.checkpoint)
  try {
    return await writeTrainedModel(
      {
        ...{ base, checkpoint, labels, name, licence, frameScore, rule, source },
        detector: dims,
        // What a toy CLIP sees is a toy, whoever trains on it.
        training: base.bundle.training === 'demonstration' ? 'demonstration' : 'trained',
      },
      {
        pool: models.pool(),
        modelsFolder: models.catalogue.installedFolder,
        createdBy: models.createdBy,
        signal,
      },
    )
  } finally {
    await checkpoint.close()
  }
}
