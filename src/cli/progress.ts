import type { CoreEvent, ExportProgress } from '#contract/events.ts'
import { shortened } from './cells.ts'
import { note, type Output } from './output.ts'
import { printable } from './printable.ts'
import { progressLines, progressReport } from './progress-lines.ts'
import { createScanTracker, type ScanStatus } from './scan-status.ts'
import { createTrainTracker, type TrainTracker } from './train-progress.ts'

const REDRAW_MS = 100
const REPORT_MS = 60_000
const USUAL_COLUMNS = 80

/**
 * Progress on stderr: a line a finished file and, on a terminal, below them what goes on right now. Elsewhere, as in a log,
 * that is one more line a minute.
 */
export interface ProgressView {
  show(event: CoreEvent): void
  end(): void
}

export function createProgress(
  output: Output,
  now: () => number = () => performance.now(),
): ProgressView {
  const tracker = createScanTracker(now)
  const training = createTrainTracker(now)
  const live = output.stderr.isTTY && process.env.TERM !== 'dumb' ? liveLines(output) : undefined
  let shownAt = live ? Number.NEGATIVE_INFINITY : now()
  return {
    show(event) {
      tracker.update(event)
      training.update(event)
      const line = training.finished(event) ?? lineFor(event, tracker.status())
      if (line !== undefined) {
        live?.clear()
        note(output, line)
      }
      if (event.type === 'import-progress') live?.draw(() => [`importing: ${event.step}`])
      const isDue = now() - shownAt >= (live ? REDRAW_MS : REPORT_MS)
      const step = stepOf(event, training)
      if (step !== undefined && isDue && line === undefined) {
        shownAt = now()
        if (live) live.draw((cells) => [shortened(step, cells)])
        else note(output, step)
      }
      if (event.type !== 'scan-progress' || !isDue) return
      shownAt = now()
      if (live) live.draw((cells) => progressLines(tracker.status(), cells))
      else note(output, progressReport(tracker.status()))
    },
    end: () => live?.clear(),
  }
}

/** What goes on right now in a training, an evaluation or an export. */
function stepOf(event: CoreEvent, training: TrainTracker): string | undefined {
  if (event.type === 'train-progress') return training.line()
  if (event.type === 'evaluate-progress') return `scored: ${event.done}/${event.of} videos`
  return event.type === 'export-progress' ? exportStep(event) : undefined
}

function exportStep({ step, done, total }: ExportProgress): string {
  const current = Math.min(total, Math.floor(done) + 1)
  switch (step) {
    case 'videos':
      return `reading videos: ${percent({ done, total })} of ${gigabytes(total)}`
    case 'plan':
      return `looking for key frames: ${done}/${total} clips`
    case 'clips':
      return `cutting: clip ${current} of ${total}, ${percent({ done: done - current + 1, total: 1 })}`
    case 'stills':
      return `taking stills: ${done}/${total} flags`
    case 'pdf':
      return 'printing'
  }
}

function percent({ done, total }: { readonly done: number; readonly total: number }): string {
  return `${Math.floor((100 * done) / Math.max(1, total))} %`
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}

interface LiveLines {
  draw(linesFor: (cells: number) => readonly string[]): void
  clear(): void
}

/** Lines at the end of the terminal's text that are drawn over again. */
function liveLines({ stderr }: Output): LiveLines {
  let drawn = 0
  const clearing = () => (drawn > 1 ? `\r\x1b[${drawn - 1}A\x1b[J` : '\r\x1b[J')
  return {
    draw(linesFor) {
      // A line as wide as the terminal would wrap in some of them.
      const lines = linesFor((stderr.columns || USUAL_COLUMNS) - 1)
      stderr.write(clearing() + lines.join('\r\n'))
      drawn = lines.length
    },
    clear() {
      if (drawn > 0) stderr.write(clearing())
      drawn = 0
    },
  }
}

function lineFor(event: CoreEvent, status: ScanStatus): string | undefined {
  switch (event.type) {
    case 'device':
      return `device: ${event.used} (${event.reason})`
    case 'precision':
      return `precision: ${event.used} (${event.reason})`
    case 'export-lead-in':
      return `copies begin up to ${event.most.toFixed(2)} s before their flags, ${event.total.toFixed(2)} s in all (--exact: at them)`
    case 'scan-waiting':
      return `waiting for another Flagreel process, which is scanning ${event.files} of these files`
    case 'scan-file-done':
      // A library of thousands that are unchanged would drown what is new; the end of the scan counts them.
      return event.outcome === 'unchanged'
        ? undefined
        : `${placeOf(status)}scanned  ${printable(event.file)}`
    case 'scan-file-failed':
      return `${placeOf(status)}FAILED   ${printable(event.file)}`
    default:
      return undefined
  }
}

/** "[3/120] ": how many files are finished; nothing while their number is not known. */
function placeOf({ ended, files }: ScanStatus): string {
  return files === 0 ? '' : `[${ended}/${files}] `
}
