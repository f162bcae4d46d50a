import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import {
  type Bundle,
  type BundleFile,
  bundleSchema,
  IMAGE_PRECISIONS,
  type ImagePrecision,
  type Label,
  MODEL_SCHEMA_VERSION,
} from '#contract/bundle.ts'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { readVocabulary } from '#core/clip/vocabulary.ts'
import { weightsOf } from '#core/clip/weights.ts'
import { type Checkpoint, openCheckpoint } from '#core/nn/checkpoint/checkpoint.ts'
import type { InferencePool } from '#core/nn/session/inference-pool.ts'
import { formatNpy } from '#core/nn/tensor/npy.ts'
import type { ImportConfig } from '#core/vadclip/import-config.ts'
import {
  BUNDLE_FILES,
  describeFile,
  IMAGE_TOWERS,
  openBundleFiles,
  readBundleFolder,
} from './bundle-files.ts'
import { embedPrompts, type PromptSource } from './embed-prompts.ts'
import { type ImportPlan, planImport } from './import-plan.ts'
import { writeGraphs } from './write-graphs.ts'

export interface ImportRequest {
  readonly file: string
  readonly config: ImportConfig
  /** Bytes of CLIP's BPE vocabulary, if there is one. */
  readonly vocabulary?: Uint8Array
  readonly name?: string
  readonly training?: Bundle['training']
  /** Image towers to write beside fp32; default: all. A toy stays small without them. */
  readonly precisions?: readonly ImagePrecision[]
}

export interface ImportContext {
  readonly pool: InferencePool
  /** Where installed models live. */
  readonly modelsFolder: string
  readonly createdBy: string
  readonly signal: AbortSignal
  readonly onProgress: (step: string, fraction: number) => void
}

/**
 * Makes a bundle of a checkpoint. The folder appears whole, under its final name, or not at all. The same checkpoint and
 * configuration give the same id; importing them again replaces a folder that is damaged and leaves a whole one alone.
 */
export async function importModel(request: ImportRequest, context: ImportContext): Promise<Bundle> {
  await removeLeftovers(context.modelsFolder)
  const checkpoint = await openCheckpoint(request.file)
  const temporary = join(context.modelsFolder, `${TEMPORARY}${randomUUID()}`)
  try {
    const plan = planImport(checkpoint, request.config)
    // Before minutes of work: what is kept for later prompts must be a vocabulary, and this model's.
    if (request.vocabulary) readVocabulary(request.vocabulary, plan.clip.vocabularySize)
    await mkdir(temporary, { recursive: true })
    await writeParts(temporary, { request, context, checkpoint, plan })
    const bundle = await describeBundle(temporary, { request, context, plan })
    const manifest = `${JSON.stringify(bundle, null, 2)}\n`
    await writeFile(join(temporary, BUNDLE_FILES.manifest), manifest)
    return await moveIntoPlace(temporary, join(context.modelsFolder, bundle.id), bundle)
  } catch (error) {
    throw importError(request.file, error)
  } finally {
    await checkpoint.close()
    await rm(temporary, { recursive: true, force: true })
  }
}

interface Parts {
  readonly request: ImportRequest
  readonly context: ImportContext
  readonly checkpoint: Checkpoint
  readonly plan: ImportPlan
}

async function writeParts(folder: string, { request, context, checkpoint, plan }: Parts) {
  const { signal, onProgress } = context
  const weights = weightsOf(checkpoint)
  const wanted = new Set<ImagePrecision>(['fp32', ...(request.precisions ?? IMAGE_PRECISIONS)])
  await writeGraphs(folder, { plan, weights, precisions: [...wanted], signal, onProgress })
  const unused = weights.unused()
  if (unused.length > 0)
    throw new FlagreelError(
      'bad-checkpoint',
      `${request.file} has ${unused.length} tensors that no part of the model uses: ${unused.slice(0, 5).join(', ')}…`,
      { hint: 'It is a variant of the model that Flagreel does not know; nothing was imported.' },
    )
  onProgress('class embeddings', 0.9)
  const { vocabulary } = request
  if (vocabulary)
    await writeFile(
      join(folder, BUNDLE_FILES.vocabulary),
      isGzip(vocabulary) ? vocabulary : gzipSync(vocabulary),
    )
  const source: PromptSource = {
    textEncoder: join(folder, BUNDLE_FILES.textEncoder),
    clip: plan.clip,
    detector: plan.detector,
    ...(vocabulary ? { vocabulary } : {}),
  }
  const embeddings = await embedPrompts(source, plan.labels, { pool: context.pool, signal })
  await writeFile(join(folder, BUNDLE_FILES.classEmbeddings), formatNpy(embeddings))
}

