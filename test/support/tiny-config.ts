import { goldenJson } from './goldens.ts'
import type { TinyManifest, TinySet } from './tiny-model.ts'

/** What a reference checkpoint does not say, as a person would write it for `--config`. */
export function tinyConfig(set: TinySet) {
  const { clip, clipvad, labels, token_ids } = goldenJson<TinyManifest>(`${set}/manifest.json`)
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
