import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { CoreEvent } from '#contract/events.ts'
import { createProgress } from './progress.ts'

const events: readonly CoreEvent[] = [
  { type: 'device', used: 'cpu', reason: 'no graphics card' },
  { type: 'scan-file-failed', file: '/gone.mp4', error: { code: 'not-found', message: 'gone' } },
  { type: 'scan-started', files: 3 },
  { type: 'scan-file-done', file: '/old.mp4', outcome: 'unchanged' },
  { type: 'scan-progress', file: '/a\n.mp4', doneSec: 0, totalSec: 10, snippets: 0 },
  { type: 'scan-progress', file: '/a\n.mp4', doneSec: 5, totalSec: 10, snippets: 8 },
  { type: 'scan-progress', file: '/a\n.mp4', doneSec: 10, totalSec: 10, snippets: 16 },
  { type: 'scan-file-done', file: '/a\n.mp4', outcome: 'scanned' },
  { type: 'scan-file-failed', file: '/b.mp4', error: { code: 'bad-media', message: 'empty' } },
]

const FINISHED = [
  'device: cpu (no graphics card)',
  'FAILED   /gone.mp4',
  '[3/4] scanned  /a\\n.mp4',
  '[4/4] FAILED   /b.mp4',
]

/** What a scan with 1 s between its events writes. */
function progressOf(terminal: { readonly columns: number } | undefined, msPerEvent = 1000): string {
  const stream = new PassThrough()
  const stderr = Object.assign(stream, terminal ? { isTTY: true, ...terminal } : {})
  let clock = 0
  const view = createProgress({ stdout: new PassThrough(), stderr }, () => clock)
  for (const event of events) {
    clock += msPerEvent
    view.show(event)
  }
  view.end()
  return String(stream.read())
}

describe('progress that is not on a terminal', () => {
  it('is a line a finished file; what was not new is left to the summary', () => {
    expect(progressOf(undefined)).toBe(`${FINISHED.join('\n')}\n`)
  })

  it('tells once a minute how far a long file is', () => {
    const [device, gone, report, ...rest] = progressOf(undefined, 30_000).trimEnd().split('\n')
    expect(report).toBe('0%  a\\n.mp4; 2/4 files done')
    expect(rest[0]).toBe(
      '100%  a\\n.mp4  0.3 snippets/s  0.2× real time  ETA 0 s; 2/4 files done  ETA 1 min 0 s',
    )
    expect([device, gone, ...rest.slice(1)]).toEqual(FINISHED)
  })
})

it('tells of clips that are cut how far each is, and that the last is done', () => {
  const stream = new PassThrough()
  const stderr = Object.assign(stream, { isTTY: true, columns: 80 })
  let clock = 0
  const view = createProgress({ stdout: new PassThrough(), stderr }, () => clock)
  const lines = [0, 0.5, 1, 1.25, 2].map((done) => {
    clock += 1000
    view.show({ type: 'export-progress', task: 1, step: 'clips', done, total: 2 })
    return /clip \d of 2, \d+ %/.exec(String(stream.read()))?.[0]
  })
  expect(lines).toEqual([
    ...['clip 1 of 2, 0 %', 'clip 1 of 2, 50 %', 'clip 2 of 2, 0 %'],
    ...['clip 2 of 2, 25 %', 'clip 2 of 2, 100 %'],
  ])
})

describe('progress on a terminal', () => {
  it('leaves the same lines behind as elsewhere', () => {
    expect(screenAfter(progressOf({ columns: 80 }))).toEqual(FINISHED)
  })

  it('meanwhile shows below them the current file and the queue', () => {
    const text = progressOf({ columns: 80 })
    const untilHalf = text.slice(0, text.indexOf('100%'))
    const [, , file, queue] = screenAfter(untilHalf.slice(0, untilHalf.lastIndexOf('\r\x1b[')))
    expect(file).toBe('██████░░░░░░  50%  a\\n.mp4  8.0 snippets/s  5.0× real time  ETA 1 s')
    expect(queue).toBe('2/4 files done  ETA 3 s')
  })

  it('is not drawn more often than an eye needs', () => {
    expect(progressOf({ columns: 80 }, 30)).not.toContain('50%')
  })
})

/** The lines that a terminal shows after this text: enough of one for what we write. */
function screenAfter(text: string): string[] {
  const lines = ['']
  let row = 0
  let column = 0
  for (const [token] of text.matchAll(/\p{Cc}\[\d*[AJ]|\r|\n|\P{Cc}/gu)) {
    if (token === '\r') column = 0
    else if (token === '\n') {
      row++
      column = 0
      lines[row] ??= ''
    } else if (token.startsWith('\x1b') && token.endsWith('A')) row -= Number(token.slice(2, -1))
    else if (token.startsWith('\x1b'))
      lines.splice(row, lines.length, (lines[row] ?? '').slice(0, column))
    else {
      lines[row] = (lines[row] ?? '').slice(0, column) + token
      column++
    }
  }
  return lines.filter((line) => line !== '')
}
