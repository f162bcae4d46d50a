import { describe, expect, it } from 'vitest'
import { Graph } from '#core/nn/onnx/graph.ts'
import { expectClose, valuesOf } from '#test/support/close.ts'
import { goldenArray } from '#test/support/goldens.ts'
import { graphRunner } from '#test/support/graph-runner.ts'
import { openTinyModel } from '#test/support/tiny-model.ts'
import { promptRows, textFeeds } from './prompts.ts'
import { buildTextEncoder, declareTexts, embedPrompts } from './text-tower.ts'

const runner = graphRunner()

describe.each(['tiny-ucf', 'tiny-xd'] as const)('the text tower on %s', async (set) => {
  const { weights, clipWeights, clip, prompts, tokens } = await openTinyModel(set)
  const plainLayout = { prefix: 0, postfix: 0, contextLength: clip.contextLength }
  const plainRows = tokens.map((row) => promptRows(row, plainLayout))

  it('assembles words and learned rows as the authors do', async () => {
    const graph = new Graph('prompts')
    const inputs = declareTexts(graph, clip, { learnablePrompt: true })
    const options = { dims: clip, learnedPrompt: weights }
    graph.output('prompts', embedPrompts(inputs, clipWeights, options))
    const result = await runner.run(graph, textFeeds(prompts, { learnablePrompt: true }))
    expectClose(result.prompts, goldenArray(`${set}/prompt_embeddings.npy`))
  })

  it('lays plain tokens out as CLIP’s tokenizer does', () => {
    const rows = goldenArray(`${set}/tokens.npy`)
    expect(plainRows.flatMap((row) => row.tokens)).toEqual([...rows.data])
  })

  it('needs no learned table for plain CLIP, and then agrees with one that fills no row', async () => {
    const plain = buildTextEncoder(clipWeights, clip)
    const result = await runner.run(plain, textFeeds(plainRows, { learnablePrompt: false }))
    const allTokens = plainRows.map((row) => ({ ...row, isToken: row.isToken.map(() => true) }))
    const learned = buildTextEncoder(clipWeights, clip, { learnedPrompt: weights })
    const same = await runner.run(learned, textFeeds(allTokens, { learnablePrompt: true }))
    expect(valuesOf(result.embeddings)).toEqual(valuesOf(same.embeddings))
  })

  it('does not let anything after the end of text reach the embedding', async () => {
    const plain = buildTextEncoder(clipWeights, clip)
    const after = plainRows.map(({ tokens, isToken, eot }) => ({
      tokens: tokens.map((token, row) => (row > eot ? 7 : token)),
      isToken,
      eot,
    }))
    const zeros = await runner.run(plain, textFeeds(plainRows, { learnablePrompt: false }))
    const sevens = await runner.run(plain, textFeeds(after, { learnablePrompt: false }))
    expect(valuesOf(sevens.embeddings)).toEqual(valuesOf(zeros.embeddings))
  })
})
