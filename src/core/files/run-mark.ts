import { createHash, randomBytes } from 'node:crypto'
import { hostname } from 'node:os'

/**
 * What a run writes into the names of its unfinished files and folders, `<host>-<process>-<nonce>`, as part of a pattern. It
 * tells whether the run can still be alive.
 */
export const RUN_MARK = '[0-9a-f]{8}-\\d{1,10}-[0-9a-f]{12}'

/** Of this process. */
const live = new Set<string>()

/** A new one, alive until it is dropped or the process ends. */
export function takeRunMark(): string {
  const mark = `${host()}-${process.pid}-${randomBytes(6).toString('hex')}`
  live.add(mark)
  return mark
}

export function dropRunMark(mark: string): void {
  live.delete(mark)
}

/** Of a run of this machine that ended without cleaning up. Those of other machines may be at work. */
export function isLeftover(mark: string): boolean {
  const [itsHost, pid] = mark.split('-')
  return itsHost === host() && !isAlive(Number(pid), mark)
}

function isAlive(pid: number, mark: string): boolean {
  // After a restart the number may be ours.
  if (pid === process.pid) return live.has(mark)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function host(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8)
}
