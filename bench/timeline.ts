/**
 * How smoothly the review app draws what is much: `npm run build`, then `node bench/timeline.ts`. Frames a second while a day
 * of video is panned and zoomed and while a list of 10,000 flags is scrolled, beside those of an idle page in the same run;
 * how long a threshold takes over ten hours of scores and hundreds of decisions, and a decision about 10,000 flags.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { flagsOf, type ReviewState, snippetTimesOf } from '#contract/flags.ts'
import type { Mark } from '#contract/review.ts'
import { findSegments } from '#contract/segments.ts'
import { launchApp, type RunningApp } from '#e2e/launch.ts'
import { makeSyntheticLibrary, type SyntheticVideo } from '#test/support/synthetic-library.ts'

const DAY: SyntheticVideo = {
  name: 'day.mp4',
  snippets: 162_000,
  scoreOf: (snippet) =>
    0.05 + 0.8 * Math.abs(Math.sin(snippet / 900)) * Math.abs(Math.sin(snippet / 7)),
  classOf: (snippet) => 1 + (Math.floor(snippet / 300) % 3),
}
const SPIKY: SyntheticVideo = {
  name: 'spiky.mp4',
  snippets: 40_000,
  scoreOf: (snippet) => (snippet % 4 === 1 ? 0.9 : 0.05),
}

/** Frames a second while `step` runs once a frame. */
function framesPerSec(page: Page, step: string): Promise<number> {
  return page.evaluate<number>(`(async () => {
    const canvas = document.querySelector('canvas')
    const table = document.querySelector('[role=table]')
    const box = canvas?.getBoundingClientRect()
    let frames = 0
    const started = performance.now()
    while (performance.now() - started < 4000) {
      ${step}
      await new Promise(requestAnimationFrame)
      frames++
    }
    return (1000 * frames) / (performance.now() - started)
  })()`)
}

const WHEEL = (parts: string) =>
  `canvas.dispatchEvent(new WheelEvent('wheel', { clientX: box.x + 400, clientY: box.y + 150, bubbles: true, cancelable: true, ${parts} }))`

async function openReview({ page, call }: RunningApp): Promise<void> {
  const [model] = (await call('models.list', {})).filter(({ isDefault }) => isDefault)
  const rule = { threshold: 0.5, release: 0.5, mergeGapSec: 0, minLengthSec: 0, paddingSec: 0 }
  const rules = { [model?.id ?? '']: { ...rule, classThresholds: {} } }
  await call('settings.set', { isSetUp: true, rules })
  await page.reload()
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.getByRole('slider', { name: 'Playhead' }).waitFor({ timeout: 60_000 })
  await page.keyboard.press('Digit0')
}

async function withLibrary(
  videos: readonly SyntheticVideo[],
  use: (app: RunningApp) => Promise<void>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'flagreel-bench-'))
  const libraryFolder = join(folder, 'library')
  await makeSyntheticLibrary(libraryFolder, videos)
  const app = await launchApp({ host: 'browser', libraryFolder, userData: folder })
  try {
    await openReview(app)
    await use(app)
  } finally {
    await app.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function print(what: string, value: number, unit: string): void {
  console.log(`${what.padEnd(44)} ${value.toFixed(1).padStart(8)} ${unit}`)
}

await withLibrary([DAY], async ({ page }) => {
  print('an idle page', await framesPerSec(page, ''), 'frames/s')
  const zoom = WHEEL('ctrlKey: true, deltaY: frames % 120 < 60 ? -20 : 20')
  print('zooming a day of video', await framesPerSec(page, zoom), 'frames/s')
  for (let i = 0; i < 4; i++) await page.keyboard.press('Equal')
  const pan = WHEEL('deltaX: frames % 200 < 100 ? 15 : -15')
  print('panning a day of video', await framesPerSec(page, pan), 'frames/s')
})

await withLibrary([SPIKY], async ({ page, call }) => {
  const scroll = 'table.scrollTop = (frames % 2000) * 120'
  print('scrolling 10,000 flags', await framesPerSec(page, scroll), 'frames/s')
  const { flags } = await call('review.flags', {})
  const value = {
    decision: 'dismissed' as const,
    reason: null,
    class: null,
    note: '',
    hasOwnRange: false,
  }
  const decisions = flags.map(({ contentId, startPts, endPts }) => ({
    ...{ contentId, startPts, endPts, value, markId: crypto.randomUUID() },
  }))
  const started = performance.now()
  await call('review.decide', { decisions })
  print(`deciding about ${decisions.length} flags`, performance.now() - started, 'ms')
})

const snippets = (10 * 3600 * 30) / 16
const frameScore = Float32Array.from({ length: snippets }, (_, i) => DAY.scoreOf(i))
const scores = {
  ...{ snippets, classes: 14, prob1: frameScore, prob2: frameScore },
  classProbabilities: new Float32Array(snippets * 14).fill(1 / 14),
}
const clock = {
  ...{ timeBase: { num: 1, den: 30 }, firstPts: 0, endPts: snippets * 16, frames: snippets * 16 },
  startPts: Float64Array.from({ length: snippets }, (_, i) => i * 16),
}
const times = snippetTimesOf(clock)
const labels = Array.from({ length: 14 }, (_, i) => ({ id: `class-${i}` }))
const rule = { threshold: 0.3, release: 0.2, mergeGapSec: 1, minLengthSec: 0.5, paddingSec: 0.5 }

/** Decisions over the whole video, a third of them trimmed by hand, and as many ranges that were seen. */
function stateOf(count: number): ReviewState {
  const marks = Array.from({ length: count }, (_, i): Mark => {
    const startPts = Math.round((i * clock.endPts) / count)
    const value = { decision: 'confirmed' as const, reason: null, class: null, note: '' }
    return {
      ...{ id: `mark-${i}`, contentId: 'c', startPts, endPts: startPts + 90 + (i % 7) * 40 },
      ...{ reviewer: '', at: 0, value: { ...value, hasOwnRange: i % 3 === 0 } },
    }
  })
  return { marks, seen: marks.map(({ startPts, endPts }) => ({ startPts, endPts })) }
}

/** Median and worst of one step of a drag: segments and flags found anew. */
function dragThreshold(state: ReviewState) {
  const spent = Array.from({ length: 20 }, (_, i) => {
    const started = performance.now()
    const input = { scores, frameScore, times }
    const segments = findSegments(input, { ...rule, threshold: 0.25 + i / 200 })
    const source = { contentId: 'c', labels, clock, times, segments, scores: () => input }
    const flags = flagsOf(source, state)
    return { ms: performance.now() - started, flags: flags.length }
  })
  const ms = spent.map((step) => step.ms).sort((a, b) => a - b)
  return {
    median: ms[ms.length >> 1]!,
    worst: ms.at(-1)!,
    flags: spent[0]!.flags,
  }
}

for (const count of [0, 50, 500]) {
  const { median, worst, flags } = dragThreshold(stateOf(count))
  console.log(`a threshold over ten hours, ${count} decisions, ${flags} flags`)
  print('  median', median, 'ms')
  print('  worst', worst, 'ms')
}
