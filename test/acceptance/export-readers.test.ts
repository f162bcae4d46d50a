import { type Browser, chromium, type Page } from '@playwright/test'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FORMATS } from '#core/export/lists/formats.ts'
import { findChromium, LEAVES_OUT_BROWSER } from '#e2e/chromium.ts'
import {
  HOSTILE,
  sampleExport,
  sampleFlag,
  sampleSource,
  samplesArbitrary,
} from '#test/support/export-samples.ts'
import { readFcpxml } from '#test/support/read-fcpxml.ts'
import { readVtt } from '#test/support/read-vtt.ts'

const executablePath = LEAVES_OUT_BROWSER ? undefined : findChromium()

/** Exports of random flags, and of one video for each name that would do harm. */
const exports = [
  ...fc.sample(samplesArbitrary, { numRuns: 30, seed: 7 }).map((samples) => sampleExport(samples)),
  ...HOSTILE.map((text) => {
    const source = sampleSource({ path: `/videos/${text.replaceAll(/[/\0]/g, '_')}.mp4` })
    const flag = sampleFlag(source, { class: text || 'riot', note: text })
    return sampleExport([{ source, flags: [{ flag, startFrame: 0, endFrame: 25 }] }])
  }),
]

// These run in the page.
const READ_TRACK = `async (text) => {
  const element = document.createElement('track')
  element.src = URL.createObjectURL(new Blob([text], { type: 'text/vtt' }))
  element.kind = 'metadata'
  document.body.appendChild(document.createElement('video')).append(element)
  element.track.mode = 'hidden'
  await new Promise((loaded, failed) => {
    element.onload = loaded
    element.onerror = () => failed(new Error(text))
  })
  return [...(element.track.cues ?? [])].map((cue) => [
    Math.round(cue.startTime * 1000),
    Math.round(cue.endTime * 1000),
    cue.text,
  ])
}`
const READ_XML = `(text) => {
  const parsed = new DOMParser().parseFromString(text, 'application/xml')
  const fault = parsed.querySelector('parsererror')?.textContent ?? null
  const keywords = [...parsed.querySelectorAll('asset-clip > keyword')]
  return { fault, keywords: keywords.map((each) => each.getAttribute('value')) }
}`

describe.skipIf(!executablePath)("Chromium's own readers (a Chromium is needed)", () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath! })
    page = await browser.newPage()
  })
  afterAll(() => browser?.close())

  it('find the cues of WebVTT, to the millisecond and the letter', async () => {
    const texts = exports.flatMap((input) =>
      FORMATS.vtt({ ...input, options: { ...input.options, cues: 'both' } }).map(
        ({ text }) => text,
      ),
    )
    const read = await page.evaluate<unknown[]>(
      `Promise.all(${JSON.stringify(texts)}.map(${READ_TRACK}))`,
    )
    expect(read.length).toBeGreaterThan(80)
    texts.forEach((text, index) => {
      const cues = readVtt(text).map(({ startMs, endMs, text: payload }) => [
        startMs,
        endMs,
        payload,
      ])
      expect(read[index]).toEqual(cues)
    })
  })

  it('find the clips and keywords of FCPXML, and no fault', async () => {
    const texts = exports.map((input) => FORMATS.fcpxml(input)[0]!.text)
    const read = await page.evaluate<unknown[]>(`${JSON.stringify(texts)}.map(${READ_XML})`)
    texts.forEach((text, index) => {
      const clips = readFcpxml(text).flatMap((project) => project.clips)
      const keywords = clips.flatMap((clip) => clip.keywords.map(({ value }) => value))
      expect(read[index]).toEqual({ fault: null, keywords })
    })
  })
})
