import { expect, it } from 'vitest'
import type { Flag, VerdictValue } from '#contract/review.ts'
import { drawFlags } from './draw-flags.ts'
import type { Scene } from './draw-timeline.ts'
import { layoutOf } from './layout.ts'

const palette = {
  ...{ ink: '#111111', muted: '#555555', line: '#dddddd' },
  ...{ surface: '#ffffff', sunken: '#eeeeee', accent: '#0000ff' },
}

const flag = (margin: number, value: Partial<VerdictValue> | null) =>
  ({
    ...{ startSec: 1, endSec: 3, class: 'Fighting', margin, isSeen: true },
    mark: value && { value: { decision: null, class: null, ...value } },
  }) as Flag

/** What a canvas is told to draw: outlines with their dashes, texts with their fonts, and lines to points from the left. */
function drawing(flags: readonly Flag[], scale: number) {
  const lines: number[] = []
  const outlines: (readonly number[])[] = []
  const texts: string[] = []
  let dashes: readonly number[] = []
  const context = new Proxy({ canvas: { width: 1000 } } as Record<string, unknown>, {
    get: (own, name: string) =>
      own[name] ??
      ((...parts: unknown[]) => {
        if (name === 'setLineDash') dashes = parts[0] as number[]
        if (name === 'strokeRect') outlines.push(dashes)
        if (name === 'lineTo') lines.push(parts[0] as number)
        if (name === 'fillText') texts.push(`${parts[0]} ${own.font}`)
        return { width: 10 }
      }),
  }) as unknown as CanvasRenderingContext2D
  const labels = [
    { id: 'Normal', code: 'NO' },
    { id: 'Fighting', code: 'FI' },
  ]
  const view = { fromSec: 0, toSec: 10, totalSec: 10, width: 1000, framesPerSec: 30 }
  const scene = { view, labels, flags, selected: null, layout: layoutOf([], false, scale) }
  drawFlags(context, scene as unknown as Scene, palette)
  return { lines, outlines, texts: texts.map((text) => text.split(' ').slice(0, 3).join(' ')) }
}

function drawn(flags: readonly Flag[], scale = 1) {
  const { outlines, texts } = drawing(flags, scale)
  return { outlines, texts }
}

it('draws a class that is hardly ahead of the next with a broken outline and a question mark', () => {
  expect(drawn([flag(0.05, null)])).toEqual({ outlines: [[3, 3]], texts: ['FI? 600 11px'] })
  expect(drawn([flag(0.2, null)])).toEqual({ outlines: [[]], texts: ['FI 600 11px'] })
})

it('draws a decided flag as uncertain too, but never a class that a person chose', () => {
  expect(drawn([flag(0.05, { decision: 'confirmed' })]).outlines).toEqual([[3, 3]])
  const chosen = drawn([flag(0.05, { class: 'Fighting' })])
  expect(chosen).toEqual({ outlines: [[]], texts: ['FI 600 11px'] })
})

it('writes as large as the text of the screen', () => {
  expect(drawn([flag(0.2, null)], 2).texts).toEqual(['FI 600 22px'])
})

const exported = (endSec: number): Flag => ({
  ...flag(0.2, null),
  endSec,
  exported: { place: '/flags.csv', isDownload: false, format: 'csv', at: 0 },
})

it('draws an arrow into flags that were exported, inside their box', () => {
  expect(drawing([flag(0.2, null)], 1).lines).toEqual([])
  for (const scale of [1, 2]) {
    const { lines } = drawing([exported(3)], scale)
    expect(lines).toHaveLength(3)
    for (const x of lines) {
      expect(x).toBeGreaterThan(100)
      expect(x).toBeLessThan(300)
    }
  }
})

it('leaves flags that are too narrow for it as they are', () => {
  expect(drawing([exported(1.1)], 1).lines).toEqual([])
})
