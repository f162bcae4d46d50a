import type { Bundle, ClipDims, DetectorDims, Label } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { clipDimsOf, clipPrefixOf } from '#core/clip/config.ts'
import type { Checkpoint } from '#core/nn/checkpoint/checkpoint.ts'
import { detectorDimsOf, hasDetector } from '#core/vadclip/config.ts'
import { detectorConfigOf, type ImportConfig } from '#core/vadclip/import-config.ts'
import { zeroShotLabel } from '#core/vadclip/zero-shot.ts'

/** What an import will make, decided from tensor shapes and configuration before anything is written. */
export interface ImportPlan {
  readonly kind: Bundle['kind']
  /** Where CLIP lies in the state dict: "clipmodel." or "". */
  readonly clipPrefix: string
  readonly clip: ClipDims
  readonly detector: DetectorDims | undefined
  readonly labels: readonly Label[]
  readonly frameScore: Bundle['frameScore']
}

/** Throws `bad-checkpoint` when the shapes fit no model, `bad-argument` when the configuration does not fit them. */
export function planImport(checkpoint: Checkpoint, config: ImportConfig): ImportPlan {
  const { tensors } = checkpoint
  const clipPrefix = clipPrefixOf(tensors)
  const clip = clipDimsOf(tensors, clipPrefix, config)
  if (!hasDetector(tensors)) {
    const labels = config.labels.map(zeroShotLabel)
    const frameScore = 'alignment'
    return { kind: 'zero-shot', clipPrefix, clip, detector: undefined, labels, frameScore }
  }
  const { frameScore, ...options } = detectorConfigOf(config)
  const detector = detectorDimsOf(tensors, options)
  // The visual prompt adds a video feature to a class embedding, so the two must be of one width.
  if (detector.visualWidth !== clip.embedDim || clip.textWidth !== clip.embedDim)
    throw new FlagreelError(
      'bad-checkpoint',
      `The detector's width ${detector.visualWidth}, CLIP's embedding ${clip.embedDim} and its text width ${clip.textWidth} must be equal.`,
      { hint: 'The checkpoint mixes parts of different models.' },
    )
  return { kind: 'vadclip', clipPrefix, clip, detector, labels: config.labels, frameScore }
}
