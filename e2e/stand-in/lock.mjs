// Electron's lock on a folder of user data, as far as the processes of one test see it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** False while a living process has it. */
export function takeLock(folder) {
  const file = join(folder, 'stand-in.lock')
  mkdirSync(folder, { recursive: true })
  if (lives(holder(file))) return false
  writeFileSync(file, String(process.pid))
  return true
}

function holder(file) {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function lives(pid) {
  try {
    return pid !== undefined && process.kill(pid, 0)
  } catch {
    return false
  }
}
