import { afterAll } from 'vitest'
import type { ClipDims, DetectorDims } from '#contract/bundle.ts'
import { clipDimsOf } from '#core/clip/config.ts'
import { type PromptRow, promptRows } from '#core/clip/prompts.ts'
import { type CheckpointWeights, type Weights, weightsOf } from '#core/clip/weights.ts'
import { type Checkpoint, openCheckpoint } from '#core/nn/checkpoint/checkpoint.ts'
import { detectorDimsOf } from '#core/vadclip/config.ts'
import { goldenJson, goldenPath } from './goldens.ts'

export type TinySet = 'tiny-ucf' | 'tiny-xd'

export interface TinyManifest {
  readonly clip: { readonly transformer_heads: number }
  readonly clipvad: {
    readonly attn_window: number
    readonly visual_head: number
    readonly prompt_prefix: number
    readonly prompt_postfix: number
  }
  readonly labels: readonly string[]
  readonly token_ids: Readonly<Record<string, readonly number[]>>
}

export interface TinyModel {
  readonly checkpoint: Checkpoint
  readonly weights: CheckpointWeights
  /** At CLIP's root. */
  readonly clipWeights: Weights
  readonly clip: ClipDims
  readonly detector: DetectorDims
  /** Token ids of the labels. */
  readonly tokens: readonly (readonly number[])[]
  readonly prompts: readonly PromptRow[]
}

/** One of the reference checkpoints: a 32-dimensional CLIP with VadCLIP's detector. Closed after the test file. */
export async function openTinyModel(set: TinySet, file = 'checkpoint.pth'): Promise<TinyModel> {
  const manifest = goldenJson<TinyManifest>(`${set}/manifest.json`)
  const checkpoint = await openCheckpoint(goldenPath(`${set}/${file}`))
  afterAll(() => checkpoint.close())
  const weights = weightsOf(checkpoint)
  const clip = clipDimsOf(checkpoint.tensors, 'clipmodel.', {
    textHeads: manifest.clip.transformer_heads,
  })
  const detector = detectorDimsOf(checkpoint.tensors, {
    attnWindow: manifest.clipvad.attn_window,
    visualHeads: manifest.clipvad.visual_head,
    promptPrefix: manifest.clipvad.prompt_prefix,
    promptPostfix: manifest.clipvad.prompt_postfix,
  })
  const tokens = manifest.labels.map((label) => manifest.token_ids[label]!)
  const layout = {
    prefix: detector.promptPrefix,
    postfix: detector.promptPostfix,
    contextLength: clip.contextLength,
  }
  const prompts = tokens.map((row) => promptRows(row, layout))
  const clipWeights = weights.within('clipmodel')
  return { checkpoint, weights, clipWeights, clip, detector, tokens, prompts }
}
