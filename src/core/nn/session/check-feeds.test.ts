import { describe, expect, it } from 'vitest'
import { float32, type Tensor, tensor } from '#core/nn/tensor/tensor.ts'
import { checkFeeds, checkOutputs } from './check-feeds.ts'

const DETECTOR = [
  { name: 'features', dtype: 'float32', shape: ['b', 2, 3] },
  { name: 'lengths', dtype: 'int64', shape: ['b'] },
  { name: 'classes', dtype: 'float32', shape: ['', 3] },
] as const

function zeros(...shape: number[]): Tensor {
  return float32(shape, new Float32Array(shape.reduce((a, b) => a * b, 1)))
}
const lengths = (n: number) => tensor('int64', [n], new BigInt64Array(n))
const check = (feeds: Record<string, Tensor>) => () => checkFeeds('detector.onnx', DETECTOR, feeds)

describe('checkFeeds', () => {
  it('takes any length for a symbol, the same one everywhere', () => {
    expect(
      check({ features: zeros(4, 2, 3), lengths: lengths(4), classes: zeros(7, 3) }),
    ).not.toThrow()
  })

  it('names every input with what is expected and found', () => {
    expect(check({ features: zeros(4, 2, 5), lengths: zeros(4), extra: zeros(1) })).toThrow(
      'Wrong inputs for detector.onnx. ' +
        'features: expected float32 [b, 2, 3], found float32 [4, 2, 5] (wrong); ' +
        'lengths: expected int64 [b], found float32 [4] (wrong); ' +
        'classes: expected float32 [, 3], found nothing (wrong); ' +
        'extra: not an input, found float32 [1].',
    )
  })

  it.each<[string, Record<string, Tensor>]>([
    [
      'one symbol with two lengths',
      { features: zeros(4, 2, 3), lengths: lengths(3), classes: zeros(7, 3) },
    ],
    ['another rank', { features: zeros(2, 3), lengths: lengths(2), classes: zeros(7, 3) }],
    ['a missing input', { features: zeros(1, 2, 3), classes: zeros(7, 3) }],
    [
      'an input too many',
      { features: zeros(1, 2, 3), lengths: lengths(1), classes: zeros(7, 3), more: zeros(1) },
    ],
  ])('refuses %s', (_, feeds) => {
    expect(check(feeds)).toThrow('Wrong inputs for detector.onnx.')
  })
})

describe('checkOutputs', () => {
  it('names the outputs there are', () => {
    expect(() => checkOutputs('m.onnx', ['logits1', 'logits2'], ['logits2'])).not.toThrow()
    expect(() => checkOutputs('m.onnx', ['logits1', 'logits2'], ['prob'])).toThrow(
      'm.onnx has no output prob; it has logits1, logits2.',
    )
  })
})
