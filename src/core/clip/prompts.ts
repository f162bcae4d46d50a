import { FlagreelError } from '#contract/errors.ts'
import { type Tensor, tensor } from '#core/nn/tensor/tensor.ts'

/** One text as the text tower reads it. L = context length (77 for every published CLIP). */
export interface PromptRow {
  /** Token ids [L]; 0 where no token stands. */
  readonly tokens: readonly number[]
  /** [L]: false where the learned prompt table fills in (VadCLIP equation 5; the released code fills all free rows). */
  readonly isToken: readonly boolean[]
  /** Row of the end-of-text token: the row whose output is the embedding. */
  readonly eot: number
}

export interface PromptLayout {
  /** Learned rows before the words, and between the words and the end of text. Both 0: plain CLIP. */
  readonly prefix: number
  readonly postfix: number
  readonly contextLength: number
}

/**
 * Lays tokens (start and end of text included) out for the text tower: start of text on row 0, the words from row
 * prefix + 1, end of text `postfix` rows after the last word. Throws `bad-argument` for a text that does not fit.
 */
export function promptRows(tokens: readonly number[], layout: PromptLayout): PromptRow {
  const { prefix, postfix, contextLength } = layout
  const words = tokens.slice(1, -1)
  const eot = prefix + words.length + 1 + postfix
  if (tokens.length < 2)
    throw new FlagreelError('bad-argument', 'A prompt needs its start and end tokens.')
  if (eot >= contextLength) throw tooLong(words.length, layout)

  const row = new Array<number>(contextLength).fill(0)
  const isToken = new Array<boolean>(contextLength).fill(false)
  const place = (at: number, token: number): void => {
    row[at] = token
    isToken[at] = true
  }
  place(0, tokens[0]!)
  words.forEach((word, i) => {
    place(prefix + 1 + i, word)
  })
  place(eot, tokens.at(-1)!)
  return { tokens: row, isToken, eot }
}

function tooLong(words: number, { prefix, postfix, contextLength }: PromptLayout): FlagreelError {
  const room = contextLength - prefix - postfix - 2
  const learned = prefix + postfix > 0 ? ` (${prefix + postfix} are learned rows)` : ''
  return new FlagreelError(
    'bad-argument',
    `The prompt has ${words} tokens; at most ${Math.max(room, 0)} fit the text tower's context of ${contextLength}${learned}.`,
    { hint: 'Use a shorter prompt.' },
  )
}

/** The text tower's inputs for a label set of C rows: tokens [C, L], is_token [C, L] (learned prompts only), eot [C]. */
export function textFeeds(
  rows: readonly PromptRow[],
  options: { readonly learnablePrompt: boolean },
): Record<string, Tensor> {
  const shape = [rows.length, rows[0]?.tokens.length ?? 0]
  const ids = BigInt64Array.from(rows.flatMap((row) => row.tokens.map(BigInt)))
  const flags = Uint8Array.from(rows.flatMap((row) => row.isToken.map(Number)))
  return {
    tokens: tensor('int64', shape, ids),
    ...(options.learnablePrompt ? { is_token: tensor('bool', shape, flags) } : {}),
    eot: tensor(
      'int64',
      [rows.length],
      BigInt64Array.from(rows, (row) => BigInt(row.eot)),
    ),
  }
}
