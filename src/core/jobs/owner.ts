import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { type FileLock, holdFileLock, isFileLockHeld } from '#core/storage/file-lock.ts'
import type { Database } from '#core/storage/open-database.ts'
import { transaction } from '#core/storage/transaction.ts'
import type { JobOwner } from './job.ts'

/** A lock that another host's file system does not show us may still be held, so its heartbeat must be this old. */
const FOREIGN_HEARTBEAT_MS = 60_000

/** Someone who may run jobs: a token whose file stays locked exactly as long as its process lives. */
export interface LiveOwner extends JobOwner {
  /** False once that owner's process has ended, however it ended. */
  isAlive(other: JobOwner, heartbeatAgeMs: number): boolean
  close(): void
}

export function openOwner(db: Database): LiveOwner {
  const folder = join(dirname(db.name), 'running')
  const token = randomUUID()
  // Inside the library's write lock, so that no sweep deletes a file between its creation and its lock.
  const lock = transaction(db, () => {
    mkdirSync(folder, { recursive: true })
    sweep(folder)
    return holdFileLock(join(folder, token))
  })
  const host = hostname()
  return {
    token,
    host,
    pid: process.pid,
    isAlive: (other, heartbeatAgeMs) =>
      isFileLockHeld(join(folder, other.token)) ||
      (other.host !== host && heartbeatAgeMs < FOREIGN_HEARTBEAT_MS),
    close: () => release(lock, join(folder, token)),
  }
}

/** What systems leave in any folder, as .DS_Store, is none of ours. */
const TOKEN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function sweep(folder: string): void {
  for (const name of readdirSync(folder).filter((each) => TOKEN.test(each))) {
    const file = join(folder, name)
    if (!isFileLockHeld(file)) rmSync(file, { force: true })
  }
}

function release(lock: FileLock, file: string): void {
  lock.release()
  rmSync(file, { force: true })
}
