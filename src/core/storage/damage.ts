import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { FlagreelError, reasonOf } from '#contract/errors.ts'
import { connect } from './connection.ts'
import { isBusy, isDamage } from './sqlite-errors.ts'

/**
 * Checks the library after an unclean end. The sign of one costs nothing: the last connection to close removes the -wal
 * file, so one that is there means that a process was killed, or that another has the library open right now. Only the
 * first can give us the exclusive lock.
 */
export function checkAfterUncleanEnd(file: string): void {
  const requested = existsSync(requestOf(file))
  if (!existsSync(file) || (!requested && sizeOf(`${file}-wal`) === 0)) return
  const db = connect(file, { busyTimeoutMs: 0, mustExist: true })
  try {
    db.pragma('locking_mode = EXCLUSIVE')
    const verdict: unknown = db.pragma('quick_check(1)', { simple: true })
    if (verdict !== 'ok') throw new DamagedDatabase(String(verdict).replaceAll('\n', ' '))
    rmSync(requestOf(file), { force: true })
  } catch (error) {
    if (!isBusy(error)) throw error
  } finally {
    db.close()
  }
}

/** Leaves a note that the next start must check the file, however cleanly this one ends. */
export function requestCheck(file: string): void {
  try {
    writeFileSync(requestOf(file), '')
  } catch {
    // A folder that cannot be written changes nothing about the damage, which is what the caller reports.
  }
}

function requestOf(file: string): string {
  return `${file}.check`
}

class DamagedDatabase extends Error {}

/** Moves a damaged database out of the way, never deleting it, and says so; any other error comes back unchanged. */
export function setAsideIfDamaged(error: unknown, file: string, now = new Date()): unknown {
  if (!(error instanceof DamagedDatabase) && !isDamage(error)) return error
  const aside = `${file}.damaged-${now.toISOString().replaceAll(':', '-')}`
  try {
    // The -wal belongs to it: recovery tools read both.
    if (existsSync(`${file}-wal`)) renameSync(`${file}-wal`, `${aside}-wal`)
    renameSync(file, aside)
    rmSync(`${file}-shm`, { force: true })
    rmSync(requestOf(file), { force: true })
  } catch (cause) {
    return new FlagreelError(
      'library',
      `${file} is damaged and could not be moved aside: ${reasonOf(cause)}`,
      { hint: 'Move it away yourself and start again.', cause },
    )
  }
  return new FlagreelError(
    'library',
    `${file} is damaged (${reasonOf(error)}). It was kept as ${aside}.`,
    {
      hint: 'The next start makes an empty library; put a backup in its place first if you have one. Your videos were not touched.',
      cause: error,
    },
  )
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
