import { describe, expect, it } from 'vitest'
import { shortened, widthOf } from './cells.ts'

describe('widthOf', () => {
  it.each([
    ['', 0],
    ['clip.mp4', 8],
    ['日本語', 6],
    ['ｱ', 1],
    ['Ａ', 2],
    ['한글', 4],
    ['𠮷', 2],
    ['e\u0301', 1],
    ['😀', 2],
    ['👩‍🚒', 2],
    ['❤️', 2],
    ['🇫🇷', 2],
  ])('of %j is %i cells', (text, cells) => {
    expect(widthOf(text)).toBe(cells)
  })
})

describe('shortened', () => {
  it('keeps what fits', () => {
    expect(shortened('clip.mp4', 8)).toBe('clip.mp4')
    expect(shortened('日本語', 6)).toBe('日本語')
  })

  it('takes the middle out of what does not', () => {
    expect(shortened('camera-12-2024-03-01.mp4', 13)).toBe('camera…01.mp4')
    expect(shortened('abcdef', 2)).toBe('a…')
    expect(shortened('abcdef', 1)).toBe('…')
  })

  it('never splits a wide character, and never exceeds its cells', () => {
    const name = '防犯カメラ😀入口.mp4'
    for (let cells = 1; cells <= widthOf(name); cells++) {
      const short = shortened(name, cells)
      expect(widthOf(short)).toBeLessThanOrEqual(cells)
      expect(widthOf(short)).toBeGreaterThanOrEqual(cells - 2)
      expect(short.replace('…', '')).not.toMatch(
        /[\ud800-\udfff](?![\udc00-\udfff])(?<![\ud800-\udbff].)/,
      )
    }
  })
})
