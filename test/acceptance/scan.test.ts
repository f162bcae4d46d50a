import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  type FileScores,
  fileScoresSchema,
  type ScanResult,
  type SegmentList,
  scanResultSchema,
  segmentListSchema,
} from '#contract/results.ts'
import { makeVideo } from '#test/support/make-video.ts'
import { flagreel, flagreelJson } from '#test/support/run-flagreel.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const folder = tempFolder()
const library = join(folder.path, 'library')
const videos = join(folder.path, 'videos')
const long = join(videos, 'deeper', 'clip 10.mkv')
let first: ScanResult

beforeAll(async () => {
  await makeVideo(videos, 'clip 2.mp4', { frames: 100 })
  await makeVideo(join(videos, 'deeper'), 'clip 10.mkv', { frames: 330, rate: '30000/1001' })
  await makeVideo(videos, 'stutter.mp4', { frames: 90, vfr: true })
  first = await flagreelJson<ScanResult>(library, 'scan', videos, '--threshold', '0')
})

describe('flagreel scan', () => {
  it('prints the documented document, files in natural order, deeper folders included', () => {
    scanResultSchema.parse(first)
    expect(first.files.map(({ file, state, frames }) => [file, state, frames])).toEqual([
      [join(videos, 'clip 2.mp4'), 'scanned', 100],
      [long, 'scanned', 330],
      [join(videos, 'stutter.mp4'), 'scanned', 90],
    ])
  })

  it('says beside every result that the built-in model is a demonstration', async () => {
    expect(first.model.training).toBe('demonstration')
    expect(first.segments.every(({ training }) => training === 'demonstration')).toBe(true)
    const { stderr } = await flagreel(library, 'segments', 'list')
    expect(stderr).toMatch(/Demonstration model, trained on synthetic footage/)
  })

  it('does no work the second time and gives the same segments', async () => {
    const second = await flagreelJson<ScanResult>(library, 'scan', videos, '--threshold', '0')
    expect(second.files.map(({ state }) => state)).toEqual(['unchanged', 'unchanged', 'unchanged'])
    expect(second.segments).toEqual(first.segments)
  })

  it('prints a table for a person', async () => {
    const { stdout, exitCode } = await flagreel(library, 'scan', videos, '--threshold', '0')
    expect(exitCode).toBe(0)
    const [title, ...rows] = stdout.trimEnd().split('\n')
    expect(title).toMatch(/^FILE +START +END +SCORE +CLASS +OR ELSE$/)
    expect(rows).toHaveLength(first.segments.length)
    expect(rows[0]).toMatch(/^clip 2\.mp4 +00:00:00\.00 +00:00:04\.00 +\d\.\d{3} +[a-z-]+ \d\.\d\d/)
  })

  it('keeps the scores of a file that was renamed', async () => {
    const moved = join(videos, 'moved.mkv')
    await rename(long, moved)
    const again = await flagreelJson<ScanResult>(library, 'scan', videos)
    await rename(moved, long)
    await flagreel(library, 'scan', videos)
    expect(again.files.find(({ file }) => file === moved)?.state).toBe('unchanged')
  })

  it('lists segments by class, score, file and mode without scanning', async () => {
    const list = (...args: string[]) =>
      flagreelJson<SegmentList>(library, 'segments', 'list', '--threshold', '0', ...args)
    const all = await list()
    segmentListSchema.parse(all)
    expect(all.segments.length).toBeGreaterThanOrEqual(3)
    const one = await list('--file', long)
    expect([all.videos, one.videos]).toEqual([first.files.length, 1])
    expect(one.segments.map(({ file }) => file)).toEqual([long])
    const { class: id } = one.segments[0]!
    expect((await list('--class', id)).segments.every((segment) => segment.class === id)).toBe(true)
    expect((await list('--min-score', '1')).segments).toEqual([])
    const proposals = await list('--mode', 'proposals')
    expect(proposals.rule).toBeNull()
    expect(new Set(proposals.segments.map((segment) => segment.class)).size).toBeGreaterThan(1)
  })

  it('shows scores whose snippets tile the video, with exact times', async () => {
    const scores = await flagreelJson<FileScores>(library, 'scores', 'show', long)
    fileScoresSchema.parse(scores)
    expect(scores.snippets).toHaveLength(21)
    scores.snippets.forEach((snippet, i) => {
      expect(snippet.startFrame).toBe(i * 16)
      // Matroska keeps milliseconds.
      expect(snippet.startSec).toBeCloseTo((i * 16 * 1001) / 30000, 2)
      expect(snippet.classProbabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 5)
      expect(snippet.score).toBe(snippet.prob1)
    })
    expect(scores.snippets.at(-1)?.endFrame).toBe(330)
    expect(scores.snippets.at(-1)?.endSec).toBeCloseTo((330 * 1001) / 30000, 2)
  })

  it('writes scores as CSV, one row a snippet or one a frame', async () => {
    const show = (...args: string[]) => flagreel(library, 'scores', 'show', long, '--csv', ...args)
    const perSnippet = (await show()).stdout.trimEnd().split('\r\n')
    expect(perSnippet[0]).toMatch(
      /^snippet,start_frame,end_frame,start_sec,end_sec,score,prob1,prob2,p_normal,/,
    )
    expect(perSnippet).toHaveLength(1 + 21)
    const perFrame = (await show('--per-frame')).stdout.trimEnd().split('\r\n')
    expect(perFrame).toHaveLength(1 + 330)
    const cells = perFrame[1 + 37]!.split(',')
    expect(cells.slice(0, 2)).toEqual(['37', '2'])
    expect(cells.slice(2)).toEqual(perSnippet[1 + 2]!.split(',').slice(5))
  })

  it('exports the flagged segments as CSV and JSON', async () => {
    const csv = join(folder.path, 'flags.csv')
    const json = join(folder.path, 'flags.json')
    const run = (format: string, out: string) =>
      flagreel(library, 'export', '--format', format, '--out', out, '--threshold', '0')
    expect((await run('csv', csv)).exitCode).toBe(0)
    expect((await run('json', json)).exitCode).toBe(0)
    const rows = (await readFile(csv, 'utf8')).trimEnd().split('\r\n')
    const document = JSON.parse(await readFile(json, 'utf8'))
    expect(document.segments).toEqual(first.segments)
    expect(rows).toHaveLength(1 + document.segments.length)
    const again = await run('csv', csv)
    expect(again.exitCode).toBe(1)
    expect(again.stderr).toMatch(/flags\.csv exists/)
  })

  it('keeps segments whose times are exact for variable frame rates', async () => {
    const { segments } = await flagreelJson<SegmentList>(
      library,
      ...['segments', 'list', '--file', join(videos, 'stutter.mp4'), '--threshold', '0'],
    )
    // 90 frames, every fifth three times as long but the last, whose length is not stored: 90 + 2·17 periods of 40 ms.
    expect(segments.at(-1)?.endFrame).toBe(90)
    expect(segments.at(-1)?.endSec).toBeCloseTo(124 * 0.04, 3)
  })
})
