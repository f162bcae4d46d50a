import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

/**
 * What takes long is written in a folder beside its place, `.flagreel-export-<host>-<process>-<nonce>.partial`, and moved
 * out when it is whole. Its name tells whether the run that made it can still be alive.
 */
const PATTERN = /^\.flagreel-export-([0-9a-f]{8})-(\d{1,10})-([0-9a-f]{12})\.partial$/

/** Of this process. */
const live = new Set<string>()

export async function makeWorkFolder(folder: string): Promise<string> {
  const nonce = randomBytes(6).toString('hex')
  const path = join(folder, `.flagreel-export-${host()}-${process.pid}-${nonce}.partial`)
  live.add(nonce)
  await mkdir(path)
  return path
}

export async function removeWorkFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true })
  live.delete(/([0-9a-f]{12})\.partial$/.exec(path)?.[1] ?? '')
}

/** Removes what runs of this machine left that ended without cleaning up. Those of other machines may be at work. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, itsHost, pid, nonce = ''] = PATTERN.exec(name) ?? []
    if (itsHost !== host() || isAlive(Number(pid), nonce)) continue
    // An ffmpeg that outlived its run may hold a file open on Windows; the next run tries again.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

function isAlive(pid: number, nonce: string): boolean {
  // After a restart the number may be ours.
  if (pid === process.pid) return live.has(nonce)
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
