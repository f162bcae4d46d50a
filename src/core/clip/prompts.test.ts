import { describe, expect, it } from 'vitest'
import { promptRows, textFeeds } from './prompts.ts'

const START = 598
const END = 599
const layout = { prefix: 4, postfix: 4, contextLength: 77 }

describe('promptRows', () => {
  it('puts the words after the prefix and the end of text after the postfix', () => {
    const { tokens, isToken, eot } = promptRows([START, 57, 301, END], layout)
    expect(eot).toBe(11)
    expect(tokens).toHaveLength(77)
    const placed = tokens.flatMap((token, row) => (isToken[row] ? [[row, token]] : []))
    expect(placed).toEqual([
      [0, START],
      [5, 57],
      [6, 301],
      [11, END],
    ])
  })

  it('is the plain token row without learned rows', () => {
    const { tokens, eot } = promptRows([START, 11, END], {
      prefix: 0,
      postfix: 0,
      contextLength: 5,
    })
    expect(tokens).toEqual([START, 11, END, 0, 0])
    expect(eot).toBe(2)
  })

  it('takes as many words as the context holds, and refuses one more with both numbers', () => {
    const words = (count: number) => [START, ...new Array<number>(count).fill(7), END]
    expect(promptRows(words(67), layout).eot).toBe(76)
    expect(() => promptRows(words(68), layout)).toThrow(
      "The prompt has 68 tokens; at most 67 fit the text tower's context of 77 (8 are learned rows).",
    )
  })

  it('refuses a row without start and end of text', () => {
    expect(() => promptRows([START], layout)).toThrow(/start and end/)
  })
})

describe('textFeeds', () => {
  const rows = [
    [START, 11, END],
    [START, 57, 301, END],
  ].map((tokens) => promptRows(tokens, layout))

  it('makes the text tower’s inputs', () => {
    const feeds = textFeeds(rows, { learnablePrompt: true })
    expect(feeds.tokens).toMatchObject({ dtype: 'int64', shape: [2, 77] })
    expect(feeds.is_token).toMatchObject({ dtype: 'bool', shape: [2, 77] })
    expect(feeds.eot?.data).toEqual(BigInt64Array.of(10n, 11n))
  })

  it('leaves is_token out for plain CLIP, whose text tower has no such input', () => {
    expect(Object.keys(textFeeds(rows, { learnablePrompt: false }))).toEqual(['tokens', 'eot'])
  })
})
