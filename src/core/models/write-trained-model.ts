import { constants, copyFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bundle, DetectorDims, Label } from '#contract/bundle.ts'
import { buildTextEncoder } from '#core/clip/text-tower.ts'
import { weightsOf } from '#core/clip/weights.ts'
import type { Checkpoint } from '#core/nn/checkpoint/checkpoint.ts'
import { writeModels } from '#core/nn/onnx/write-model.ts'
import { formatNpy } from '#core/nn/tensor/npy.ts'
import { buildDetector } from '#core/vadclip/detector.ts'
import { learnsPrompt } from '#core/vadclip/variant.ts'
import {
  BUNDLE_FILES,
  type BundleFolder,
  IMAGE_TOWERS,
  openBundleFiles,
  vocabularyOf,
} from './bundle-files.ts'
import { textWeightsOf } from './bundle-weights.ts'
import { embedPrompts } from './embed-prompts.ts'
import type { ImportContext } from './import-model.ts'
import { installBundle, temporaryFolder } from './install-bundle.ts'

export interface TrainedModel {
  /** Whose CLIP it was trained on: its image towers and its vocabulary are kept. */
  readonly base: BundleFolder
  /** The detector's and the prompt's tensors, by the keys of a state dict. */
  readonly checkpoint: Checkpoint
  readonly detector: DetectorDims
  readonly labels: readonly Label[]
  readonly name: string
  readonly training: Bundle['training']
  readonly licence: string
  readonly frameScore: Bundle['frameScore']
  readonly rule: Bundle['rule']
  readonly source: string
}

/** Makes a bundle of a training's result. The folder appears whole, under its final name, or not at all. */
export async function writeTrainedModel(
  trained: TrainedModel,
  context: Omit<ImportContext, 'onProgress'>,
): Promise<Bundle> {
  const { base, detector, labels } = trained
  const folder = await temporaryFolder(context.modelsFolder)
  try {
    await copyParts(base, folder)
    await writeParts(folder, trained)
    const vocabulary = await vocabularyOf(base)
    const source = {
      textEncoder: join(folder, BUNDLE_FILES.textEncoder),
      clip: base.bundle.clip,
      detector,
      ...(vocabulary ? { vocabulary } : {}),
    }
    const embeddings = await embedPrompts(source, labels, context)
    await writeFile(join(folder, BUNDLE_FILES.classEmbeddings), formatNpy(embeddings))
    return await installBundle(folder, factsOf(trained, context.createdBy), context)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function factsOf(trained: TrainedModel, createdBy: string) {
  const { base, detector, name, training, licence, labels, frameScore, rule, source } = trained
  const createdAt = new Date().toISOString()
  return {
    ...{ name, kind: 'vadclip' as const, training, licence, frameScore, rule, detector },
    provenance: { source, createdAt, createdBy },
    clip: base.bundle.clip,
    recipe: base.bundle.recipe,
    labels: [...labels],
  }
}

/** The image towers and the vocabulary stay as they are. */
async function copyParts(base: BundleFolder, folder: string): Promise<void> {
  const wanted = new Set<string>([
    ...Object.values(IMAGE_TOWERS).flatMap((tower) => Object.values(tower)),
    BUNDLE_FILES.vocabulary,
  ])
  const names = base.bundle.files.map(({ name }) => name).filter((name) => wanted.has(name))
  const paths = await openBundleFiles(base, names)
  for (const [i, path] of paths.entries())
    await copyFile(path, join(folder, names[i]!), constants.COPYFILE_FICLONE)
}

async function writeParts(folder: string, { base, checkpoint, detector }: TrainedModel) {
  const weights = weightsOf(checkpoint)
  const prompt = learnsPrompt(detector) ? { learnedPrompt: weights } : {}
  const text = buildTextEncoder(await textWeightsOf(base), base.bundle.clip, prompt)
  await writeModels(folder, {
    weightsFile: BUNDLE_FILES.textWeights,
    graphs: [{ file: BUNDLE_FILES.textEncoder, graph: text }],
  })
  await writeModels(folder, {
    weightsFile: BUNDLE_FILES.detectorWeights,
    graphs: [{ file: BUNDLE_FILES.detector, graph: buildDetector(weights, detector) }],
  })
}
