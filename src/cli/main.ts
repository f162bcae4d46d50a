import { CommanderError } from 'commander'
import { type Output, reportFailure, STOPPED } from './output.ts'
import { createProgram } from './program.ts'

/**
 * Runs one command line and returns its exit code: 0 done, 1 failed, 130 stopped by the person. A second Ctrl-C does not
 * wait for anything: a scan loses at most what it has not stored yet.
 */
export async function main(
  argv: readonly string[],
  output: Output = { stdout: process.stdout, stderr: process.stderr },
): Promise<number> {
  const stop = new AbortController()
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(STOPPED)
    stop.abort()
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  // A reader such as `head` may close the pipe early: that is its right, not an error of ours.
  output.stdout.on('error', ignoreClosedPipe)
  output.stderr.on('error', ignoreClosedPipe)
  const status = { exitCode: 0 }
  try {
    await createProgram({ output, signal: stop.signal, status }).parseAsync(argv, { from: 'user' })
    return status.exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1
    return reportFailure(output, error)
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}
