import { describe, expect, it } from 'vitest'
import { goldenJson } from '#test/support/goldens.ts'
import { clipDimsOf, clipPrefixOf, type Tensors } from './config.ts'

interface KeyEntry {
  readonly key: string
  readonly shape: number[]
}
type Change = (entries: Map<string, number[]>) => void

/** The released UCF checkpoint's keys and shapes, changed. */
function tensors(change: Change = () => undefined): Tensors {
  const keys = goldenJson<KeyEntry[]>('full-keys/ucf.json')
  const entries = new Map(keys.map(({ key, shape }) => [key, shape]))
  change(entries)
  return new Map(
    [...entries].map(([name, shape]) => [name, { name, dtype: 'float32', shape }] as const),
  )
}
const CLIP = 'clipmodel.'

describe('clipDimsOf', () => {
  it('reads ViT-B/16 from the shapes of the released checkpoint', () => {
    expect(clipDimsOf(tensors(), CLIP)).toEqual({
      embedDim: 512,
      imageResolution: 224,
      patchSize: 16,
      visionWidth: 768,
      visionLayers: 12,
      visionHeads: 12,
      textWidth: 512,
      textLayers: 12,
      textHeads: 8,
      contextLength: 77,
      vocabularySize: 49408,
    })
  })

  it('reads another patch, resolution, depth, vocabulary and context', () => {
    const dims = clipDimsOf(
      tensors((entries) => {
        entries.set('clipmodel.visual.conv1.weight', [1024, 3, 14, 14])
        entries.set('clipmodel.visual.positional_embedding', [24 * 24 + 1, 1024])
        entries.set('clipmodel.token_embedding.weight', [600, 512])
        entries.set('clipmodel.positional_embedding', [30, 512])
        for (const key of [...entries.keys()])
          if (key.includes('visual.transformer.resblocks.11.')) entries.delete(key)
      }),
      CLIP,
    )
    expect(dims).toMatchObject({ patchSize: 14, imageResolution: 336, visionWidth: 1024 })
    expect(dims).toMatchObject({ visionHeads: 16, visionLayers: 11 })
    expect(dims).toMatchObject({ vocabularySize: 600, contextLength: 30 })
  })

  it('takes the head counts that are given', () => {
    const dims = clipDimsOf(tensors(), CLIP, { visionHeads: 6, textHeads: 2 })
    expect(dims).toMatchObject({ visionHeads: 6, textHeads: 2 })
  })

  it('refuses to guess heads from a width that is no multiple of 64', () => {
    const odd: Change = (entries) => entries.set('clipmodel.token_embedding.weight', [600, 32])
    expect(() => clipDimsOf(tensors(odd), CLIP)).toThrow(/width of 32 does not say/)
    expect(() => clipDimsOf(tensors(), CLIP, { visionHeads: 7 })).toThrow(/7 attention heads/)
  })

  it('refuses a ResNet by name', () => {
    const resnet: Change = (entries) =>
      entries.set('clipmodel.visual.layer1.0.conv1.weight', [64, 64, 1, 1])
    expect(() => clipDimsOf(tensors(resnet), CLIP)).toThrow(/ResNet/)
  })

  it('names a key that is missing or shaped otherwise', () => {
    const without: Change = (entries) => entries.delete('clipmodel.visual.proj')
    expect(() => clipDimsOf(tensors(without), CLIP)).toThrow('lacks "clipmodel.visual.proj"')
    const flat: Change = (entries) => entries.set('clipmodel.visual.proj', [512])
    expect(() => clipDimsOf(tensors(flat), CLIP)).toThrow(/visual\.proj" has the shape \[512\]/)
    const patches: Change = (entries) =>
      entries.set('clipmodel.visual.positional_embedding', [198, 768])
    expect(() => clipDimsOf(tensors(patches), CLIP)).toThrow(/198 rows/)
  })
})

describe('clipPrefixOf', () => {
  it('finds CLIP inside VadCLIP and on its own', () => {
    expect(clipPrefixOf(tensors())).toBe('clipmodel.')
    const bare = new Map([...tensors()].map(([key, info]) => [key.replace(CLIP, ''), info]))
    expect(clipPrefixOf(bare)).toBe('')
  })

  it('refuses a checkpoint without CLIP, naming what it found', () => {
    const other = new Map([['encoder.weight', tensors().get('classifier.weight')!]])
    expect(() => clipPrefixOf(other)).toThrow(/holds no CLIP.*"encoder\.weight"/)
  })
})
