import { describe, expect, it } from 'vitest'
import { type Label, labelSchema } from '#contract/bundle.ts'
import {
  checkSplit,
  ExampleStore,
  type LabelledFeatures,
  labelSamples,
  splitSamples,
} from './samples.ts'

const LABELS: Label[] = ['normal', 'fire', 'car accident'].map((prompt, i) =>
  labelSchema.parse({
    ...{ id: prompt.replace(' ', '-'), prompt, display: prompt },
    ...{ code: `A${'BCD'[i]}`, severity: i === 0 ? 0 : 2 },
  }),
)

function video(name: string, label: string, rows: readonly number[] = [1, 2]): LabelledFeatures {
  return { name, label, read: async () => Float32Array.from(rows) }
}

const WHOLE = [video('a', 'normal'), video('b', 'fire'), video('c', 'CarAccident')]

describe('labels', () => {
  it('may be several at once', () => {
    const samples = labelSamples([...WHOLE, video('d', 'fire|car accident')], LABELS)
    expect(samples.map(({ classes }) => classes)).toEqual([[0], [1], [2], [1, 2]])
    expect(samples.map(({ isNormal }) => isNormal)).toEqual([true, false, false, false])
  })

  it.each([
    ['outside the set', [...WHOLE, video('d', 'flood')], /1 videos have labels .*: flood\./],
    ['normal and not', [...WHOLE, video('d', 'normal|fire')], /d is labelled normal\|fire/],
    ['without a video', WHOLE.slice(0, 2), /no video of car-accident/],
    ['all normal', WHOLE.slice(0, 1), /no video of fire, car-accident/],
    ['all abnormal', WHOLE.slice(1), /no video of normal/],
  ])('are refused when they are %s', (_, videos, message) => {
    expect(() => labelSamples(videos, LABELS)).toThrow(message)
  })
})

describe('the validation split', () => {
  const videos = Array.from({ length: 30 }, (_, i) => [
    video(`v${i}__0.npy`, LABELS[i % 3]!.id),
    video(`v${i}__1.npy`, LABELS[i % 3]!.id),
  ]).flat()
  const samples = labelSamples(videos, LABELS)
  const split = splitSamples(samples, { share: 0.2, seed: 1 })

  it('keeps its share of each class, whole videos with all their crops', () => {
    expect(split.validation).toHaveLength(12)
    const perClass = [0, 1, 2].map(
      (c) => split.validation.filter((at) => samples[at]!.classes[0] === c).length,
    )
    expect(perClass).toEqual([4, 4, 4])
    for (const at of split.validation) expect(split.validation).toContain(at ^ 1)
    const all = [...split.training, ...split.validation].sort((a, b) => a - b)
    expect(all).toEqual([...samples.keys()])
  })

  it('is the same for the same seed only', () => {
    expect(splitSamples(samples, { share: 0.2, seed: 1 })).toEqual(split)
    expect(splitSamples(samples, { share: 0.2, seed: 2 })).not.toEqual(split)
  })

  it('never takes the only video of a class', () => {
    const few = labelSamples(WHOLE, LABELS)
    expect(splitSamples(few, { share: 0.9, seed: 1 }).validation).toEqual([])
  })

  it('is refused when it has nothing to rank', () => {
    const { training } = split
    expect(() => checkSplit(samples, { training, validation: [0, 1] })).toThrow(
      /2 normal and 0 abnormal/,
    )
    for (const validation of [[], [0, samples.length - 1]])
      expect(() => checkSplit(samples, { training, validation })).not.toThrow()
  })

  it('is refused when it takes all videos of a class that others have as their second', () => {
    const both = labelSamples([...WHOLE.slice(0, 2), video('d', 'fire|car accident')], LABELS)
    expect(() => checkSplit(both, { training: [0, 1], validation: [2] })).toThrow(
      /Every video of a class of d \(fire\|car accident\)/,
    )
  })
})

describe('examples', () => {
  const dims = { T: 3, width: 2, classes: 3 }

  it('are windows with targets that sum to 1', async () => {
    const videos = [...WHOLE, video('d', 'fire|car accident', [1, 2, 3, 4])]
    const { window, targets } = await new ExampleStore(labelSamples(videos, LABELS), dims).example(
      3,
    )
    expect(window).toEqual({ rows: Float32Array.of(1, 2, 3, 4, 0, 0), length: 2 })
    expect(targets).toEqual(Float32Array.of(0, 0.5, 0.5))
  })

  it('are all read before anything is trained, and once', async () => {
    let reads = 0
    const counted = WHOLE.map((each) => ({
      ...each,
      read() {
        reads++
        return each.read()
      },
    }))
    const store = new ExampleStore(labelSamples(counted, LABELS), dims)
    const done: number[] = []
    await store.checkAll((count) => done.push(count), new AbortController().signal)
    expect(done).toEqual([1, 2, 3])
    await store.example(0)
    expect(reads).toBe(3)
  })
})
