import { copyFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SegmentList } from '#contract/results.ts'
import { protectionSchema } from '#contract/settings.ts'
import { drawContactSheets } from '#core/export/report/contact-sheet.ts'
import { writeHtmlReport } from '#core/export/report/html-report.ts'
import type { Report } from '#core/export/report/report.ts'
import { writeFileAtomically } from '#core/files/file-sink.ts'
import { findChromium, LEAVES_OUT_BROWSER, NO_CHROMIUM } from '#e2e/chromium.ts'
import { RUN } from '#test/support/made-report.ts'
import { reportOfLibrary } from '#test/support/report-of-library.ts'
import { flagreelJson } from '#test/support/run-flagreel.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const samples = join(import.meta.dirname, '../../resources/samples')
const folder = tempFolder()
const library = join(folder.path, 'library')
const footage = join(folder.path, 'footage')
/** Turned around, and as markup; slashes are no part of a name. */
const HOSTILE = '\u202egpj.<img src=x onerror=document.title=1>&"\'.mp4'

beforeAll(async () => {
  await mkdir(footage)
  await copyFile(join(samples, 'street-night-29.97fps.mp4'), join(footage, 'night.mp4'))
  await copyFile(join(samples, 'street-day-25fps.mp4'), join(footage, HOSTILE))
  await flagreelJson(library, 'scan', footage, '--device', 'cpu', '--workers', '1')
})

async function written(name: string, change: Partial<Report> = {}) {
  const { report, ports, close } = await reportOfLibrary(library, change)
  const path = join(folder.path, name)
  try {
    await writeFileAtomically(path, async (sink) => {
      await writeHtmlReport(sink, { report, ports, options: { mostStills: 100 } }, RUN)
    })
  } finally {
    await close()
  }
  return { path, report }
}

it('makes contact sheets of a scan', async () => {
  const { report, ports, close } = await reportOfLibrary(library)
  const pages = await Array.fromAsync(
    drawContactSheets({ report, ports, options: { mostFlags: 100 } }, RUN),
  )
  await close()
  expect(report.list.segments.length).toBeGreaterThan(2)
  expect(pages).toHaveLength(1)
})

it('shows no picture of another video that lies in the place of the one that was scanned', async () => {
  const gone = { state: 'changed', problem: 'It was replaced.' } as const
  const { report, ports, close } = await reportOfLibrary(library, {}, gone)
  const [{ contentId, startPts: pts }] = report.list.segments as [SegmentList['segments'][number]]
  const look = { pts, width: 160, height: 120, protection: null, format: 'jpeg' } as const
  await expect(ports.still({ contentId, ...look }, RUN.signal)).rejects.toThrow('It was replaced.')
  const video = await ports.video(contentId, RUN.signal)
  await close()
  expect(video.media).toBe(null)
  expect(video.scores).not.toBe(null)
})

describe.skipIf(LEAVES_OUT_BROWSER)('the HTML report of a scan', () => {
  let browser: Browser
  beforeAll(async () => {
    const executablePath = findChromium()
    if (!executablePath) throw new Error(NO_CHROMIUM)
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  })
  afterAll(() => browser.close())

  /** Fails on anything that the document asks for or that its own policy stops. */
  async function opened(path: string, colorScheme: 'light' | 'dark', width: number) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) complaints.push(request.url())
    })
    await page.goto(pathToFileURL(path).href)
    return { page, complaints, close: () => context.close() }
  }

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const)('can be read by everybody: %s, %i px wide', async (scheme, width) => {
    const moments = width === 1280 ? 'in-peak-out' : 'peak'
    const { path } = await written('report.html', {
      moments,
      protection: protectionSchema.parse({}),
    })
    const { page, complaints, close } = await opened(path, scheme, width)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    expect(complaints).toEqual([])
    await close()
  })

  it('shows every flag with its stills, and a hostile name as text', async () => {
    const { path, report } = await written('hostile.html')
    const { page, complaints, close } = await opened(path, 'light', 1280)
    const flags = report.list.segments.length
    await expect.poll(() => page.locator('table.flags > tbody').count()).toBe(flags)
    const sizes: number[] = await page
      .locator('img')
      .evaluateAll((images: { naturalWidth: number }[]) => images.map((each) => each.naturalWidth))
    expect(sizes).toHaveLength(flags)
    for (const size of sizes) expect(size).toBeGreaterThan(100)
    expect(await page.title()).toBe('Sample footage')
    const shown = HOSTILE.replace('\u202e', '\\u{202e}')
    expect(await page.locator('h2').allInnerTexts()).toContain(shown)
    expect(await page.locator('svg.curve').count()).toBe(2)
    expect(complaints).toEqual([])
    await close()
  })

  it.each(['A4', 'Letter'])('prints on %s', async (format) => {
    const { path } = await written('print.html')
    const { page, close } = await opened(path, 'dark', 1280)
    const pdf = await page.pdf({ format })
    // One page of the whole, and one at least for each of two videos.
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)
    expect(pages?.length).toBeGreaterThanOrEqual(3)
    await close()
  })

  it('is one file that names no other', async () => {
    const { path } = await written('alone.html')
    const text = await readFile(path, 'utf8')
    expect(text).not.toMatch(/https?:|<script|<link|src="(?!data:)/)
  })
})
