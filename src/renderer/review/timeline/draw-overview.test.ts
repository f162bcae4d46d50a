import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { lookOf } from '#contract/class-look.ts'
import type { Flag } from '#contract/review.ts'
import { drawOverview } from './draw-overview.ts'
import type { Scene } from './draw-timeline.ts'
import { layoutOf } from './layout.ts'
import { ScorePyramid } from './score-pyramid.ts'

const palette = {
  ...{ ink: '#111111', muted: '#555555', line: '#dddddd' },
  ...{ surface: '#ffffff', sunken: '#eeeeee', accent: '#0000ff' },
}

type Step = readonly [name: string, style: unknown, ...parts: unknown[]]

/** A context that writes down what it is told to draw, with the colour that is set. */
function recorder(steps: Step[]): CanvasRenderingContext2D {
  return new Proxy({ canvas: { width: 1000 } } as Record<string, unknown>, {
    get: (own, name: string) =>
      own[name] ??
      ((...parts: unknown[]) => {
        steps.push([name, name === 'strokeRect' ? own.strokeStyle : own.fillStyle, ...parts])
      }),
  }) as unknown as CanvasRenderingContext2D
}

/** What is drawn once and kept. */
let picture: Step[] = []

class FakePath {
  readonly points: (readonly [number, number])[] = []

  moveTo(): void {}
  closePath(): void {}
  lineTo(x: number, y: number): void {
    this.points.push([x, y])
  }
}

beforeAll(() => {
  vi.stubGlobal('devicePixelRatio', 1)
  vi.stubGlobal('Path2D', FakePath)
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = () => recorder(picture)
    },
  )
})
afterAll(() => vi.unstubAllGlobals())

const SNIPPETS = 1000
const SPIKE = 700
const labels = ['normal', 'fighting'].map((id) => ({ id, code: id.slice(0, 2).toUpperCase() }))
const flag = { startSec: 70, endSec: 72, class: 'fighting', mark: null } as Flag

/** A hundred seconds over a thousand px, with one snippet above the threshold; a tenth of it is in view. */
function draw(): { readonly steps: Step[]; readonly picture: Step[] } {
  picture = []
  const steps: Step[] = []
  const values = new Float32Array(SNIPPETS).fill(0.1)
  values[SPIKE] = 0.9
  const clock = {
    ...{ timeBase: { num: 1, den: 160 }, firstPts: 0, endPts: 16_000, frames: 16_000 },
    startPts: Float64Array.from({ length: SNIPPETS }, (_, i) => i * 16),
  }
  const scene = {
    data: { combined: new ScorePyramid(values), clock },
    view: { fromSec: 30, toSec: 40, totalSec: 100, width: 1000, framesPerSec: 160 },
    ...{ layout: layoutOf([1], false, 1), threshold: 0.5, flags: [flag], labels, selected: null },
  }
  drawOverview(recorder(steps), scene as unknown as Scene, palette)
  return { steps, picture }
}

it('shows the heat of the whole video, and a single snippet in it that stands out', () => {
  const [, colour, path] = draw().picture.find(([name]) => name === 'fill')!
  const { points } = path as FakePath
  expect(colour).toBe(palette.muted)
  const [low, high] = [30 - 0.1 * 22, 30 - 0.9 * 22]
  const heightAt = (px: number) => Math.min(...points.filter(([x]) => x === px).map(([, y]) => y))
  expect(heightAt(200)).toBeCloseTo(low)
  expect(heightAt(SPIKE)).toBeCloseTo(high)
})

it('shows every flag of the video in the hue of its class, whatever is in view', () => {
  const bars = draw().picture.filter(([name]) => name === 'fillRect')
  expect(bars).toContainEqual(['fillRect', lookOf(labels, 'fighting').hue, 700, 4, 20, 5])
})

it('frames what is in view, and pales the rest', () => {
  const { steps } = draw()
  expect(steps).toContainEqual(['strokeRect', palette.accent, 301, 1, 98, 29])
  expect(steps).toContainEqual(['fillRect', palette.surface, 0, 0, 300, 32])
  expect(steps).toContainEqual(['fillRect', palette.surface, 400, 0, 600, 32])
})
