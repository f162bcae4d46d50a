import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import type { ScanResult } from '#contract/results.ts'
import { flagreelJson } from '#test/support/run-flagreel.ts'
import { tempFolder } from '#test/support/temp-folder.ts'

const samples = join(import.meta.dirname, '../../resources/samples')
const folder = tempFolder()

interface TrueEvent {
  readonly file: string
  readonly class: string
  /** Frames [startFrame, endFrame); empty for a normal video. */
  readonly startFrame: string
  readonly endFrame: string
}

it('the built-in model flags the right seconds of the sample videos with the right class', async () => {
  const truth = parse<TrueEvent>(await readFile(join(samples, 'ground-truth.csv'), 'utf8'), {
    columns: true,
  })
  const { segments } = await flagreelJson<ScanResult>(join(folder.path, 'library'), 'scan', samples)
  const events = truth.filter(({ startFrame }) => startFrame !== '')
  const fits = (event: TrueEvent, segment: ScanResult['segments'][number]) =>
    basename(segment.file) === event.file &&
    segment.class === event.class.replaceAll(' ', '-') &&
    segment.startFrame < Number(event.endFrame) &&
    segment.endFrame > Number(event.startFrame)
  const missed = events.filter((event) => !segments.some((segment) => fits(event, segment)))
  const wrong = segments.filter((segment) => !events.some((event) => fits(event, segment)))
  expect(events.length).toBeGreaterThan(5)
  expect({ missed, wrong }).toEqual({ missed: [], wrong: [] })
  // Most of what is flagged is the event, and most of the event is flagged.
  for (const event of events) {
    const [start, end] = [Number(event.startFrame), Number(event.endFrame)]
    const own = segments.filter((segment) => fits(event, segment))
    const shared = own.reduce(
      (sum, { startFrame, endFrame }) =>
        sum + Math.min(end, endFrame) - Math.max(start, startFrame),
      0,
    )
    expect([event.file, shared / (end - start) > 0.5]).toEqual([event.file, true])
  }
}, 120_000)
