import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import {
  type Bundle,
  type BundleFile,
  bundleSchema,
  IMAGE_PRECISIONS,
  type ImagePrecision,
} from '#contract/bundle.ts'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { hashFile } from '#core/files/hash-file.ts'

/** The files of one image tower; its two graphs share the weights. */
export interface ImageTowerFiles {
  /** Input uint8 [n,H,W,3] */
  readonly bytes: string
  /** Input float32 [n,3,H,W], already normalised */
  readonly floats: string
  readonly weights: string
}

/** fp32 is always there, the others may be left out of a bundle. */
export const IMAGE_TOWERS: Readonly<Record<ImagePrecision, ImageTowerFiles>> = {
  fp32: imageTowerFiles('image-encoder'),
  fp16: imageTowerFiles('image-encoder-fp16'),
  int8: imageTowerFiles('image-encoder-int8'),
}

/** The other files of a bundle by their part. */
export const BUNDLE_FILES = {
  manifest: 'model.json',
  textEncoder: 'text-encoder.onnx',
  textWeights: 'text-encoder.weights',
  detector: 'detector.onnx',
  detectorWeights: 'detector.weights',
  /** float32 [C, D] */
  classEmbeddings: 'class-embeddings.npy',
  /** CLIP's BPE merges, gzipped; absent when the import had none. */
  vocabulary: 'vocabulary.txt.gz',
} as const

const LARGEST_MANIFEST = 1024 * 1024

/** A bundle on disk whose manifest has been parsed; its files are checked when they are opened. */
export interface BundleFolder {
  readonly folder: string
  readonly bundle: Bundle
}

/** Reads and checks `model.json`. Throws `bad-bundle` naming every field that is wrong. */
export async function readBundleFolder(folder: string): Promise<BundleFolder> {
  const path = join(folder, BUNDLE_FILES.manifest)
  const bundle = bundleSchema.safeParse(await readJson(path))
  if (!bundle.success)
    throw new FlagreelError('bad-bundle', `${path} is no model: ${z.prettifyError(bundle.error)}`, {
      hint: 'Import the model again.',
    })
  return { folder, bundle: bundle.data }
}

/**
 * The paths of files of a bundle, after comparing their size and SHA-256 with the manifest: what is not what was imported
 * is never loaded. Throws `bad-bundle`.
 */
export async function openBundleFiles(
  { folder, bundle }: BundleFolder,
  names: readonly string[],
): Promise<string[]> {
  return Promise.all(
    names.map(async (name) => {
      const listed = bundle.files.find((file) => file.name === name)
      if (!listed) throw damaged(bundle, `its manifest lists no ${name}`)
      await checkFile(join(folder, name), listed, bundle)
      return join(folder, name)
    }),
  )
}

function hasFile({ bundle }: BundleFolder, name: string): boolean {
  return bundle.files.some((file) => file.name === name)
}

/** CLIP's BPE merges, where the bundle has them. */
export async function vocabularyOf(opened: BundleFolder): Promise<Uint8Array | undefined> {
  if (!hasFile(opened, BUNDLE_FILES.vocabulary)) return undefined
  const [path] = await openBundleFiles(opened, [BUNDLE_FILES.vocabulary])
  return readFile(path!)
}

/** The image towers of a bundle, the most exact first. */
export function precisionsOf(opened: BundleFolder): ImagePrecision[] {
  return IMAGE_PRECISIONS.filter((precision) =>
    Object.values(IMAGE_TOWERS[precision]).every((name) => hasFile(opened, name)),
  )
}

/** Throws `bad-argument` when the bundle has no such tower. */
export function imageTowerOf(opened: BundleFolder, precision: ImagePrecision): ImageTowerFiles {
  const known = precisionsOf(opened)
  if (known.includes(precision)) return IMAGE_TOWERS[precision]
  const { id } = opened.bundle
  throw new FlagreelError(
    'bad-argument',
    `The model ${id} has no image tower in ${precision}; it has ${known.join(', ') || 'none'}.`,
    { hint: 'Importing a checkpoint makes all of them; the built-in model has only fp32.' },
  )
}

/** What a feature depends on: another precision is another encoder. */
export function encoderKeyOf(opened: BundleFolder, precision: ImagePrecision): string {
  const { bytes, weights } = imageTowerOf(opened, precision)
  return keyOfFiles(opened.bundle, [bytes, weights])
}

/** SHA-256 and size of a file. */
export async function describeFile(path: string, name: string): Promise<BundleFile> {
  return { name, ...(await hashFile(path)) }
}

/** One hash over the listed files of a bundle: what their joint result depends on. */
export function keyOfFiles(bundle: Bundle, names: readonly string[]): string {
  const hash = createHash('sha256')
  for (const name of names) {
    const file = bundle.files.find((entry) => entry.name === name)
    if (file) hash.update(`${name}\n${file.sha256}\n`)
  }
  return hash.digest('hex')
}

function imageTowerFiles(stem: string): ImageTowerFiles {
  return { bytes: `${stem}.onnx`, floats: `${stem}-float.onnx`, weights: `${stem}.weights` }
}

async function checkFile(path: string, listed: BundleFile, bundle: Bundle): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isFile()) throw damaged(bundle, `${listed.name} is missing`)
  if (found.size !== listed.bytes)
    throw damaged(bundle, `${listed.name} has ${found.size} bytes, expected ${listed.bytes}`)
  const { sha256 } = await describeFile(path, listed.name)
  if (sha256 !== listed.sha256)
    throw damaged(bundle, `${listed.name} has the SHA-256 ${sha256}, expected ${listed.sha256}`)
}

function damaged(bundle: Bundle, what: string): FlagreelError {
  return new FlagreelError('bad-bundle', `The model ${bundle.id} is damaged: ${what}.`, {
    hint: 'Import it again from its checkpoint.',
  })
}

async function readJson(path: string): Promise<unknown> {
  try {
    const { size } = await stat(path)
    if (size > LARGEST_MANIFEST) throw new Error(`${size} bytes are too many for a manifest`)
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw new FlagreelError('bad-bundle', `${path} cannot be read: ${reasonOf(cause)}`, { cause })
  }
}
