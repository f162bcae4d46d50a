import type { CoreEvent, ScanProgress } from '#contract/events.ts'

/** How far a scan is, for a person. Rates are means over this run; an ETA is undefined until there is something to go by. */
export interface ScanStatus {
  /** Files that are finished, failed ones included, of all. */
  readonly ended: number
  readonly files: number
  /** ETA of the whole scan; undefined also when only the current file is left. */
  readonly allLeftSec: number | undefined
  readonly current: FileStatus | undefined
}

export interface FileStatus {
  readonly file: string
  readonly doneSec: number
  /** 0 to 1; undefined when the container does not say how long the video is. */
  readonly fraction: number | undefined
  readonly snippetsPerSec: number
  /** × real time */
  readonly speed: number
  readonly leftSec: number | undefined
}

export interface ScanTracker {
  update(event: CoreEvent): void
  status(): ScanStatus
}

interface CurrentFile {
  readonly startedAt: number
  readonly first: ScanProgress
  readonly latest: ScanProgress
}

/** Less than this share of a file says nothing about how long the others take. */
const ENOUGH_TO_ESTIMATE = 0.05

/** Follows the events of a scan. `now` is in milliseconds. */
export function createScanTracker(now: () => number): ScanTracker {
  let files = 0
  let ended = 0
  /** Files' worth of work done in this run, without the current one: what was scanned before cost nothing. */
  let worked = 0
  let workStartedAt: number | undefined
  let current: CurrentFile | undefined

  const end = (outcome: 'scanned' | 'unchanged' | 'failed') => {
    ended++
    if (outcome === 'scanned') worked += current ? workIn(current, 1) : 1
    current = undefined
  }
  return {
    update(event) {
      // Paths that cannot be read are reported before the number of files is known.
      if (event.type === 'scan-started') files = ended + event.files
      if (event.type === 'scan-file-done') end(event.outcome)
      if (event.type === 'scan-file-failed') end('failed')
      if (event.type !== 'scan-progress') return
      workStartedAt ??= now()
      const isSame = current?.latest.file === event.file
      if (current && isSame) current = { ...current, latest: event }
      else current = { startedAt: now(), first: event, latest: event }
    },
    status() {
      const elapsedSec = workStartedAt === undefined ? 0 : (now() - workStartedAt) / 1000
      const fraction = (current && fractionOf(current.latest)) ?? 0
      const done = worked + (current ? workIn(current, fraction) : 0)
      const left = files - ended - fraction
      return {
        ended: Math.min(ended, files),
        files,
        allLeftSec:
          files - ended > 1 && done >= ENOUGH_TO_ESTIMATE ? (elapsedSec / done) * left : undefined,
        current: current && fileStatus(current, (now() - current.startedAt) / 1000),
      }
    },
  }
}

/** The share of a file that this run has done, once it is at `fraction`. */
function workIn({ first }: CurrentFile, fraction: number): number {
  return fraction - (fractionOf(first) ?? 0)
}

function fileStatus({ first, latest }: CurrentFile, elapsedSec: number): FileStatus {
  const perSec = (amount: number) => (elapsedSec > 0 ? amount / elapsedSec : 0)
  const speed = perSec(latest.doneSec - first.doneSec)
  const left = Math.max(0, (latest.totalSec ?? 0) - latest.doneSec)
  return {
    file: latest.file,
    doneSec: latest.doneSec,
    fraction: fractionOf(latest),
    snippetsPerSec: perSec(latest.snippets - first.snippets),
    speed,
    leftSec: speed > 0 && latest.totalSec !== undefined ? left / speed : undefined,
  }
}

function fractionOf({ doneSec, totalSec }: ScanProgress): number | undefined {
  return totalSec ? Math.min(1, doneSec / totalSec) : undefined
}
