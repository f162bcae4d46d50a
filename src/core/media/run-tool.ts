import { type ChildProcess, spawn } from 'node:child_process'
import { devNull, constants as os, setPriority } from 'node:os'
import type { Readable } from 'node:stream'
import { FlagreelError, reasonOf } from '#contract/errors.ts'

export interface ToolExit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface ToolProcess {
  readonly pid: number | undefined
  readonly stdout: Readable
  readonly stderr: Readable
  /** Settles when the process has gone and its pipes are closed; rejects with 'missing-tool' when it cannot start. */
  readonly ended: Promise<ToolExit>
  kill(): void
}

/** Starts ffmpeg or ffprobe: argument array, no shell, no stdin, low priority. */
export function startTool(binary: string, args: readonly string[], cwd?: string): ToolProcess {
  const child = spawn(binary, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd,
    env: toolEnvironment(process.env),
    windowsHide: true,
  })
  if (child.pid !== undefined) lowerPriority(child.pid)
  const ended = exitOf(child, binary)
  ended.catch(() => undefined) // Reported to whoever awaits it; never an unhandled rejection.
  return {
    pid: child.pid,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    kill() {
      child.kill('SIGKILL')
      // An unread pipe would keep 'close' from ever coming.
      child.stdout.destroy()
      child.stderr.destroy()
    },
  }
}

/**
 * What the tools may see of our environment. FFREPORT writes files and the colour switches change what we parse.
 * Static Linux builds crash on MPEG-TS when their glibc loads this machine's character set modules, so they find none.
 */
export function toolEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { FFREPORT: _, AV_LOG_FORCE_COLOR: _colour, AV_LOG_FORCE_256COLOR: _colours, ...rest } = env
  return { ...rest, AV_LOG_FORCE_NOCOLOR: '1', LC_ALL: 'C', GCONV_PATH: devNull }
}

function exitOf(child: ChildProcess, binary: string): Promise<ToolExit> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      if (child.pid !== undefined) return // A failed kill, not a failed start.
      reject(
        new FlagreelError('missing-tool', `${binary} cannot be started: ${reasonOf(error)}`, {
          cause: error,
        }),
      )
    })
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, os.priority.PRIORITY_BELOW_NORMAL)
  } catch {
    // It has ended already, or the system does not let us: decoding works at any priority.
  }
}

interface Output<Stdout> extends ToolExit {
  readonly stdout: Stdout
  readonly stderr: string
  /** Why we ended it: too slow, or more output than allowed. */
  readonly stopped: 'time' | 'output' | undefined
}
export type ToolOutput = Output<string>

export interface ToolLimits {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs: number
  /** Of stdout; stderr is cut at the same length without harm. */
  readonly maxOutputBytes: number
}

/** Runs a tool to its end and returns what it said. Cancelling throws 'cancelled'. */
export async function runTool(
  binary: string,
  args: readonly string[],
  limits: ToolLimits,
): Promise<ToolOutput> {
  const output = await runToolForBytes(binary, args, limits)
  return { ...output, stdout: output.stdout.toString('utf8') }
}

/** The same for a tool that writes a file to its stdout. */
export async function runToolForBytes(
  binary: string,
  args: readonly string[],
  { signal, timeoutMs, maxOutputBytes }: ToolLimits,
): Promise<Output<Buffer>> {
  throwIfCancelled(signal)
  const child = startTool(binary, args)
  let stopped: 'time' | 'output' | undefined
  const stop = (reason: typeof stopped) => {
    stopped = reason
    child.kill()
  }
  const timer = setTimeout(() => stop('time'), timeoutMs)
  const onAbort = () => child.kill()
  signal?.addEventListener('abort', onAbort)
  const stdout = collect(child.stdout, maxOutputBytes, () => stop('output'))
  const stderr = collect(child.stderr, maxOutputBytes, () => undefined)
  try {
    const exit = await child.ended
    throwIfCancelled(signal)
    return { ...exit, stdout: stdout(), stderr: stderr().toString('utf8'), stopped }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new FlagreelError('cancelled', 'Cancelled.')
}

function collect(stream: Readable, maxBytes: number, onOverflow: () => void): () => Buffer {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    if (bytes >= maxBytes) return
    chunks.push(chunk.subarray(0, maxBytes - bytes))
    bytes += chunk.length
    if (bytes >= maxBytes) onOverflow()
  })
  return () => Buffer.concat(chunks)
}
