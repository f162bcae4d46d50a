import { z } from 'zod'
import type { Precision } from '#contract/api.ts'
import type { ImagePrecision } from '#contract/bundle.ts'
import type { PrecisionChoice } from '#contract/results.ts'
import type { InferencePool } from '#core/nn/session/inference-pool.ts'
import type { Tensor } from '#core/nn/tensor/tensor.ts'
import type { Database } from '#core/storage/open-database.ts'
import { readSetting, writeSetting } from '#core/storage/setting-store.ts'
import { type BundleFolder, encoderKeyOf, imageTowerOf, precisionsOf } from './bundle-files.ts'
import { cosineWithFp32 } from './compare-towers.ts'
import { formatCosine } from './row-cosines.ts'

/**
 * Least cosine with fp32 of every compared frame. In 8 bits a ViT-B/16 whose activations are tame stays at or above
 * it (mean 0.9993); one that 8 bits spoil falls to about 0.974, far enough to move scores.
 */
const LEAST_COSINE = 0.998

/** Frames to compare: a few seconds of work on a slow CPU, and fewer say too little of all videos to come. */
export const GATE_FRAMES = 16

interface Verdict {
  readonly frames: number
  /** The lowest of the frames. */
  readonly cosine: number
}
const verdictSchema = z.object({ frames: z.int().positive(), cosine: z.number() })

interface Gate {
  readonly opened: BundleFolder
  readonly pool: InferencePool
  readonly signal: AbortSignal
  /** At most so many real frames, as the image tower reads them: [n, …]. Called only when they are needed. */
  readonly sample: (count: number) => Promise<Tensor>
}

/**
 * Which image tower runs. `auto` is the fast one for the device (int8 on the CPU, fp16 elsewhere) when the bundle has
 * it and it agrees with fp32 on the sample; otherwise fp32. Throws `bad-argument` for a precision the bundle lacks.
 */
export async function choosePrecision(requested: Precision, gate: Gate): Promise<PrecisionChoice> {
  return decide(requested, gate, async (precision) => {
    const images = await gate.sample(GATE_FRAMES)
    const frames = images.shape[0] ?? 0
    return { frames, cosine: frames > 0 ? await cosineWithFp32(precision, images, gate) : -1 }
  })
}

/**
 * The same for a library: `auto` decides once for a tower and a device, so that later scans and resumed ones go on in
 * the same precision. It stays with fp32, deciding nothing, while there are too few frames.
 */
export async function choosePrecisionOnce(
  requested: Precision,
  gate: Gate & { readonly db: Database },
): Promise<PrecisionChoice> {
  const { opened, pool, db } = gate
  return decide(requested, gate, async (precision) => {
    const { used: device } = await pool.device()
    const keys = [encoderKeyOf(opened, 'fp32'), encoderKeyOf(opened, precision)]
    const setting = ['precision', precision, device, ...keys].join('.')
    const known = readVerdict(db, setting)
    if (known) return known
    const images = await gate.sample(GATE_FRAMES)
    const [frames = 0] = images.shape
    if (frames < GATE_FRAMES) return 'too few frames'
    const verdict = { frames, cosine: await cosineWithFp32(precision, images, gate) }
    // Another scan may have decided meanwhile: its word stands.
    const meanwhile = readVerdict(db, setting)
    if (meanwhile) return meanwhile
    writeSetting(db, setting, verdict)
    return verdict
  })
}

function readVerdict(db: Database, setting: string): Verdict | undefined {
  return verdictSchema.safeParse(readSetting(db, setting)).data
}

async function decide(
  requested: Precision,
  { opened, pool }: Gate,
  judge: (precision: ImagePrecision) => Promise<Verdict | 'too few frames'>,
): Promise<PrecisionChoice> {
  if (requested !== 'auto') {
    imageTowerOf(opened, requested)
    return { requested, used: requested, reason: 'as asked for' }
  }
  const fp32 = (reason: string): PrecisionChoice => ({ requested, used: 'fp32', reason })
  const { used: device } = await pool.device()
  const fast = device === 'cpu' ? 'int8' : 'fp16'
  if (!precisionsOf(opened).includes(fast)) return fp32(`the model has no image tower in ${fast}`)
  const verdict = await judge(fast)
  if (verdict === 'too few frames')
    return fp32(`there are fewer than the ${GATE_FRAMES} frames that it takes to compare ${fast}`)
  const { frames, cosine } = verdict
  if (cosine >= LEAST_COSINE)
    return {
      requested,
      used: fast,
      reason: `${frames} frames agree with fp32 to ${formatCosine(cosine)}`,
    }
  return fp32(
    `${fast} disagrees: ${formatCosine(cosine)} on ${frames} frames, below ${LEAST_COSINE}`,
  )
}
