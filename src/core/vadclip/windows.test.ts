import { describe, expect, it } from 'vitest'
import { paddedWindow, windowsOf } from './windows.ts'

describe('windowsOf', () => {
  it.each([
    [1, [[0, 1]]],
    [31, [[0, 31]]],
    [32, [[0, 32]]],
    [
      33,
      [
        [0, 32],
        [32, 1],
      ],
    ],
    [
      70,
      [
        [0, 32],
        [32, 32],
        [64, 6],
      ],
    ],
  ])('cuts %i snippets into windows of 32', (snippets, expected) => {
    expect(windowsOf(snippets, 32).map(({ start, length }) => [start, length])).toEqual(expected)
  })

  it('has no window for a video without snippets', () => {
    expect(windowsOf(0, 32)).toEqual([])
  })
})

describe('paddedWindow', () => {
  const features = Float32Array.from([1, 2, 3, 4, 5, 6])

  it('copies the window’s rows and leaves the rest zero', () => {
    const last = paddedWindow(features, { start: 2, length: 1 }, { T: 2, width: 2 })
    expect([...last]).toEqual([5, 6, 0, 0])
  })

  it('refuses a window past the features', () => {
    expect(() => paddedWindow(features, { start: 2, length: 2 }, { T: 2, width: 2 })).toThrow(
      /needs 8 values, and 6/,
    )
  })
})
