import type { ImagePrecision } from '#contract/bundle.ts'
import { reasonOf } from '#contract/errors.ts'
import type { Verification } from '#contract/results.ts'
import type { InferencePool } from '#core/nn/session/inference-pool.ts'
import { type BundleFolder, openBundleFiles, precisionsOf } from './bundle-files.ts'
import { cosineWithFp32 } from './compare-towers.ts'
import { encodeInBatches } from './image-batches.ts'
import { LoadedModel } from './loaded-model.ts'
import { formatCosine } from './row-cosines.ts'
import { texturedFrames } from './textured-frames.ts'

/** Largest difference to the stored class embeddings that another device's arithmetic explains. */
const TOLERANCE = 1e-3

const FRAMES = 8

/** Below this a tower computes something else than fp32; how close is close enough, real frames decide in a scan. */
const BROKEN_COSINE = 0.9

type Check = Verification['checks'][number]

/** Checks a bundle from its hashes to a run of every part. The manifest itself was checked when it was opened. */
export async function verifyModel(
  opened: BundleFolder,
  pool: InferencePool,
  signal: AbortSignal,
): Promise<Verification> {
  const { bundle } = opened
  const model = new LoadedModel(opened, pool)
  const checks: Check[] = [{ name: 'manifest', ok: true, detail: `schema ${bundle.schemaVersion}` }]
  const check = async (name: string, run: () => Promise<string>) => {
    signal.throwIfAborted()
    checks.push(
      await run().then(
        (detail) => ({ name, ok: true, detail }),
        (error) => ({ name, ok: false, detail: reasonOf(error) }),
      ),
    )
  }
  for (const { name, bytes } of bundle.files)
    await check(name, async () => {
      await openBundleFiles(opened, [name])
      return `${bytes} bytes, SHA-256 as listed`
    })
  await check('image tower', () => runImageTower(model, signal))
  for (const precision of precisionsOf(opened).filter((other) => other !== 'fp32'))
    await check(`image tower in ${precision}`, () =>
      compareTowers(precision, { opened, pool, signal }),
    )
  await check('text tower', () => compareClassEmbeddings(model, signal))
  await check('detector', () => runDetector(model, signal))
  return { id: bundle.id, ok: checks.every(({ ok }) => ok), checks }
}

async function runImageTower(model: LoadedModel, signal: AbortSignal): Promise<string> {
  const { imageResolution, embedDim } = model.bundle.clip
  const frames = texturedFrames(FRAMES, imageResolution)
  const features = (await encodeInBatches(model, frames, signal)).flatMap((batch) => [...batch])
  if (features.length !== FRAMES * embedDim || !features.every(Number.isFinite))
    throw new Error(`${FRAMES} frames give ${features.length} values, some of them not numbers`)
  return `${FRAMES} synthetic frames give ${embedDim} finite values each`
}

async function compareTowers(
  precision: ImagePrecision,
  towers: Parameters<typeof cosineWithFp32>[2],
): Promise<string> {
  const { imageResolution } = towers.opened.bundle.clip
  const frames = texturedFrames(FRAMES, imageResolution)
  const cosine = await cosineWithFp32(precision, frames, towers)
  const lowest = `(lowest cosine ${formatCosine(cosine)})`
  if (cosine >= BROKEN_COSINE) return `${FRAMES} synthetic frames agree with fp32 ${lowest}`
  throw new Error(`${FRAMES} synthetic frames disagree with fp32 ${lowest}`)
}

async function compareClassEmbeddings(model: LoadedModel, signal: AbortSignal): Promise<string> {
  const stored = (await model.classEmbeddings()).data as Float32Array
  const computed = (await model.embedLabels(signal)).data as Float32Array
  const furthest = stored.reduce((max, x, i) => Math.max(max, Math.abs(x - computed[i]!)), 0)
  const largest = stored.reduce((max, x) => Math.max(max, Math.abs(x)), 0)
  if (!(furthest <= TOLERANCE * Math.max(1, largest)))
    throw new Error(`the stored class embeddings differ from computed ones by ${furthest}`)
  return `the stored class embeddings are what it computes (difference ${furthest.toExponential(1)})`
}

async function runDetector(model: LoadedModel, signal: AbortSignal): Promise<string> {
  const { embedDim } = model.bundle.clip
  const snippets = 3
  const features = Float32Array.from({ length: snippets * embedDim }, (_, i) => Math.sin(i))
  const { logits2 } = await model.detectAll(features, signal)
  if (logits2.length !== snippets * model.bundle.labels.length || !logits2.every(Number.isFinite))
    throw new Error('three snippets give logits that are not numbers')
  return `three snippets give ${model.bundle.labels.length} finite class logits each`
}
