import { goldenJson } from './goldens.ts'
import type { TinySet } from './tiny-model.ts'

interface Manifest {
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

/** What a reference checkpoint does not say, as a person would write it for `--config`. */
export function tinyConfig(set: TinySet) {
  const { clip, clipvad, labels, token_ids } = goldenJson<Manifest>(`${set}/manifest.json`)
  return {
    name: set,
    attnWindow: clipvad.attn_window,
    visualHeads: clipvad.visual_head,
    textHeads: clip.transformer_heads,
    promptPrefix: clipvad.prompt_prefix,
    promptPostfix: clipvad.prompt_postfix,
    frameScore: 'classifier',
    recipe: { frames: 'middle', resize: 'stretch-340x256-bilinear', crop: 'centre' },
    labels: labels.map((id) => ({ id, prompt: id, display: id, tokens: token_ids[id] })),
  }
}
