import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { beforeAll, expect, it } from 'vitest'
import { startTexts } from '#renderer/i18n/i18n.ts'
import type { TimelineData } from './decode-review-video.ts'
import { HoverCard } from './HoverCard.tsx'

beforeAll(() => startTexts('en'))

/** Two snippets at 25 frames a second: the first surely fighting, the second hardly more fire than fighting. */
const data = {
  clock: {
    ...{ timeBase: { num: 1, den: 25 }, firstPts: 50, endPts: 82, frames: 32 },
    startPts: Float64Array.of(50, 66),
  },
  scores: {
    ...{ snippets: 2, classes: 3 },
    ...{ prob1: Float32Array.of(0.91, 0.12), prob2: Float32Array.of(0.83, 0.34) },
    classProbabilities: Float32Array.of(0.1, 0.7, 0.2, 0.2, 0.39, 0.41),
  },
} as unknown as TimelineData
const view = { fromSec: 0, toSec: 1.28, totalSec: 1.28, width: 320, framesPerSec: 25 }
const NAMES = ['Normal', 'Fighting', 'Fire']

/** What a person reads when the pointer is at a px. */
function textAt(x: number, change: Partial<TimelineData['scores']> = {}): string {
  const scores = { ...data.scores, ...change }
  const props = { x, view, data: { ...data, scores }, contentId: 'c', strip: null }
  const card = createElement(HoverCard, { ...props, displayAt: (index) => NAMES[index]! })
  return renderToStaticMarkup(card)
    .replaceAll(/<\/?(p|span|div)[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

it('tells time, frame, both scores and the likeliest class with its own', () => {
  expect(textAt(100)).toBe('0:00.4 frame 10 C 0.91 A 0.83 Fighting 0.70')
})

it('marks a class that is hardly ahead of the next as a guess', () => {
  expect(textAt(300)).toMatch(/C 0\.12 A 0\.34 Fire \? .*0\.41$/)
})

it('leaves out a score that the model does not give', () => {
  const text = textAt(100, { prob1: undefined })
  expect(text).not.toContain('C 0')
  expect(text).toContain('A 0.83')
})
