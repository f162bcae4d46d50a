import { rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Bundle, IMAGE_PRECISIONS, type ImagePrecision } from '#contract/bundle.ts'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { readVocabulary } from '#core/clip/vocabulary.ts'
import { weightsOf } from '#core/clip/weights.ts'
import { type Checkpoint, openCheckpoint } from '#core/nn/checkpoint/checkpoint.ts'
import type { InferencePool } from '#core/nn/session/inference-pool.ts'
import { formatNpy } from '#core/nn/tensor/npy.ts'
import type { ImportConfig } from '#core/vadclip/import-config.ts'
import { BUNDLE_FILES, describeFile } from './bundle-files.ts'
import { embedPrompts, type PromptSource } from './embed-prompts.ts'
import { type ImportPlan, planImport } from './import-plan.ts'
import { type BundleFacts, installBundle, temporaryFolder } from './install-bundle.ts'
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
  const checkpoint = await openCheckpoint(request.file)
  const temporary = await temporaryFolder(context.modelsFolder)
  try {
    const plan = planImport(checkpoint, request.config)
    // Before minutes of work: what is kept for later prompts must be a vocabulary, and this model's.
    if (request.vocabulary) readVocabulary(request.vocabulary, plan.clip.vocabularySize)
    await writeParts(temporary, { request, context, checkpoint, plan })
    context.onProgress('hashes', 0.95)
    return await installBundle(temporary, await factsOf({ request, context, plan }), context)
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

async function factsOf({
  request,
  context,
  plan,
}: Omit<Parts, 'checkpoint'>): Promise<BundleFacts> {
  const { config } = request
  const { sha256 } = await describeFile(request.file, 'source')
  const { kind, labels, frameScore, clip, detector } = plan
  return {
    name: request.name ?? nameOf(config, plan) ?? 'Imported model',
    kind,
    training: request.training ?? (kind === 'zero-shot' ? 'zero-shot' : 'trained'),
    licence: config.licence ?? 'not stated by the checkpoint',
    provenance: {
      source: basename(request.file),
      sourceSha256: sha256,
      createdAt: new Date().toISOString(),
      createdBy: context.createdBy,
    },
    clip,
    ...(detector ? { detector } : {}),
    labels,
    frameScore,
    recipe: config.recipe,
    rule: config.rule,
  }
}

/** A preset names VadCLIP; CLIP alone with its labels is not that. */
function nameOf({ name }: ImportConfig, { kind }: ImportPlan): string | undefined {
  return kind === 'zero-shot' ? name?.replace(/^VadCLIP /, 'CLIP zero-shot ') : name
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

function importError(file: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error
  return new FlagreelError('disk', `The disk is full: ${file} was not imported.`, {
    hint: 'Free about twice the size of the checkpoint, then import it again.',
    cause: reasonOf(error),
  })
}
