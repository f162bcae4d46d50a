import { mkdir, readdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { dropRunMark, isLeftover, RUN_MARK, takeRunMark } from '#core/files/run-mark.ts'

/**
 * What takes long is written in a folder beside its place, `.flagreel-export-<run mark>.partial`, and moved out when it is
 * whole. Its name tells whether the run that made it can still be alive.
 */
const PATTERN = new RegExp(`^\\.flagreel-export-(${RUN_MARK})\\.partial$`)

export async function makeWorkFolder(folder: string): Promise<string> {
  const path = join(folder, `.flagreel-export-${takeRunMark()}.partial`)
  await mkdir(path)
  return path
}

export async function removeWorkFolder(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true })
  dropRunMark(PATTERN.exec(basename(path))?.[1] ?? '')
}

/** Removes what runs of this machine left that ended without cleaning up. Those of other machines may be at work. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, mark] = PATTERN.exec(name) ?? []
    if (mark === undefined || !isLeftover(mark)) continue
    // An ffmpeg that outlived its run may hold a file open on Windows; the next run tries again.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined)
  }
}
