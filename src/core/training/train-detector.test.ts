import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rocAuc } from '#core/dataset/roc-auc.ts'
import { openCheckpoint } from '#core/nn/checkpoint/checkpoint.ts'
import { float32 } from '#core/nn/tensor/tensor.ts'
import { ABLATIONS } from '#core/vadclip/variant.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { openTinyModel } from '#test/support/tiny-model.ts'
import { noisyVideos, tinySettings } from '#test/support/training-set.ts'
import { partOf, type TrainRequest, trainDetector } from './train-detector.ts'
import { type SettingsChange, trainSettings } from './train-settings.ts'
import type { LogLine } from './trainer.ts'

const folder = tempFolder()

describe('a training from features', async () => {
  const { clip, clipWeights, prompts } = await openTinyModel('tiny-ucf')
  const videos = noisyVideos(32).map(({ label, rows }, i) => ({
    ...{ name: `video-${i}`, label: `class${label}` },
    read: async () => rows,
  }))
  const text = {
    ...{ id: 'tiny', dims: clip, weights: clipWeights, prompts: () => [...prompts] },
    embed: async () =>
      float32(
        [prompts.length, clip.embedDim],
        Float32Array.from({ length: prompts.length * clip.embedDim }, (_, i) => Math.sin(i * i)),
      ),
  }

  function request(name: string, change: SettingsChange = {}): TrainRequest {
    return {
      ...{ videos, text, folder: join(folder.path, name), device: 'cpu', threads: 1 },
      ...{ auc: rocAuc, signal: new AbortController().signal, onProgress: () => {} },
      settings: trainSettings(tinySettings(change) as SettingsChange),
    }
  }

  async function logOf(name: string): Promise<LogLine[]> {
    const text = await readFile(join(folder.path, name, 'log.jsonl'), 'utf8')
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  }

  it('tells held-out videos apart, and keeps the best epoch', async () => {
    const { checkpoint, best } = await trainDetector(request('learns', { epochs: 25 }))
    expect(best!.score).toBeGreaterThan(0.75)
    const epochs = (await logOf('learns')).filter((line) => line.type === 'epoch')
    const first = epochs[0]!.measures['video AUC']!
    expect(best!.score).toBeGreaterThan(first)
    const scores = epochs.map(
      ({ measures }) => (measures['video AUC']! + measures['class accuracy']!) / 2,
    )
    expect(best).toEqual({ epoch: scores.indexOf(Math.max(...scores)), score: Math.max(...scores) })
    const file = await openCheckpoint(checkpoint)
    expect(file.tensors.has('text_prompt_embeddings.weight')).toBe(true)
    await file.close()
  }, 60_000)

  it('measures no classes where nothing tells them apart', async () => {
    const variant = ABLATIONS['c-branch']
    await trainDetector(request('one-branch', { variant, epochs: 1 }))
    const last = (await logOf('one-branch')).at(-1)!
    expect(last).toMatchObject({ type: 'epoch', measures: { 'video AUC': expect.any(Number) } })
    expect(last).not.toHaveProperty(['measures', 'class accuracy'])
  })

  it('reads nothing when the settings or the labels are wrong', async () => {
    let reads = 0
    const counted = videos.map((video) => ({
      ...video,
      read() {
        reads++
        return video.read()
      },
    }))
    const bad = (change: Partial<TrainRequest>, settings: SettingsChange = {}) =>
      trainDetector({ ...request('bad', settings), videos: counted, ...change })
    await expect(bad({}, { attnWindow: 7 })).rejects.toThrow(/do not divide/)
    await expect(bad({ videos: counted.slice(0, 1) })).rejects.toThrow(/no video of/)
    const prompt = () => {
      throw new Error('too long')
    }
    await expect(bad({ text: { ...text, prompts: prompt } })).rejects.toThrow('too long')
    expect(reads).toBe(0)
  })

  it('does not go on with the training of another model', async () => {
    const own = request('another', { epochs: 1 })
    await trainDetector(own)
    await expect(trainDetector({ ...own, text: { ...text, id: 'other' } })).rejects.toMatchObject({
      code: 'bad-checkpoint',
    })
    expect(await trainDetector(own)).toMatchObject({ best: expect.anything() })
  })

  it.each([
    'log.jsonl',
    'plot.svg',
    'detector.safetensors',
    'state-25.safetensors',
    'best-0.safetensors',
    'graphs',
  ])('leaves a folder alone whose %s no training made', async (name) => {
    const own = request(`not-ours-${name}`, { epochs: 1 })
    await mkdir(own.folder)
    await writeFile(join(own.folder, name), 'mine')
    await expect(trainDetector(own)).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining(join(own.folder, name)),
      hint: expect.stringContaining('another folder'),
    })
    expect(await readdir(own.folder)).toEqual([name])
    expect(await readFile(join(own.folder, name), 'utf8')).toBe('mine')
  })

  it('begins beside files of other names', async () => {
    const own = request('beside', { epochs: 1 })
    await mkdir(own.folder)
    await writeFile(join(own.folder, 'notes.txt'), 'mine')
    await trainDetector(own)
    expect(await readFile(join(own.folder, 'notes.txt'), 'utf8')).toBe('mine')
  })

  it('begins again, also with other settings, where it was killed before its first save', async () => {
    const own = request('killed-early', { epochs: 1 })
    const dies = () => {
      throw new Error('killed')
    }
    await expect(trainDetector({ ...own, onProgress: dies })).rejects.toThrow('killed')
    const diesLater: TrainRequest['onProgress'] = ({ kind }) => kind === 'trained' && dies()
    await expect(trainDetector({ ...own, onProgress: diesLater })).rejects.toThrow('killed')
    expect(await logOf('killed-early')).toHaveLength(1)
    await trainDetector(request('killed-early', { epochs: 1, seed: 9 }))
    const first = await logOf('killed-early')
    await trainDetector(request('never-killed', { epochs: 1, seed: 9 }))
    expect(first).toEqual(await logOf('never-killed'))
  })
})

it('a batch is run in parts of two megabytes of features', () => {
  expect(partOf({ visualLength: 256, visualWidth: 512 }, 128)).toBe(4)
  expect(partOf({ visualLength: 32, visualWidth: 32 }, 8)).toBe(8)
  expect(partOf({ visualLength: 65_536, visualWidth: 4096 }, 8)).toBe(1)
})
