import type { ClipDims } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import type { TensorInfo } from '#core/nn/checkpoint/checkpoint.ts'

export type Tensors = ReadonlyMap<string, TensorInfo>

/** What a state dict does not say. Omitted: width / 64, CLIP's rule. */
export interface HeadCounts {
  readonly visionHeads?: number | undefined
  readonly textHeads?: number | undefined
}

/** Where CLIP lies in a state dict: VadCLIP keeps it under `clipmodel.`, CLIP's own files at the top. */
export function clipPrefixOf(tensors: Tensors): string {
  const names = [...tensors.keys()]
  for (const prefix of ['clipmodel.', ''])
    if (names.some((name) => name.startsWith(`${prefix}visual.`))) return prefix
  throw new FlagreelError(
    'bad-checkpoint',
    `The checkpoint holds no CLIP: no key begins with "clipmodel.visual." or "visual."; its first is ${quote(names[0])}.`,
    { hint: 'Import a VadCLIP checkpoint or a CLIP state dict with OpenAI’s names.' },
  )
}

/** CLIP's dimensions, read from the shapes of its tensors. Throws `bad-checkpoint` for anything but a ViT CLIP. */
export function clipDimsOf(tensors: Tensors, prefix: string, heads: HeadCounts = {}): ClipDims {
  const shape = (name: string, rank: number): readonly number[] =>
    shapeOf(tensors, prefix + name, rank)
  if (tensors.has(`${prefix}visual.layer1.0.conv1.weight`))
    throw new FlagreelError(
      'bad-checkpoint',
      'The image tower is a ResNet (it has visual.layer1); only vision transformers are supported.',
      { hint: 'Use a ViT CLIP, such as ViT-B/32, ViT-B/16 or ViT-L/14.' },
    )
  const [visionWidth, , patchSize] = shape('visual.conv1.weight', 4) as [number, number, number]
  const [positions] = shape('visual.positional_embedding', 2) as [number]
  const [, embedDim] = shape('visual.proj', 2) as [number, number]
  const [vocabularySize, textWidth] = shape('token_embedding.weight', 2) as [number, number]
  const [contextLength] = shape('positional_embedding', 2) as [number]
  return {
    embedDim,
    imageResolution: gridOf(positions) * patchSize,
    patchSize,
    visionWidth,
    visionLayers: countBlocks(tensors, `${prefix}visual.transformer.`),
    visionHeads: headsOf('visionHeads', visionWidth, heads.visionHeads),
    textWidth,
    textLayers: countBlocks(tensors, `${prefix}transformer.`),
    textHeads: headsOf('textHeads', textWidth, heads.textHeads),
    contextLength,
    vocabularySize,
  }
}

/** The shape of a tensor that must be there. */
export function shapeOf(tensors: Tensors, name: string, rank: number): readonly number[] {
  const tensor = tensors.get(name)
  if (!tensor) throw new FlagreelError('bad-checkpoint', `The checkpoint lacks "${name}".`)
  if (tensor.shape.length !== rank || tensor.shape.includes(0))
    throw new FlagreelError(
      'bad-checkpoint',
      `"${name}" has the shape [${tensor.shape.join(', ')}]; ${rank} dimensions above 0 were expected.`,
    )
  return tensor.shape
}

/** Blocks of a transformer: `<module>resblocks.0` … A missing one in between shows when its weights are asked for. */
export function countBlocks(tensors: Tensors, module: string): number {
  const start = `${module}resblocks.`
  const indices = [...tensors.keys()]
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length).split('.', 1)[0])
  return new Set(indices).size
}

/** Attention heads: as given, else width / 64. Throws `bad-argument` when that is no whole number. */
export function headsOf(
  field: 'visionHeads' | 'textHeads' | 'visualHeads',
  width: number,
  given?: number,
): number {
  const heads = given ?? width / 64
  if (Number.isInteger(heads) && heads > 0 && width % heads === 0) return heads
  throw new FlagreelError(
    'bad-argument',
    given === undefined
      ? `A width of ${width} does not say how many attention heads there are (${width}/64 is not a whole number).`
      : `${given} attention heads do not divide a width of ${width}.`,
    { hint: `Give "${field}" in the import configuration.` },
  )
}

function gridOf(positions: number): number {
  const grid = Math.sqrt(positions - 1)
  if (Number.isInteger(grid) && grid > 0) return grid
  throw new FlagreelError(
    'bad-checkpoint',
    `visual.positional_embedding has ${positions} rows; a class token and a square grid of patches were expected.`,
  )
}

function quote(name: string | undefined): string {
  return name === undefined ? 'missing (it is empty)' : JSON.stringify(name)
}
