/**
 * A byte-pair vocabulary of one's own, in the form of CLIP's file: for a text tower that is trained from nothing.
 * Sennrich et al. 2016, Neural Machine Translation of Rare Words with Subword Units, algorithm 1.
 */
import { mergePair, spellings } from './tokenizer.ts'

/**
 * The most frequent neighbours in the texts, joined one after the other: at most `count` merges, fewer when every word has
 * become one token. The text of a vocabulary file, which `readVocabulary` reads.
 */
export function learnMerges(texts: readonly string[], count: number): string {
  let words = countWords(texts)
  const merges: string[] = []
  while (merges.length < count) {
    const best = mostFrequentPair(words)
    if (!best) break
    merges.push(`${best[0]} ${best[1]}`)
    words = words.map(({ parts, uses }) => ({ parts: mergePair(parts, best), uses }))
  }
  return ['#version: 0.2', ...merges, ''].join('\n')
}

interface Word {
  readonly parts: string[]
  readonly uses: number
}

function countWords(texts: readonly string[]): Word[] {
  const uses = new Map<string, number>()
  for (const text of texts)
    for (const parts of spellings(text)) {
      const key = parts.join(' ')
      uses.set(key, (uses.get(key) ?? 0) + 1)
    }
  return Array.from(uses, ([key, times]) => ({ parts: key.split(' '), uses: times }))
}

/** Of equally frequent ones the first in order of their characters, so that the result is the same everywhere. */
function mostFrequentPair(words: readonly Word[]): readonly [string, string] | undefined {
  const counts = new Map<string, number>()
  for (const { parts, uses } of words)
    for (let i = 0; i + 1 < parts.length; i++) {
      const pair = `${parts[i]} ${parts[i + 1]}`
      counts.set(pair, (counts.get(pair) ?? 0) + uses)
    }
  let best: string | undefined
  for (const [pair, uses] of counts) {
    const most = best === undefined ? 0 : counts.get(best)!
    if (uses > most || (uses === most && best !== undefined && pair < best)) best = pair
  }
  return best?.split(' ') as [string, string] | undefined
}
