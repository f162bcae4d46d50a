import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import { probeMedia } from '#core/media/probe.ts'
import type { MediaInfo } from '#core/media/probe-report.ts'
import { decodeSnippets } from '#core/media/snippet-stream.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { openDatabase } from '#core/storage/open-database.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { extractFeatures } from './extract-features.ts'
import { CHUNK_SNIPPETS, type FeatureSet, FeatureStore } from './feature-store.ts'
import type { MediaPort, ScanModel } from './ports.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const signal = new AbortController().signal

/** Real decoding; counts where it was asked to begin. */
function countingMedia(): MediaPort & { readonly starts: (number | undefined)[] } {
  const starts: (number | undefined)[] = []
  return {
    starts,
    probe: (path, abort) => probeMedia(tools, path, { signal: abort }),
    decode: (info: MediaInfo, options) => {
      starts.push(options.from?.index)
      return decodeSnippets(tools, info, options)
    },
  }
}

/** An "image tower" whose feature says what it saw: mean, first and last byte of the picture. */
const model: Pick<ScanModel, 'bundle' | 'encoderKey' | 'batch' | 'parallel' | 'encode'> = {
  bundle: {
    clip: { embedDim: 3, imageResolution: 32 },
    recipe: { frames: 'middle', resize: 'stretch-340x256-bilinear', crop: 'centre' },
  } as ScanModel['bundle'],
  encoderKey: 'bytes',
  batch: 4,
  parallel: 2,
  async encode(frames) {
    const size = 32 * 32 * 3
    return Float32Array.from({ length: frames.length / size }, (_, i) => i).reduce(
      (features, i) => {
        const picture = frames.subarray(i * size, (i + 1) * size)
        const mean = picture.reduce((a, b) => a + b, 0) / size
        features.set([mean, picture[0]!, picture.at(-1)!], i * 3)
        return features
      },
      new Float32Array((frames.length / size) * 3),
    )
  },
}

function openStore(name: string) {
  const db = openDatabase(join(folder.path, name, 'library.sqlite'))
  afterAll(() => db.close())
  db.prepare(
    "INSERT INTO content (id, bytes, sampled_sha256, created_at) VALUES ('c', 1, 'x', 0)",
  ).run()
  return { db, store: new FeatureStore(db) }
}

const allRows = (store: FeatureStore, set: FeatureSet) => ({
  features: store.rows(set, 0, store.snippets(set.id)),
  startPts: store.startPts(set.id),
  framePts: store.framePts(set.id, 0, store.snippets(set.id)),
  frames: set.frames,
  firstPts: set.firstPts,
  endPts: set.endPts,
})

describe('extractFeatures', () => {
  const extract = async (
    path: string,
    store: FeatureStore,
    media: MediaPort & { readonly isUnchanged?: () => boolean },
  ) =>
    extractFeatures({
      isUnchanged: media.isUnchanged ?? (() => true),
      path,
      contentId: 'c',
      model: model as ScanModel,
      media,
      store,
      signal,
      onProgress: () => {},
    })
  const video = () =>
    makeVideo(folder.path, 'video.mp4', { frames: 16 * 300 + 5, size: '64x48', gop: 60 })

  it('stores a feature a snippet, the last partial one too, and does nothing when all is there', async () => {
    const { store } = openStore('whole')
    const media = countingMedia()
    const set = await extract(await video(), store, media)
    expect(set).toMatchObject({ isComplete: true, frames: 16 * 300 + 5, warnings: [] })
    expect(store.snippets(set.id)).toBe(301)
    expect(new Set(store.startPts(set.id)).size).toBe(301)
    const framePts = store.framePts(set.id, 0, 301)!
    expect(framePts).toHaveLength(16 * 300 + 5)
    expect(framePts.filter((_, i) => i % 16 === 0)).toEqual(store.startPts(set.id))
    expect(store.framePts(set.id, 255, 258)).toEqual(framePts.slice(16 * 255, 16 * 258))
    await extract(await video(), store, media)
    expect(media.starts).toEqual([undefined])
  })

  it('keeps nothing of a file that changed meanwhile', async () => {
    const { db, store } = openStore('changed')
    const extraction = extract(await video(), store, {
      ...countingMedia(),
      isUnchanged: () => false,
    })
    await expect(extraction).rejects.toThrow(/video\.mp4 was changed while it was being scanned/)
    expect(db.prepare('SELECT count(*) FROM feature_chunk').pluck().get()).toBe(0)
  })

  it('keeps nothing of a file whose new content cannot be decoded', async () => {
    const { db, store } = openStore('spoilt')
    const media = { ...countingMedia(), isUnchanged: () => false }
    const decode: MediaPort['decode'] = (info, options) => {
      const stream = countingMedia().decode(info, options)
      async function* broken() {
        for await (const snippet of stream) {
          yield snippet
          if (snippet.index === 299) throw new FlagreelError('bad-media', 'broken')
        }
      }
      return { summary: () => stream.summary(), [Symbol.asyncIterator]: broken }
    }
    const extraction = extract(await video(), store, { ...media, decode })
    await expect(extraction).rejects.toMatchObject({ code: 'unreadable' })
    expect(db.prepare('SELECT count(*) FROM feature_chunk').pluck().get()).toBe(0)
  })

  it.each([
    ['the first chunk', 'INSERT ON feature_chunk WHEN NEW.chunk_index = 1', CHUNK_SNIPPETS - 1],
    ['the last, partial chunk', 'UPDATE ON feature_set WHEN NEW.complete = 1', 300],
  ])(
    'goes on behind %s, with the same bits as an undisturbed run',
    async (_name, when, resumeAt) => {
      const path = await video()
      const calm = openStore(`calm-${resumeAt}`)
      const expected = allRows(calm.store, await extract(path, calm.store, countingMedia()))

      const { db, store } = openStore(`broken-${resumeAt}`)
      db.exec(`CREATE TRIGGER broken BEFORE ${when} BEGIN SELECT RAISE(ABORT, 'power cut'); END`)
      await expect(extract(path, store, countingMedia())).rejects.toThrow('power cut')
      db.exec('DROP TRIGGER broken')
      const media = countingMedia()
      expect(allRows(store, await extract(path, store, media))).toEqual(expected)
      expect(media.starts).toEqual([resumeAt])
    },
  )
})
