import { describe, expect, it } from 'vitest'
import { FlagreelError } from '#contract/errors.ts'
import { protectionSchema } from '#contract/settings.ts'
import { readExactStill } from '#core/media/exact-still.ts'
import { probeMedia } from '#core/media/probe.ts'
import { findMediaTools } from '#core/media/tools.ts'
import { madeFlag, madePorts, madeReport, madeVideo, RUN } from '#test/support/made-report.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { framePtsOf, NUMBERED, numberIn, pixelsOf } from '#test/support/numbered-video.ts'
import { tempFolder } from '#test/support/temp-folder.ts'
import { drawContactSheets } from './contact-sheet.ts'
import type { Report, ReportPorts, ReportRun } from './report.ts'
import { type Box, cellsOf, SHEET } from './sheet-layout.ts'

const folder = tempFolder()
const tools = await findMediaTools()
const info = await probeMedia(
  tools,
  await makeVideo(folder.path, 'gate.mp4', { ...NUMBERED, frames: 320 }),
)
const framePts = await framePtsOf(tools, info)
const { timeBase } = info.video

/** Its highest snippets are 3 and 15. */
const scores = Array.from({ length: 20 }, (_, i) => (i === 3 || i === 15 ? 0.95 : 0.6))
const curve = madeVideo(scores).scores!
const video = {
  ...madeVideo(scores),
  scores: {
    ...curve,
    clock: {
      ...{ timeBase, frames: 320, firstPts: framePts[0]!, endPts: framePts[319]! + 512 },
      startPts: Float64Array.from(scores, (_, i) => framePts[16 * i]!),
    },
  },
}
const ports: ReportPorts = {
  video: async () => video,
  framePts: async (_id, from, to) => framePts.slice(from * 16, to * 16),
  still: ({ contentId: _id, ...still }, signal) =>
    readExactStill(tools, { ...still, info }, { signal }),
}

/** Snippets [from, to) of the video. */
const flagOf = (from: number, to: number) =>
  madeFlag({
    ...{ timeBase, startPts: framePts[from * 16]!, endPts: framePts[to * 16]! },
    ...{ startSec: (from * 16) / 25, endSec: (to * 16) / 25 },
  })

async function drawn(
  report: Report,
  {
    given = ports,
    mostFlags = 100,
    run = RUN,
  }: {
    given?: ReportPorts
    mostFlags?: number
    run?: ReportRun
  } = {},
) {
  const pages = drawContactSheets({ report, ports: given, options: { mostFlags } }, run)
  return Array.fromAsync(pages)
}

type Pixels = Awaited<ReturnType<typeof pixelsOf>>

/** The stills of a page, found by the black bar at the right of each. */
function stillsOn({ width, rgba }: Pixels, choice: Report['moments'], count: number): Box[] {
  const boxes = cellsOf(choice, 0).flatMap(({ stills }) => stills)
  const x = boxes[0]!.left + boxes[0]!.width - 12
  const isBlack = (y: number) => rgba[4 * (y * width + x)]! < 20
  const top = Array.from({ length: SHEET.height }, (_, y) => y).find(
    (y) => isBlack(y) && isBlack(y + 20),
  )!
  return boxes.slice(0, count).map((box) => ({ ...box, top: box.top + top }))
}

describe('a contact sheet', () => {
  it('shows the frames of the highest scores', async () => {
    const [page, ...others] = await drawn(madeReport([flagOf(12, 18), flagOf(2, 6)]))
    expect(others).toEqual([])
    expect(page).toMatchObject({ number: 1, pages: 1 })
    const pixels = await pixelsOf(page!.png)
    expect([pixels.width, pixels.height]).toEqual([SHEET.width, SHEET.height])
    const numbers = stillsOn(pixels, 'peak', 2).map((box) => numberIn(pixels, box))
    // In order of time, each the middle of its highest snippet.
    expect(numbers).toEqual([3 * 16 + 8, 15 * 16 + 8])
  })

  it('shows first, highest and last frames where that is asked for', async () => {
    const [page] = await drawn(madeReport([flagOf(2, 6)], { moments: 'in-peak-out' }))
    const pixels = await pixelsOf(page!.png)
    const numbers = stillsOn(pixels, 'in-peak-out', 3).map((box) => numberIn(pixels, box))
    expect(numbers).toEqual([2 * 16, 3 * 16 + 8, 6 * 16 - 1])
  })

  it('has nothing of a protected picture but what the filter left', async () => {
    const steps = async (change: Partial<Report>) => {
      const [page] = await drawn(madeReport([flagOf(2, 6)], change))
      const { width, rgba } = await pixelsOf(page!.png)
      const [box] = cellsOf('peak', 0)[0]!.stills
      // Below every header and above the caption of the first row.
      const row = 360
      const at = (x: number) => rgba[4 * (row * width + x)]!
      const xs = Array.from({ length: box!.width - 24 }, (_, i) => box!.left + 10 + i)
      return Math.max(...xs.map((x) => Math.abs(at(x) - at(x + 1))))
    }
    expect(await steps({})).toBeGreaterThan(150)
    expect(await steps({ protection: protectionSchema.parse({ blur: 0.1 }) })).toBeLessThan(25)
  })

  it('goes on over pages, and leaves out what is too much', async () => {
    const flags = Array.from({ length: 20 }, (_, i) => ({ ...flagOf(2, 6), score: i / 20 }))
    const still = async () => {
      throw new FlagreelError('not-found', 'The video is not where it was.')
    }
    const given = { ...ports, still }
    const seen: [number, number][] = []
    const run = { ...RUN, onProgress: (done: number, all: number) => seen.push([done, all]) }
    const pages = await drawn(madeReport(flags), { given, mostFlags: 18, run })
    expect(pages.map(({ number }) => number)).toEqual([1, 2])
    expect(seen.at(-1)).toEqual([18, 18])
    expect(await drawn(madeReport([]), { given })).toHaveLength(1)
  })

  it('ends when it is cancelled, and where ffmpeg is missing', async () => {
    const run = { ...RUN, signal: AbortSignal.abort() }
    await expect(drawn(madeReport([flagOf(2, 6)]), { run })).rejects.toThrow()
    const given = madePorts(video, {
      still: async () => {
        throw new FlagreelError('missing-tool', 'There is no ffmpeg.')
      },
    })
    await expect(drawn(madeReport([flagOf(2, 6)]), { given })).rejects.toThrow(
      'There is no ffmpeg.',
    )
  })
})
