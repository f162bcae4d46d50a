import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { main } from '#cli/main.ts'

export interface Finished {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs one command line on the sources, in this process, with real inference children. */
export async function flagreel(library: string, ...args: readonly string[]): Promise<Finished> {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const texts = Promise.all([text(stdout), text(stderr)])
  const exitCode = await main(['--library', library, ...args], { stdout, stderr })
  stdout.end()
  stderr.end()
  const [out, err] = await texts
  return { exitCode, stdout: out, stderr: err }
}

/** As `flagreel … --json`, for a command that must succeed. */
export async function flagreelJson<T>(library: string, ...args: readonly string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await flagreel(library, ...args, '--json')
  if (exitCode !== 0) throw new Error(`flagreel ${args.join(' ')} failed:\n${stderr}`)
  return JSON.parse(stdout) as T
}

const BIN = join(import.meta.dirname, '../../bin/flagreel.js')

/** Starts the built command as a process of its own: `npm run build` first. */
export function startFlagreel(library: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [BIN, '--library', library, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
