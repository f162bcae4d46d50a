import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { tokenizerGoldens } from '#test/support/goldens.ts'
import { createTokenizer } from './tokenizer.ts'
import { BYTE_CHARACTERS } from './vocabulary.ts'

// Ids: 0–255 bytes in the order of their characters, 256–511 the same at a word's end, then one per merge.
const MERGES = ['t h', 'th e</w>', 'a n', 'an d</w>', 'i n', 'in g</w>', '1 2</w>', 'Ã ©</w>']
const TINY_SIZE = 512 + MERGES.length + 2
const tinyFile = Buffer.from(['"tiny#version: 0.2', ...MERGES, 'x y'].join('\n'))
const START = TINY_SIZE - 2
const END = TINY_SIZE - 1

function byteId(character: string): number {
  return [...BYTE_CHARACTERS].sort().indexOf(character)
}
const atWordEnd = (character: string): number => byteId(character) + 256
const merge = (index: number): number => 512 + index

describe('the tokenizer, on a vocabulary of eight merges', () => {
  const tokenizer = createTokenizer(tinyFile, { vocabularySize: TINY_SIZE })
  const words = (text: string): number[] => tokenizer.encode(text).slice(1, -1)

  it('puts start and end of text around the words', () => {
    expect(tokenizer.encode('')).toEqual([START, END])
    expect(tokenizer.encode('the')).toEqual([START, merge(1), END])
  })

  it('merges the lowest-ranked pair first, in steps, only inside a word', () => {
    expect(words('the and')).toEqual([merge(1), merge(3)])
    expect(words('thing')).toEqual([merge(0), merge(5)])
    expect(words('th e')).toEqual([byteId('t'), atWordEnd('h'), atWordEnd('e')])
  })

  it('keeps a merge of word ends away from the middle of a word', () => {
    expect(words('then')).toEqual([merge(0), byteId('e'), atWordEnd('n')])
  })

  it('spells unknown words in UTF-8 bytes', () => {
    expect(words('é')).toEqual([merge(7)])
    expect(words('🔥')).toHaveLength(4)
  })

  it('lower-cases, collapses whitespace and unescapes references twice', () => {
    expect(words('  THE\n\tAnd ')).toEqual(words('the and'))
    expect(words('the&amp;nbsp;and')).toEqual(words('the and'))
    expect(words('&eacute;')).toEqual(words('é'))
  })

  it('splits contractions, single digits and punctuation', () => {
    expect(words("the's")).toEqual([merge(1), byteId("'"), atWordEnd('s')])
    expect(words('12')).toEqual([atWordEnd('1'), atWordEnd('2')])
    expect(words('the?!')).toEqual([merge(1), byteId('?'), atWordEnd('!')])
  })

  it('reads the markers of start and end of text as those tokens', () => {
    expect(words('<|STARTOFTEXT|> the <|endoftext|>')).toEqual([START, merge(1), END])
  })

  it('repairs what keyboards and editors put in: curly quotes, ligatures, wide letters, accents', () => {
    expect(words('the’s')).toEqual(words("the's"))
    expect(words('ﬁne')).toEqual(words('fine'))
    expect(words('ＴＨＥ')).toEqual(words('the'))
    expect(words('e\u0301')).toEqual(words('é'))
    expect(words('\u001b[1mthe\u001b[0m\u0007')).toEqual(words('the'))
  })

  it('refuses a text that is far too long', () => {
    expect(() => tokenizer.encode('a'.repeat(2001))).toThrow(/2001 characters/)
  })
})

describe('the vocabulary file', () => {
  it('may be gzipped', () => {
    const packed = createTokenizer(gzipSync(tinyFile), { vocabularySize: TINY_SIZE })
    expect(packed.encode('the and')).toEqual([START, merge(1), merge(3), END])
  })

  it('may list more merges than the model uses, which then do not count', () => {
    const tokenizer = createTokenizer(tinyFile, { vocabularySize: 512 + 1 + 2 })
    expect(tokenizer.vocabularySize).toBe(515)
    expect(tokenizer.encode('the').slice(1, -1)).toEqual([512, atWordEnd('e')])
  })

  it('is refused when it lists too few merges', () => {
    expect(() => createTokenizer(tinyFile)).toThrow(/needs 48894 merges.*lists 9/)
  })

  it('is refused, naming the line, when it is something else', () => {
    const text = Buffer.from('heading\na b\nnot a merge\n')
    expect(() => createTokenizer(text, { vocabularySize: 516 })).toThrow(/Line 3/)
  })

  it('is refused when it is binary, damaged or unpacks to a flood', () => {
    expect(() => createTokenizer(Uint8Array.of(0xff, 0xfe, 0xfd))).toThrow(/not UTF-8/)
    expect(() => createTokenizer(gzipSync(tinyFile).subarray(0, 30))).toThrow(/cannot be unpacked/)
    expect(() => createTokenizer(gzipSync(Buffer.alloc(20_000_000)))).toThrow(/cannot be unpacked/)
    expect(() => createTokenizer(Buffer.alloc(20_000_000, 'a'))).toThrow(/largest read/)
  })

  it('is refused for a vocabulary size that has no room for the bytes', () => {
    expect(() => createTokenizer(tinyFile, { vocabularySize: 500 })).toThrow(/no room/)
  })
})

const VOCABULARY = 'bpe_simple_vocab_16e6.txt.gz'
const folder = process.env.FLAGREEL_AUTHORS_FILES
const path = folder === undefined ? undefined : join(folder, VOCABULARY)

describe('the tokenizer, on CLIP’s published vocabulary', () => {
  if (path === undefined || !existsSync(path)) {
    const reason = `NOT RUN: FLAGREEL_AUTHORS_FILES names no folder with ${VOCABULARY}`
    it.todo(`gives CLIP’s token ids (${reason})`)
    console.warn(`tokenizer golden test ${reason}.`)
    return
  }
  const tokenizer = createTokenizer(readFileSync(path))
  const golden = tokenizerGoldens()
  const differing = golden.filter(
    ({ text, ids }) => JSON.stringify(tokenizer.encode(text)) !== JSON.stringify(ids),
  )

  it('gives CLIP’s token ids for every reference string that needs no repair of mojibake', () => {
    expect(golden).toHaveLength(373)
    expect(differing.filter((entry) => !entry.ftfy_matters)).toEqual([])
  })

  it('differs on the strings that were decoded with the wrong character set, and on no others', () => {
    const repaired = golden.filter((entry) => entry.ftfy_matters).length
    console.info(`tokenizer: ${differing.length} of ${repaired} strings that ftfy repairs differ.`)
    expect(differing.map((entry) => entry.text)).toEqual([
      'âœ” No problems',
      'cafÃ©',
      'donâ€™t',
      'ÃœbermÃ¤ÃŸig',
      'â€œhiâ€\x9d',
      'Ã©tÃ©',
      'l’humanitÃ©',
      'schÃ¶n',
    ])
  })
})
