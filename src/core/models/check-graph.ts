import { basename } from 'node:path'
import type { Bundle, DetectorDims } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { checkExternalFiles, inspectModel, type ModelPort } from '#core/nn/onnx/inspect-model.ts'
import { learnsPrompt, variantOf } from '#core/vadclip/variant.ts'
import { BUNDLE_FILES, IMAGE_TOWERS } from './bundle-files.ts'

type Port = readonly [name: string, type: string]

interface Interface {
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  /** The only file its weights may lie in; it is the one whose hash was compared. */
  readonly weights: string
}

/**
 * Compares a graph of a bundle with what the manifest's dimensions make of it, and its weights with the file that was
 * hashed. Symbolic dimensions may have any name. Throws `bad-bundle`.
 */
export async function checkGraph(path: string, bundle: Bundle): Promise<void> {
  const expected = interfacesOf(bundle)[basename(path)]
  if (!expected) throw new FlagreelError('bad-bundle', `${path} is no graph of a bundle.`)
  const found = inspectModel(path)
  const mismatch = (what: string, wanted: string, is: string) =>
    new FlagreelError(
      'bad-bundle',
      `${path}: ${what} should be ${wanted} by the dimensions in ${BUNDLE_FILES.manifest}, and are ${is}.`,
    )
  const inputs = describe(found.inputs)
  if (inputs !== text(expected.inputs)) throw mismatch('inputs', text(expected.inputs), inputs)
  const outputs = describe(found.outputs)
  if (outputs !== text(expected.outputs)) throw mismatch('outputs', text(expected.outputs), outputs)
  const stray = found.externalFiles.find(({ file }) => file !== expected.weights)
  if (stray) throw mismatch(`weights (${stray.tensor})`, expected.weights, stray.file)
  await checkExternalFiles(path, found.externalFiles)
}

function interfacesOf({ clip, detector }: Bundle): Readonly<Record<string, Interface>> {
  const { imageResolution: R, embedDim: D, contextLength: L } = clip
  const imageTower = (pixels: string, weights: string): Interface => ({
    inputs: [['pixels', pixels]],
    outputs: [['features', `float32 [*, ${D}]`]],
    weights,
  })
  const imageTowers = Object.values(IMAGE_TOWERS).flatMap(({ bytes, floats, weights }) => [
    [bytes, imageTower(`uint8 [*, ${R}, ${R}, 3]`, weights)],
    [floats, imageTower(`float32 [*, 3, ${R}, ${R}]`, weights)],
  ])
  const learnedRows: Port[] = learnsPrompt(detector) ? [['is_token', `bool [*, ${L}]`]] : []
  return {
    ...Object.fromEntries(imageTowers),
    [BUNDLE_FILES.textEncoder]: {
      inputs: [['eot', 'int64 [*]'], ['tokens', `int64 [*, ${L}]`], ...learnedRows],
      outputs: [['embeddings', `float32 [*, ${D}]`]],
      weights: BUNDLE_FILES.textWeights,
    },
    ...(detector ? { [BUNDLE_FILES.detector]: detectorInterface(detector) } : {}),
  }
}

function detectorInterface(detector: DetectorDims): Interface {
  const { visualLength: T, visualWidth: D } = detector
  const { branches } = variantOf(detector)
  const classes = branches === 'classifier' ? 2 : '*'
  const logits1: Port[] = branches === 'alignment' ? [] : [['logits1', `float32 [*, ${T}]`]]
  return {
    inputs: [
      ['features', `float32 [*, ${T}, ${D}]`],
      ['lengths', 'int64 [*]'],
      ['class_embeddings', `float32 [*, ${D}]`],
    ],
    outputs: [...logits1, ['logits2', `float32 [*, ${T}, ${classes}]`]],
    weights: BUNDLE_FILES.detectorWeights,
  }
}

function describe(ports: readonly ModelPort[]): string {
  return text(
    ports.map(({ name, dtype, shape }) => {
      const dims = shape.map((dim) => (typeof dim === 'number' ? dim : '*'))
      return [name, `${dtype} [${dims.join(', ')}]`]
    }),
  )
}

/** In one order, so that two lists of the same ports are the same text. */
function text(ports: readonly Port[]): string {
  return ports
    .map((port) => port.join(' '))
    .sort()
    .join('; ')
}
