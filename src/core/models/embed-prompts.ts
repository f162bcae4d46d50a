import type { ClipDims, DetectorDims, Label } from '#contract/bundle.ts'
import { FlagreelError } from '#contract/errors.ts'
import { type PromptRow, promptRows, textFeeds } from '#core/clip/prompts.ts'
import { createTokenizer } from '#core/clip/tokenizer.ts'
import type { InferencePool } from '#core/nn/session/inference-pool.ts'
import type { Tensor } from '#core/nn/tensor/tensor.ts'
import { learnsPrompt } from '#core/vadclip/variant.ts'

export interface PromptSource {
  /** Path of the text encoder's graph. */
  readonly textEncoder: string
  readonly clip: ClipDims
  /** Its prompt layout; undefined for plain CLIP. */
  readonly detector: DetectorDims | undefined
  readonly vocabulary?: Uint8Array
}

export type Prompt = Pick<Label, 'id' | 'prompt' | 'tokens'>

/**
 * Class embeddings [C, D] of prompts, with the learnable prompt where the model has one; not normalised. Throws
 * `bad-argument` for a prompt without token ids when there is no vocabulary, or one that is too long.
 */
export async function embedPrompts(
  source: PromptSource,
  prompts: readonly Prompt[],
  { pool, signal }: { readonly pool: InferencePool; readonly signal: AbortSignal },
): Promise<Tensor> {
  const learnablePrompt = learnsPrompt(source.detector)
  const feeds = textFeeds(rowsOfPrompts(source, prompts), { learnablePrompt })
  const { embeddings } = await pool.run(source.textEncoder, feeds, { signal })
  return embeddings as Tensor
}

/** Prompts as the text tower reads them. Throws as `embedPrompts`. */
export function rowsOfPrompts(
  source: Omit<PromptSource, 'textEncoder'>,
  prompts: readonly Prompt[],
): PromptRow[] {
  const { clip, detector } = source
  const isLearned = learnsPrompt(detector)
  const layout = {
    prefix: isLearned ? detector!.promptPrefix : 0,
    postfix: isLearned ? detector!.promptPostfix : 0,
    contextLength: clip.contextLength,
  }
  return tokensOf(source, prompts).map((tokens) => promptRows(tokens, layout))
}

function tokensOf(
  { clip, vocabulary }: Omit<PromptSource, 'textEncoder'>,
  prompts: readonly Prompt[],
): number[][] {
  const unknown = prompts.filter(({ tokens }) => tokens === undefined)
  const tokenizer =
    unknown.length > 0 && vocabulary
      ? createTokenizer(vocabulary, { vocabularySize: clip.vocabularySize })
      : undefined
  if (unknown.length > 0 && !tokenizer)
    throw new FlagreelError(
      'bad-argument',
      `The prompts ${unknown.map(({ prompt }) => `"${prompt}"`).join(', ')} have no token ids, and the model has no vocabulary.`,
      {
        hint: "Give CLIP's vocabulary with --vocab bpe_simple_vocab_16e6.txt.gz when importing, or token ids in the configuration.",
      },
    )
  return prompts.map(({ prompt, tokens }) => {
    const ids = tokens ?? tokenizer!.encode(prompt)
    const outside = ids.find((id) => id >= clip.vocabularySize)
    if (outside === undefined) return [...ids]
    throw new FlagreelError(
      'bad-argument',
      `The prompt "${prompt}" has the token ${outside}; the model knows ${clip.vocabularySize} tokens.`,
    )
  })
}
