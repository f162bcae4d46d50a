/**
 * CLIP's byte-pair tokenizer.
 * Radford et al. 2021, Learning Transferable Visual Models From Natural Language Supervision, section 2.4;
 * byte-pair encoding: Sennrich et al. 2016, Neural Machine Translation of Rare Words with Subword Units, algorithm 1.
 */
import { FlagreelError } from '#contract/errors.ts'
import { cleanText } from './clean-text.ts'
import { BYTE_CHARACTERS, readVocabulary, type Vocabulary, WORD_END } from './vocabulary.ts'

export interface Tokenizer {
  readonly vocabularySize: number
  /** Token ids with start and end of text. Any length: whoever needs a context limit checks it. */
  encode(text: string): number[]
}

export interface TokenizerOptions {
  /** The checkpoint's vocabulary size; 49408 for every CLIP of OpenAI. */
  readonly vocabularySize?: number
}

/** Pairs are sought in every word anew after each merge, so an unbounded "word" would cost its length squared. */
const LONGEST_TEXT = 2000

const WORDS =
  /<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+/giu

/** `vocabularyFile`: CLIP's bpe_simple_vocab_16e6.txt, gzipped or plain. Throws `bad-argument` when it is not. */
export function createTokenizer(
  vocabularyFile: Uint8Array,
  options: TokenizerOptions = {},
): Tokenizer {
  const vocabulary = readVocabulary(vocabularyFile, options.vocabularySize)
  const { startOfText, endOfText } = vocabulary
  return {
    vocabularySize: vocabulary.size,
    encode(text) {
      if (text.length > LONGEST_TEXT)
        throw new FlagreelError(
          'bad-argument',
          `The text has ${text.length} characters; the longest that is tokenized has ${LONGEST_TEXT}.`,
        )
      const words = cleanText(text).match(WORDS) ?? []
      return [startOfText, ...words.flatMap((word) => encodeWord(word, vocabulary)), endOfText]
    },
  }
}

/** Each word of a text as its bytes, the last marked as such: what merges are applied to. */
export function spellings(text: string): string[][] {
  return (cleanText(text).match(WORDS) ?? []).map(spell)
}

function spell(word: string): string[] {
  const parts = Array.from(new TextEncoder().encode(word), (byte) => BYTE_CHARACTERS[byte]!)
  parts.push(parts.pop()! + WORD_END)
  return parts
}

function encodeWord(word: string, vocabulary: Vocabulary): number[] {
  if (word === '<|startoftext|>') return [vocabulary.startOfText]
  if (word === '<|endoftext|>') return [vocabulary.endOfText]
  // Every byte is a token and every merge makes one, so each part has an id.
  return mergeAll(spell(word), vocabulary.ranks).map((part) => vocabulary.ids.get(part)!)
}

/** Joins neighbours, the lowest-ranked pair first and everywhere it occurs, until no known pair is left. */
function mergeAll(parts: string[], ranks: Vocabulary['ranks']): string[] {
  for (;;) {
    const best = lowestRanked(parts, ranks)
    if (best === undefined) return parts
    parts = mergePair(parts, best)
  }
}

type Pair = readonly [left: string, right: string]

function lowestRanked(parts: readonly string[], ranks: Vocabulary['ranks']): Pair | undefined {
  let best: Pair | undefined
  let lowest = Number.POSITIVE_INFINITY
  for (let i = 0; i + 1 < parts.length; i++) {
    const rank = ranks.get(`${parts[i]} ${parts[i + 1]}`)
    if (rank === undefined || rank >= lowest) continue
    lowest = rank
    best = [parts[i]!, parts[i + 1]!]
  }
  return best
}

export function mergePair(parts: readonly string[], [left, right]: Pair): string[] {
  const merged: string[] = []
  for (let i = 0; i < parts.length; i++) {
    const isPair = parts[i] === left && parts[i + 1] === right
    merged.push(isPair ? left + right : parts[i]!)
    if (isPair) i++
  }
  return merged
}
