import { describe, expect, it } from 'vitest'
import { chosenFrames, chosenFramesOf, deliveredFrames } from './frame-choice.ts'

describe('frames of a snippet', () => {
  it('takes the ninth for middle and the first for first', () => {
    expect(chosenFrames('middle')).toEqual([8])
    expect(chosenFrames('first')).toEqual([0])
  })

  it('takes the middle of each of k equal parts for mean-of-k', () => {
    expect(chosenFrames('mean-of-2')).toEqual([4, 12])
    expect(chosenFrames('mean-of-4')).toEqual([2, 6, 10, 14])
    expect(chosenFrames('mean-of-8')).toEqual([1, 3, 5, 7, 9, 11, 13, 15])
    expect(chosenFrames('mean-of-16')).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ])
  })

  it('takes of a short last snippet only what it reaches', () => {
    expect(chosenFramesOf('middle', 9)).toEqual([8])
    expect(chosenFramesOf('mean-of-4', 7)).toEqual([2, 6])
    expect(chosenFramesOf('mean-of-16', 3)).toEqual([0, 1, 2])
    expect(chosenFramesOf('mean-of-2', 16)).toEqual([4, 12])
  })

  it('takes the first frame of a last snippet that reaches none', () => {
    expect(chosenFramesOf('middle', 8)).toEqual([0])
    expect(chosenFramesOf('mean-of-2', 4)).toEqual([0])
    expect(chosenFramesOf('mean-of-8', 1)).toEqual([0])
  })

  it('has ffmpeg deliver the first frame of every snippet in any case', () => {
    expect(deliveredFrames('middle')).toEqual([0, 8])
    expect(deliveredFrames('first')).toEqual([0])
    expect(deliveredFrames('mean-of-16')).toHaveLength(16)
  })
})