async function describeBundle(
  folder: string,
  { request, context, plan }: Omit<Parts, 'checkpoint'>,
): Promise<Bundle> {
  const { config } = request
  context.onProgress('hashes', 0.95)
  const imageTowers = Object.values(IMAGE_TOWERS).flatMap((tower) => Object.values(tower))
  const parts = Object.values(BUNDLE_FILES).filter((name) => name !== BUNDLE_FILES.manifest)
  const names = [...imageTowers, ...parts]
  const described = await Promise.all(
    names.map((name) => describeFile(join(folder, name), name).catch(ifPresent)),
  )
  const files = described.filter((file) => file !== undefined)
  const { sha256 } = await describeFile(request.file, 'source')
  const name = request.name ?? nameOf(config, plan) ?? 'Imported model'
  const { kind, labels, frameScore } = plan
  const identity = { files, labels, frameScore, recipe: config.recipe, rule: config.rule, name }
  return bundleSchema.parse({
    schemaVersion: MODEL_SCHEMA_VERSION,
    id: bundleId(name, identity),
    name,
    kind,
    training: request.training ?? (kind === 'zero-shot' ? 'zero-shot' : 'trained'),
    licence: config.licence ?? 'not stated by the checkpoint',
    provenance: {
      source: basename(request.file),
      sourceSha256: sha256,
      createdAt: new Date().toISOString(),
      createdBy: context.createdBy,
    },
    clip: plan.clip,
    ...(plan.detector ? { detector: plan.detector } : {}),
    labels,
    frameScore,
    recipe: config.recipe,
    rule: config.rule,
    files,
  })
}

/** A preset names VadCLIP; CLIP alone with its labels is not that. */
function nameOf({ name }: ImportConfig, { kind }: ImportPlan): string | undefined {
  return kind === 'zero-shot' ? name?.replace(/^VadCLIP /, 'CLIP zero-shot ') : name
}

interface Identity {
  readonly files: readonly BundleFile[]
  readonly labels: readonly Label[]
}

/** A readable name and enough of a hash that two different models never share it. */
function bundleId(name: string, identity: Identity): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  const hash = createHash('sha256').update(JSON.stringify(identity)).digest('hex')
  return `${slug || 'model'}-${hash.slice(0, 8)}`
}

/** A whole folder of the same id stays as it is: another process may be reading it. */
async function moveIntoPlace(temporary: string, folder: string, bundle: Bundle): Promise<Bundle> {
  const installed = await wholeBundle(folder)
  if (installed) return installed
  const replaced = `${temporary}-replaced`
  await rename(folder, replaced).catch(ifPresent)
  await rename(temporary, folder)
  await rm(replaced, { recursive: true, force: true })
  return bundle
}

async function wholeBundle(folder: string): Promise<Bundle | undefined> {
  try {
    const opened = await readBundleFolder(folder)
    await openBundleFiles(
      opened,
      opened.bundle.files.map(({ name }) => name),
    )
    return opened.bundle
  } catch {
    return undefined // absent or damaged
  }
}

const TEMPORARY = '.importing-'
/** No import takes so long: an older folder was left by one that was killed. */
const LEFT_AFTER_MS = 24 * 3600 * 1000

async function removeLeftovers(modelsFolder: string): Promise<void> {
  const names = await readdir(modelsFolder).catch(() => [])
  for (const name of names.filter((each) => each.startsWith(TEMPORARY))) {
    const path = join(modelsFolder, name)
    const found = await stat(path).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > LEFT_AFTER_MS)
      await rm(path, { recursive: true, force: true })
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

function ifPresent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

function importError(file: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error
  return new FlagreelError('disk', `The disk is full: ${file} was not imported.`, {
    hint: 'Free about twice the size of the checkpoint, then import it again.',
    cause: reasonOf(error),
  })
}
