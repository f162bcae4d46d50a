import { describe, expect, it } from 'vitest'
import { learnMerges } from './learn-merges.ts'
import { createTokenizer } from './tokenizer.ts'

const TEXTS = [
  'low low low low low',
  'lower lower',
  'newest newest newest newest newest newest',
  'widest widest widest',
]

describe('learned merges', () => {
  it('are those of the published example', () => {
    // Sennrich et al. 2016, section 3.2: the same words and counts.
    const [, ...merges] = learnMerges(TEXTS, 4).trim().split('\n')
    expect(merges[0]).toBe('e s')
    expect(merges[1]).toBe('es t</w>')
    expect(merges.slice(2)).toEqual(['l o', 'e w'])
  })

  it('make one token of every word, and stop there', () => {
    const file = learnMerges(TEXTS, 1000)
    const count = file.trim().split('\n').length - 1
    expect(count).toBeLessThan(40)
    const tokenizer = createTokenizer(Buffer.from(file), { vocabularySize: 514 + count })
    expect(tokenizer.encode('newest low')).toHaveLength(4)
    expect(tokenizer.encode('owl')).toHaveLength(5)
  })

  it('are the same in whatever order the texts come', () => {
    expect(learnMerges(TEXTS.toReversed(), 20)).toBe(learnMerges(TEXTS, 20))
  })
})
