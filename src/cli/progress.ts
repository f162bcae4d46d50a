import { basename } from 'node:path'
import type { CoreEvent, ScanProgress } from '#contract/events.ts'
import { note, type Output } from './output.ts'
import { printable } from './printable.ts'
import { formatDuration } from './time.ts'

const BAR_CELLS = 20
const REDRAW_MS = 100

/** Scan progress on stderr: one live line on a terminal, a line a file otherwise. */
export interface ProgressView {
  show(event: CoreEvent): void
  end(): void
}

export function createProgress(output: Output, now: () => number = performance.now): ProgressView {
  return output.stderr.isTTY ? liveProgress(output, now) : plainProgress(output)
}

function plainProgress(output: Output): ProgressView {
  const counter = createCounter()
  return {
    show(event) {
      const line = lineFor(event, counter(event))
      if (line !== undefined) note(output, line)
    },
    end() {},
  }
}

function liveProgress(output: Output, now: () => number): ProgressView {
  const tracker = createTracker(now)
  const counter = createCounter()
  let drawnAt = Number.NEGATIVE_INFINITY
  const clear = () => output.stderr.write('\r\x1b[K')
  const draw = (text: string) =>
    output.stderr.write(`\r\x1b[K${text.slice(0, (output.stderr.columns ?? 80) - 1)}`)
  return {
    show(event) {
      const place = counter(event)
      if (event.type === 'import-progress') draw(`importing: ${event.step}`)
      if (event.type === 'scan-progress') {
        const status = tracker.update(event)
        if (now() - drawnAt < REDRAW_MS) return
        drawnAt = now()
        draw(`${place} ${status}`)
      }
      const line = lineFor(event, place)
      if (line === undefined) return
      clear()
      note(output, line)
    },
    end: clear,
  }
}

/** "[3/120]": which file of how many an event is about. */
function createCounter(): (event: CoreEvent) => string {
  let files = 0
  let finished = 0
  return (event) => {
    if (event.type === 'scan-started') files += event.files
    const isEnd = event.type === 'scan-file-done' || event.type === 'scan-file-failed'
    if (isEnd) finished++
    const current = isEnd ? finished : finished + 1
    return `[${current}/${Math.max(files, current)}]`
  }
}

function lineFor(event: CoreEvent, place: string): string | undefined {
  switch (event.type) {
    case 'device':
      return `device: ${event.used} (${event.reason})`
    case 'precision':
      return `precision: ${event.used} (${event.reason})`
    case 'scan-waiting':
      return `waiting for another Flagreel process, which is scanning ${event.files} of these files`
    case 'scan-file-done':
      return `${place} ${event.outcome.padEnd(9)}  ${printable(event.file)}`
    case 'scan-file-failed':
      return `${place} FAILED     ${printable(event.file)}`
    default:
      return undefined
  }
}

/** Rate, × real time and ETA of the file being scanned, over the time since its first report. */
export function createTracker(now: () => number): { update(event: ScanProgress): string } {
  let file = ''
  let since = { at: 0, doneSec: 0, snippets: 0 }
  return {
    update(event) {
      if (event.file !== file) {
        file = event.file
        since = { at: now(), doneSec: event.doneSec, snippets: event.snippets }
      }
      const elapsed = (now() - since.at) / 1000
      const speed = elapsed > 0 ? (event.doneSec - since.doneSec) / elapsed : 0
      const rate = elapsed > 0 ? (event.snippets - since.snippets) / elapsed : 0
      const parts = [bar(event), printable(basename(event.file))]
      if (rate > 0) parts.push(`${rate.toFixed(1)} snippets/s`, `${speed.toFixed(1)}× real time`)
      if (speed > 0 && event.totalSec !== undefined)
        parts.push(`ETA ${formatDuration(Math.max(0, event.totalSec - event.doneSec) / speed)}`)
      return parts.join('  ')
    },
  }
}

function bar({ doneSec, totalSec }: ScanProgress): string {
  if (!totalSec) return formatDuration(doneSec)
  const fraction = Math.min(1, doneSec / totalSec)
  const filled = Math.round(fraction * BAR_CELLS)
  const percent = String(Math.floor(fraction * 100)).padStart(3)
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)} ${percent}%`
}
