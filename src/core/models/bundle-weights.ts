import { join } from 'node:path'
import { FlagreelError } from '#contract/errors.ts'
import { type NamedWeight, suffixOf, type WeightForm, type Weights } from '#core/clip/weights.ts'
import { openFile, readBytes } from '#core/files/file-source.ts'
import { type ExternalTensor, inspectModel } from '#core/nn/onnx/inspect-model.ts'
import { elementCount, formatShape, viewBytes } from '#core/nn/tensor/tensor.ts'
import { BUNDLE_FILES, type BundleFolder, openBundleFiles } from './bundle-files.ts'

/**
 * CLIP's text tower as the state dict it was written from, so that a new prompt can be trained through it. Its files are
 * checked first. Throws `bad-bundle`.
 */
export async function textWeightsOf(opened: BundleFolder): Promise<Weights> {
  const [graph] = await openBundleFiles(opened, [
    BUNDLE_FILES.textEncoder,
    BUNDLE_FILES.textWeights,
  ])
  const tensors = new Map(inspectModel(graph!).externalFiles.map((one) => [one.tensor, one]))
  const prefix = tensors.has('clipmodel.token_embedding.weight') ? 'clipmodel.' : ''
  const known = new Map<string, NamedWeight>()

  function get(key: string, shape: readonly number[], form: WeightForm = {}): NamedWeight {
    const name = prefix + key + suffixOf(form)
    const weight =
      known.get(name) ?? storedWeight(name, shape, { form, tensor: tensors.get(name), opened })
    known.set(name, weight)
    return weight
  }
  const at = (module: string): Weights => ({
    get: (key, shape, form) => get(module + key, shape, form),
    within: (inner) => at(`${module}${inner}.`),
  })
  return at('')
}

interface Stored {
  readonly form: WeightForm
  readonly tensor: ExternalTensor | undefined
  readonly opened: BundleFolder
}

/** A weight as a graph of the bundle keeps it: already transposed or cut. */
function storedWeight(
  name: string,
  stateShape: readonly number[],
  { form, tensor, opened }: Stored,
): NamedWeight {
  const [outer, ...inner] = stateShape
  const cut = form.rows ? [form.rows[1] - form.rows[0], ...inner] : stateShape
  const shape = form.transpose ? cut.toReversed() : cut
  const bytes = elementCount(shape) * 4
  if (tensor === undefined || tensor.length !== bytes || outer === 0)
    throw new FlagreelError(
      'bad-bundle',
      `The model ${opened.bundle.id} has no weight "${name}" of the shape ${formatShape(shape)}.`,
      { hint: 'Import it again from its checkpoint.' },
    )
  const read = () => readFloats(join(opened.folder, tensor.file), tensor.offset, bytes)
  return { name, source: { dtype: 'float32', shape, read } }
}

async function readFloats(path: string, offset: number, bytes: number): Promise<ArrayBufferView> {
  const file = await openFile(path)
  try {
    return viewBytes('float32', await readBytes(file, offset, bytes))
  } finally {
    await file.close()
  }
}
