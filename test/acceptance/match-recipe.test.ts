import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Recipe } from '#contract/bundle.ts'
import { type RecipeMatch, recipeMatchSchema } from '#contract/evaluation.ts'
import { extractFeatures } from '#core/analysis/extract-features.ts'
import { FeatureStore } from '#core/analysis/feature-store.ts'
import { matchRecipes } from '#core/analysis/match-recipe.ts'
import type { MediaPort, ScanModel } from '#core/analysis/ports.ts'
import { cropFrame, cropRects } from '#core/clip/crops.ts'
import { probeMedia } from '#core/media/probe.ts'
import { decodeSnippets } from '#core/media/snippet-stream.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { LoadedModel } from '#core/models/loaded-model.ts'
import { formatNpy } from '#core/nn/tensor/npy.ts'
import { float32 } from '#core/nn/tensor/tensor.ts'
import { openDatabase } from '#core/storage/open-database.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { flagreel, flagreelJson } from '#test/support/run-flagreel.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { cpuPool, importTinyBundle } from '#test/support/tiny-bundle.ts'

const folder = tempFolder()
const pool = cpuPool()
const tools = await findMediaTools()
const signal = new AbortController().signal
const media: MediaPort = {
  probe: (path, abort) => probeMedia(tools, path, { signal: abort }),
  decode: (info, options) => decodeSnippets(tools, info, options),
}
const db = openDatabase(join(folder.path, 'library', 'library.sqlite'))
afterAll(() => db.close())
db.prepare(
  "INSERT INTO content (id, bytes, sampled_sha256, created_at) VALUES ('c', 1, 'x', 0)",
).run()
const store = new FeatureStore(db)

let video: string
let tiny: LoadedModel

beforeAll(async () => {
  video = await makeVideo(folder.path, 'card.mp4', { frames: 60, size: '320x180' })
  const modelsFolder = join(folder.path, 'library', 'models')
  const opened = await importTinyBundle('tiny-ucf', { modelsFolder, pool, precisions: ['fp32'] })
  tiny = new LoadedModel(opened, pool)
})

function modelWith(recipe: Recipe): ScanModel {
  const { encoderKey, detectorKey, labelSetKey, precision } = tiny
  return {
    ...{ bundle: { ...tiny.bundle, recipe }, encoderKey, detectorKey, labelSetKey, precision },
    ...{ batch: 1, parallel: 1 },
    check: () => tiny.check(),
    encode: (frames, abort) => tiny.encode(frames, abort),
    detect: (features, abort) => tiny.detect(features, abort),
  }
}

/** As a scan makes them. */
async function featuresOf(recipe: Recipe): Promise<Float32Array> {
  const set = await extractFeatures({
    ...{ path: video, contentId: 'c', model: modelWith(recipe), media, store, signal },
    isUnchanged: () => true,
    onProgress: () => {},
  })
  return store.rows(set, 0, store.snippets(set.id))
}

/** Of the last of ten crops of the middle frames. */
async function lastCropFeatures(): Promise<Float32Array> {
  const resolution = tiny.bundle.clip.imageResolution
  const recipe = { frames: 'middle', resize: 'stretch-340x256-bilinear' } as const
  const info = await probeMedia(tools, video, { signal })
  const rows: number[] = []
  for await (const { frames } of decodeSnippets(tools, info, { recipe, resolution, signal })) {
    const [frame] = frames
    const rects = cropRects(frame!.width, frame!.height, { resolution, crop: 'ten' })
    rows.push(...(await tiny.encode(cropFrame(frame!, [rects[9]!]), signal)))
  }
  return Float32Array.from(rows)
}

const match = (values: Float32Array, snippets = 4) =>
  matchRecipes({
    ...{ video, media, signal, snippets, given: { path: 'given.npy', values } },
    model: modelWith({ frames: 'first', resize: 'stretch-340x256-bilinear', crop: 'centre' }),
  })

const RECIPES: readonly Recipe[] = [
  { frames: 'middle', resize: 'stretch-340x256-bilinear', crop: 'centre' },
  { frames: 'mean-of-4', resize: 'short-side-224-bicubic', crop: 'five' },
  { frames: 'mean-of-16', resize: 'stretch-340x256-bilinear', crop: 'ten' },
]

describe('matchRecipes', () => {
  it.each(RECIPES)('finds $frames, $resize, $crop', async (recipe) => {
    const { recipes, ...found } = await match(await featuresOf(recipe))
    expect(found).toEqual({ rows: 4, compared: 4, snippets: 4 })
    expect(recipes).toHaveLength(144)
    const [best, second] = recipes
    expect(best).toMatchObject(recipe)
    expect(best!.mean).toBeGreaterThan(0.999)
    expect(best!.min).toBeGreaterThan(0.999)
    expect(second!.mean).toBeLessThan(best!.mean)
  })

  it('finds one crop of ten alone', async () => {
    const given = await lastCropFeatures()
    const [best, second] = (await match(given)).recipes
    expect(best).toMatchObject({ frames: 'middle', crop: 'bottom-right-mirrored' })
    expect(best!.min).toBeGreaterThan(0.999)
    expect(second!.mean).toBeLessThan(best!.mean)
  })

  it('compares the first snippets only, and lets a last one be missing that is not full', async () => {
    const features = await featuresOf(RECIPES[0]!)
    const width = features.length / 4
    const found = await match(features.subarray(0, 3 * width), 2)
    expect(found).toMatchObject({ rows: 3, compared: 2, snippets: 4 })
    expect(found.recipes[0]).toMatchObject(RECIPES[0]!)
  })

  it('tells when the video and the features have other numbers of snippets', async () => {
    const features = await featuresOf(RECIPES[0]!)
    const width = features.length / 4
    const longer = Float32Array.from(
      { length: features.length + width },
      (_, i) => features[i] ?? 1,
    )
    await expect(match(longer)).rejects.toThrow(/5 rows, but .* has 4 snippets/)
    await expect(match(features.subarray(0, width))).rejects.toThrow(
      /1 rows, but .* has at least 3 snippets/,
    )
  })

  it('is a command', async () => {
    const values = await featuresOf(RECIPES[1]!)
    const shape = [4, values.length / 4] as const
    const features = folder.save(formatNpy(float32(shape, values)), 'given.npy')
    const args = ['recipe', 'match', '--video', video, '--features', features]
    const library = join(folder.path, 'library')
    const { id } = tiny.bundle
    const found = await flagreelJson<RecipeMatch>(library, ...args, '--model', id)
    expect(recipeMatchSchema.parse(found).recipes[0]).toMatchObject(RECIPES[1]!)
    const { stdout } = await flagreel(library, ...args, '--model', id)
    expect(stdout.split('\n')[1]).toMatch(
      /(1\.0000|0\.999\d).* mean-of-4 +short-side-224-bicubic +five/,
    )
  })
})
