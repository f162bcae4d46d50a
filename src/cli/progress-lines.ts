import { basename } from 'node:path'
import { shortened, widthOf } from './cells.ts'
import { printable } from './printable.ts'
import type { FileStatus, ScanStatus } from './scan-status.ts'
import { formatDuration } from './time.ts'

const BAR_CELLS = 12
const SHORTEST_NAME = 12
const GAP = '  '

/** What the live display shows, line by line, none wider than `cells`. */
export function progressLines(status: ScanStatus, cells: number): string[] {
  const { current, files } = status
  const lines = current ? [fileLine(current, cells)] : []
  return files > 1 ? [...lines, shortened(queueLine(status), cells)] : lines
}

/** The same for a log: one line of any length, without a picture. */
export function progressReport(status: ScanStatus): string {
  const { current } = status
  if (!current) return queueLine(status)
  const { place, rate, speed, eta } = partsOf(current)
  const file = [place.trim(), printable(basename(current.file)), rate, speed, eta]
  return `${file.filter((part) => part !== undefined).join(GAP)}; ${queueLine(status)}`
}

function queueLine({ ended, files, allLeftSec }: ScanStatus): string {
  const eta = allLeftSec === undefined ? [] : [`ETA ${formatDuration(allLeftSec)}`]
  return [`${ended}/${files} files done`, ...eta].join(GAP)
}

/** The current file, with as much beside its name as there is room for. */
function fileLine(status: FileStatus, cells: number): string {
  const name = printable(basename(status.file))
  const needed = Math.min(widthOf(name), SHORTEST_NAME)
  const { place, bar, rate, speed, eta } = partsOf(status)
  const choices = [
    [bar + place, rate, speed, eta],
    [bar + place, speed, eta],
    [place, speed, eta],
    [place, eta],
  ].map(([first, ...rest]) => ({ first, rest: rest.filter((part) => part !== undefined) }))
  const roomBeside = ({ first, rest }: (typeof choices)[number]) =>
    cells - widthOf([first, '', ...rest].join(GAP))
  const choice = choices.find((candidate) => roomBeside(candidate) >= needed) ?? choices.at(-1)!
  const shown = shortened(name, Math.max(needed, roomBeside(choice)))
  return shortened([choice.first, shown, ...choice.rest].join(GAP), cells)
}

function partsOf({ doneSec, fraction, snippetsPerSec, speed, leftSec }: FileStatus) {
  const filled = Math.round((fraction ?? 0) * BAR_CELLS)
  const isMoving = snippetsPerSec > 0
  return {
    bar: fraction === undefined ? '' : `${'█'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)} `,
    place:
      fraction === undefined
        ? formatDuration(doneSec)
        : `${String(Math.floor(fraction * 100)).padStart(3)}%`,
    rate: isMoving ? `${snippetsPerSec.toFixed(1)} snippets/s` : undefined,
    speed: isMoving ? `${speed.toFixed(1)}× real time` : undefined,
    eta: leftSec === undefined ? undefined : `ETA ${formatDuration(leftSec)}`,
  }
}
