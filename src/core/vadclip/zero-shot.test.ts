import { describe, expect, it } from 'vitest'
import { scoresOf } from '#contract/scores.ts'
import { zeroShotLabel, zeroShotLogits } from './zero-shot.ts'

describe('zeroShotLogits', () => {
  it('is 100 times the cosine of every feature with every class', () => {
    const features = Float32Array.from([3, 4, 0, 2])
    const classes = Float32Array.from([10, 0, 0, 0.5, 3, 4])
    const logits = zeroShotLogits(features, classes, { width: 2 })
    expect([...logits]).toEqual([60, 80, 100, 0, 100, 80].map((x) => expect.closeTo(x, 4)))
  })

  it('scores a zero feature alike for every class', () => {
    const logits2 = zeroShotLogits(new Float32Array(2), Float32Array.of(1, 0, 0, 1), { width: 2 })
    const scores = scoresOf({ logits1: undefined, logits2, classes: 2 })
    expect([...scores.classProbabilities]).toEqual([0.5, 0.5])
  })

  it('refuses rows of another width', () => {
    expect(() => zeroShotLogits(new Float32Array(5), new Float32Array(4), { width: 2 })).toThrow(
      /rows of 2/,
    )
  })
})

describe('zeroShotLabel', () => {
  it('asks for "a video of" the label', () => {
    const label = { id: 'riot', prompt: 'riot', display: 'Riot', code: 'RI', severity: 3 }
    expect(zeroShotLabel(label)).toEqual({ ...label, prompt: 'a video of riot' })
  })

  it('keeps known token ids: with "a video of" in CLIP’s vocabulary, as they are in another', () => {
    const label = { id: 'riot', prompt: 'riot', display: 'Riot', code: 'RI', severity: 3 }
    expect(zeroShotLabel({ ...label, tokens: [49406, 14218, 49407] }).tokens).toEqual([
      49406, 320, 1455, 539, 14218, 49407,
    ])
    expect(zeroShotLabel({ ...label, tokens: [598, 7, 599] }).tokens).toEqual([598, 7, 599])
  })
})
