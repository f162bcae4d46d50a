import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** A named pipe that nobody writes to: opening it to read would wait for ever. Not on Windows. */
export function makePipe(folder: string): string {
  const path = join(folder, 'pipe')
  execFileSync('mkfifo', [path])
  return path
}
