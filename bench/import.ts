/**
 * What importing a full-size checkpoint costs: `node bench/import.ts` after `npm run build`. Time as a ratio to copying
 * and hashing the same file, memory as the peak of all of the command's processes together.
 */
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { copyFile, mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = await mkdtemp(join(tmpdir(), 'flagreel-bench-'))
const checkpoint = join(folder, 'ucf.pth')

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1000
}

async function copyAndHash(): Promise<void> {
  const copy = join(folder, 'copy.pth')
  await copyFile(checkpoint, copy)
  const file = await open(copy, 'r+')
  await file.sync()
  await file.close()
  const hash = createHash('sha256')
  for await (const part of createReadStream(copy)) hash.update(part as Buffer)
  await rm(copy)
}

/** Resident memory of a process and all below it, in MB. */
function memoryOf(pid: number): number {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number, number])
  const family = new Set([pid])
  for (const [child, parent] of rows) if (family.has(parent)) family.add(child)
  return rows.reduce((sum, [id, , rss]) => sum + (family.has(id) ? rss / 1024 : 0), 0)
}

async function importCheckpoint(): Promise<number> {
  const bin = join(root, 'bin/flagreel.js')
  const args = ['--library', join(folder, 'library'), 'models', 'import', checkpoint]
  const child = spawn(process.execPath, [bin, ...args, '--preset', 'ucf'], { stdio: 'inherit' })
  const ended = once(child, 'exit')
  let peak = 0
  const watch = setInterval(() => {
    peak = Math.max(peak, memoryOf(child.pid as number))
  }, 50)
  const [code] = await ended
  clearInterval(watch)
  if (code !== 0) throw new Error(`The import failed with exit code ${code}.`)
  return peak
}

try {
  execFileSync(process.execPath, [join(root, 'scripts/make-checkpoint.ts'), 'ucf', checkpoint])
  const copying = await seconds(copyAndHash)
  let peak = 0
  const importing = await seconds(async () => {
    peak = await importCheckpoint()
  })
  console.log(`copy and hash  ${copying.toFixed(1)} s`)
  console.log(`import         ${importing.toFixed(1)} s  (${(importing / copying).toFixed(1)}×)`)
  console.log(`peak memory    ${peak.toFixed(0)} MB, all processes together`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
