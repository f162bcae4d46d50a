import { gunzipSync } from 'node:zlib'
import { FlagreelError, reasonOf } from '#contract/errors.ts'

/** CLIP's byte-pair vocabulary: every byte, every byte at a word's end, one token per merge, start and end of text. */
export interface Vocabulary {
  readonly size: number
  /** Token (bytes in their printable form, `</w>` at a word's end) to id. */
  readonly ids: ReadonlyMap<string, number>
  /** "left right" to its rank: a lower rank merges first. */
  readonly ranks: ReadonlyMap<string, number>
  readonly startOfText: number
  readonly endOfText: number
}

export const WORD_END = '</w>'
const CLIP_VOCABULARY_SIZE = 49408

const BYTE_TOKENS = 512
const SPECIAL_TOKENS = 2
/** The published file is 1.3 MB packed and 3.2 MB plain. */
const LARGEST_FILE = 16 * 1024 * 1024
const LONGEST_LINE = 1000

/**
 * Reads `bpe_simple_vocab_16e6.txt`, gzipped or plain: a heading line, then one merge a line, most frequent first. The
 * file lists more merges than a model uses; the model's vocabulary size says how many count.
 * Throws `bad-argument` for anything else.
 */
export function readVocabulary(file: Uint8Array, size = CLIP_VOCABULARY_SIZE): Vocabulary {
  const mergeCount = size - BYTE_TOKENS - SPECIAL_TOKENS
  if (!Number.isInteger(mergeCount) || mergeCount < 0)
    throw bad(`A vocabulary of ${size} tokens has no room for the ${BYTE_TOKENS} byte tokens.`)
  const merges = readMerges(file, mergeCount)
  const bytes = [...BYTE_CHARACTERS].sort() // by code point: the order of the ids
  const tokens = [...bytes, ...bytes.map((byte) => byte + WORD_END), ...merges.map(join)]
  return {
    size,
    ids: new Map(tokens.map((token, id) => [token, id])),
    ranks: new Map(merges.map((merge, rank) => [merge, rank])),
    startOfText: size - 2,
    endOfText: size - 1,
  }
}

function readMerges(file: Uint8Array, count: number): string[] {
  const lines = vocabularyText(file)
    .split('\n', count + 1)
    .slice(1)
  if (lines.at(-1) === '') lines.pop()
  lines.forEach((line, i) => {
    if (line.length > LONGEST_LINE || !/^[^\s]+ [^\s]+$/.test(line))
      throw bad(
        `Line ${i + 2} of the vocabulary is not two tokens with a space between: ${JSON.stringify(line.slice(0, 60))}.`,
      )
  })
  if (lines.length < count)
    throw bad(`The model needs ${count} merges, and the vocabulary file lists ${lines.length}.`)
  return lines
}

function join(merge: string): string {
  return merge.replace(' ', '')
}

function vocabularyText(file: Uint8Array): string {
  const isGzip = file[0] === 0x1f && file[1] === 0x8b
  const plain = isGzip ? unpack(file) : file
  if (plain.length > LARGEST_FILE)
    throw bad(`The vocabulary file has ${plain.length} bytes; the largest read is ${LARGEST_FILE}.`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain).replaceAll('\r\n', '\n')
  } catch (cause) {
    throw bad('The vocabulary file is not UTF-8 text.', cause)
  }
}

function unpack(file: Uint8Array): Uint8Array {
  try {
    return gunzipSync(file, { maxOutputLength: LARGEST_FILE })
  } catch (cause) {
    throw bad(`The vocabulary file cannot be unpacked (${reasonOf(cause)}).`, cause)
  }
}

function bad(message: string, cause?: unknown): FlagreelError {
  return new FlagreelError('bad-argument', message, {
    hint: 'CLIP’s vocabulary is bpe_simple_vocab_16e6.txt.gz, published with CLIP itself.',
    ...(cause === undefined ? {} : { cause }),
  })
}

/**
 * The printable character that stands for each byte: Latin-1's printable ones for themselves, the other 68 bytes, in
 * order, from U+0100 on. The scheme is GPT-2's.
 */
export const BYTE_CHARACTERS: readonly string[] = byteCharacters()

function byteCharacters(): string[] {
  let next = 0x100
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = byte > 0x20 && (byte < 0x7f || byte > 0xa0) && byte !== 0xad
    return String.fromCharCode(isPrintable ? byte : next++)
  })
}
