import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { textFeeds } from '#core/clip/prompts.ts'
import { buildTextEncoder } from '#core/clip/text-tower.ts'
import { graphRunner } from '#test/support/graph-runner.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { cpuPool, importTinyBundle } from '#test/support/tiny-bundle.ts'
import { openTinyModel } from '#test/support/tiny-model.ts'
import { BUNDLE_FILES } from './bundle-files.ts'
import { textWeightsOf } from './bundle-weights.ts'

const folder = tempFolder()
const pool = cpuPool()
const runner = graphRunner()

describe('the text tower of a bundle as weights', async () => {
  const opened = await importTinyBundle('tiny-ucf', { modelsFolder: folder.path, pool })
  const { clip, clipWeights, prompts } = await openTinyModel('tiny-ucf')

  it('gives the embeddings of the checkpoint that it came from', async () => {
    const feeds = textFeeds(prompts, { learnablePrompt: false })
    const stored = buildTextEncoder(await textWeightsOf(opened), clip)
    const original = buildTextEncoder(clipWeights, clip)
    const [a, b] = [await runner.run(stored, feeds), await runner.run(original, feeds)]
    expect(a.embeddings).toEqual(b.embeddings)
  })

  it('refuses a weight that is not there, or of another shape', async () => {
    const weights = await textWeightsOf(opened)
    expect(() => weights.within('elsewhere').get('weight', [2, 2])).toThrow(
      /no weight "clipmodel\.elsewhere\.weight" of the shape/,
    )
    expect(() => weights.get('token_embedding.weight', [clip.vocabularySize, 7])).toThrow(
      /no weight/,
    )
  })

  it('is not read from files that were changed', async () => {
    const other = await importTinyBundle('tiny-xd', { modelsFolder: folder.path, pool })
    await writeFile(join(other.folder, BUNDLE_FILES.textWeights), 'spoilt')
    await expect(textWeightsOf(other)).rejects.toMatchObject({ code: 'bad-bundle' })
  })
})
